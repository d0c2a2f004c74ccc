"""Reception days, for everybody and for the desks."""

import django_filters
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet

from deputies.api.base import Listed, Pages, Public
from deputies.api.congress import HolderSerializer
from deputies.models import Deputy
from liaison.models import ReceptionDay
from liaison.queries.reception import days_visible_to
from liaison.services.reception import LET_GO

FIELDS = [
    "id",
    "date",
    "starts",
    "ends",
    "theme",
    "capacity",
    "taken",
    "site",
    "site_name",
    "address",
    "deputies",
]


class PublicReceptionDaySerializer(serializers.ModelSerializer):
    site_name = serializers.CharField(source="site.name", read_only=True, label=_("站点名称"))
    address = serializers.CharField(source="site.address", read_only=True, label=_("地址"))
    taken = serializers.IntegerField(read_only=True, label=_("已约"))
    deputies = HolderSerializer(many=True, read_only=True, label=_("接待代表"))

    class Meta:
        model = ReceptionDay
        fields = FIELDS


class ReceptionDaySerializer(PublicReceptionDaySerializer):
    state_label = serializers.CharField(source="get_state_display", read_only=True, label=_("状态名称"))

    class Meta(PublicReceptionDaySerializer.Meta):
        fields = [*FIELDS, "state", "state_label", "state_reason"]


class PublicReceptionDayFilter(django_filters.FilterSet):
    since = django_filters.DateFilter(label=_("从这一天起"), field_name="date", lookup_expr="gte")
    until = django_filters.DateFilter(label=_("到这一天为止"), field_name="date", lookup_expr="lte")

    deputy = django_filters.ModelChoiceFilter(
        label=_("接待代表"), field_name="deputies", queryset=Deputy.objects.all()
    )

    class Meta:
        model = ReceptionDay
        fields = ["site", "date"]


class ReceptionDayFilter(PublicReceptionDayFilter):
    class Meta(PublicReceptionDayFilter.Meta):
        fields = ["site", "date", "state"]


def with_taken(days: QuerySet[ReceptionDay]) -> QuerySet[ReceptionDay]:
    """Add what a line shows, in a constant number of statements."""
    booked = Count("appointments", filter=~Q(appointments__conversation__state__in=LET_GO), distinct=True)
    return (
        days.select_related("site")
        .prefetch_related("deputies")
        .annotate(taken=booked)
        .order_by("date", "starts", "pk")
    )


@extend_schema(summary="接待日", description="已经公布、今天起的接待日。", tags=["公开：名录"], auth=[])
@extend_schema_view(list=extend_schema(), retrieve=extend_schema(summary="一个接待日"))
class PublicReceptionDays(Public, ReadOnlyModelViewSet):
    queryset = ReceptionDay.objects.none()
    serializer_class = PublicReceptionDaySerializer
    filterset_class = PublicReceptionDayFilter
    pagination_class = Pages

    def get_queryset(self):
        ahead = ReceptionDay.objects.filter(
            state=ReceptionDay.State.PUBLISHED, date__gte=timezone.localdate(), site__is_active=True
        )
        return with_taken(ahead)


@extend_schema_view(
    list=extend_schema(
        summary="接待日列表", description="公布的人人可见；取消的只有管这个站点的人和当天接待的代表看得到。"
    ),
    retrieve=extend_schema(summary="一个接待日"),
)
@extend_schema(tags=["联系码与接待日"])
class ReceptionDays(Listed):
    queryset = ReceptionDay.objects.none()
    serializer_class = ReceptionDaySerializer
    filterset_class = ReceptionDayFilter

    def get_queryset(self):
        mine = days_visible_to(self.request.user).values("pk")
        published = Q(state=ReceptionDay.State.PUBLISHED)
        return with_taken(ReceptionDay.objects.filter(published | Q(pk__in=mine)))
