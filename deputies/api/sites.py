"""Sites and the official working calendar."""

import django_filters
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from deputies.access import Right, within
from deputies.api.base import Listed
from deputies.api.congress import TAGS, HolderSerializer, OrganisationNameSerializer
from deputies.forms.directory import QUERY_LENGTH
from deputies.models import CalendarDay, Organisation, Site
from deputies.queries.directory import find_sites

PUBLIC_FIELDS = [
    "id",
    "kind",
    "kind_label",
    "name",
    "organisation",
    "parent",
    "head",
    "address",
    "directions",
    "phone",
    "hours",
    "feature",
    "page_url",
]


class SiteSerializer(serializers.ModelSerializer):
    kind_label = serializers.CharField(source="get_kind_display", read_only=True, label=_("类别名称"))
    organisation = OrganisationNameSerializer(read_only=True)
    head = HolderSerializer(read_only=True, allow_null=True)
    page_url = serializers.SerializerMethodField(label=_("网页"))

    class Meta:
        model = Site
        fields = PUBLIC_FIELDS

    @extend_schema_field(OpenApiTypes.STR)
    def get_page_url(self, site):
        return reverse("deputies:site", args=[site.pk])


class SiteForStaffSerializer(SiteSerializer):
    class Meta(SiteSerializer.Meta):
        fields = [*PUBLIC_FIELDS, "is_active"]


class SiteFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("名称、拼音或路名"), method="find", max_length=QUERY_LENGTH)
    organisation = django_filters.ModelChoiceFilter(label=_("所属单位"), queryset=Organisation.objects.all())

    class Meta:
        model = Site
        fields = ["kind"]

    def find(self, queryset, name, value):
        return queryset.filter(pk__in=find_sites(query=value).values("pk"))


class CalendarDaySerializer(serializers.ModelSerializer):
    kind_label = serializers.CharField(source="get_kind_display", read_only=True, label=_("类别名称"))
    notice = serializers.CharField(source="year.notice", read_only=True, label=_("依据的通知"))

    class Meta:
        model = CalendarDay
        fields = ["date", "kind", "kind_label", "name", "notice"]


class CalendarDayFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(
        label=_("年份"), field_name="year_id", min_value=1949, max_value=2999, decimal_places=0
    )

    class Meta:
        model = CalendarDay
        fields = ["kind", "date"]


@extend_schema_view(
    list=extend_schema(summary="站点列表", description="家、室、站、点；停用的只有管站点的工作机构看得到。"),
    retrieve=extend_schema(summary="一个站点"),
)
@extend_schema(tags=TAGS)
class Sites(Listed):
    queryset = Site.objects.none()
    serializer_class = SiteForStaffSerializer
    filterset_class = SiteFilter

    def get_queryset(self):
        mine = within(self.request.user, Right.MANAGE_SITES, "organisation__path")
        return (
            Site.objects.filter(Q(is_active=True) | mine)
            .select_related("organisation", "head")
            .defer("head__mobile", "head__email")
            .order_by("organisation__path", "kind", "name", "pk")
        )


@extend_schema_view(
    list=extend_schema(
        summary="工作日历", description="与平常一周不同的日子：放假，或者调休上班；没有列出的照平常一周。"
    ),
    retrieve=extend_schema(summary="工作日历的一天"),
)
@extend_schema(tags=TAGS)
class CalendarDays(Listed):
    queryset = CalendarDay.objects.select_related("year").order_by("date")
    serializer_class = CalendarDaySerializer
    filterset_class = CalendarDayFilter
    lookup_field = "date"
    lookup_value_regex = r"\d{4}-\d{2}-\d{2}"
