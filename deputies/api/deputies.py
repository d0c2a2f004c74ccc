"""Deputies and their groups. Private numbers, birth and grounds of status never leave through here."""

import django_filters
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from deputies.access import Right, within
from deputies.api.base import Listed
from deputies.api.congress import TAGS, HolderSerializer, OrganisationNameSerializer
from deputies.forms.directory import QUERY_LENGTH
from deputies.models import Deputy, DeputyGroup, GroupMember, Organisation
from deputies.queries.directory import find_deputies, serving_organisations

PUBLIC_FIELDS = [
    "id",
    "name",
    "level",
    "level_label",
    "status",
    "status_label",
    "congress",
    "organisation",
    "place",
    "post",
    "pledge",
    "office_phone",
    "office_hours",
    "photo_url",
    "page_url",
]


class DeputySerializer(serializers.ModelSerializer):
    """What the directory shows of a deputy."""

    level_label = serializers.CharField(source="get_level_display", read_only=True, label=_("层级名称"))
    status_label = serializers.CharField(source="get_status_display", read_only=True, label=_("状态名称"))
    congress = OrganisationNameSerializer(source="seat.congress", read_only=True)
    organisation = OrganisationNameSerializer(source="seat.organisation", read_only=True)
    place = serializers.CharField(source="seat.place", read_only=True, label=_("选区或选举单位"))
    photo_url = serializers.SerializerMethodField(label=_("照片（本人同意公开的）"))
    page_url = serializers.SerializerMethodField(label=_("网页"))

    class Meta:
        model = Deputy
        fields = PUBLIC_FIELDS

    @extend_schema_field({"type": "string", "nullable": True})
    def get_photo_url(self, deputy):
        return reverse("deputies:portrait", args=[deputy.pk]) if deputy.shows_photo else None

    @extend_schema_field(OpenApiTypes.STR)
    def get_page_url(self, deputy):
        return reverse("deputies:deputy", args=[deputy.pk])


class DeputyForStaffSerializer(DeputySerializer):
    class Meta(DeputySerializer.Meta):
        fields = [*PUBLIC_FIELDS, "seat", "term", "elected_on", "status_since"]


class MemberSerializer(serializers.ModelSerializer):
    deputy = HolderSerializer(read_only=True, allow_null=True)
    name = serializers.CharField(source="__str__", read_only=True, label=_("姓名"))

    class Meta:
        model = GroupMember
        fields = ["name", "deputy", "is_head"]


class GroupSerializer(serializers.ModelSerializer):
    kind_label = serializers.CharField(source="get_kind_display", read_only=True, label=_("类别名称"))
    organisation = OrganisationNameSerializer(read_only=True)
    members = MemberSerializer(many=True, read_only=True)

    class Meta:
        model = DeputyGroup
        fields = ["id", "kind", "kind_label", "name", "organisation", "site", "field", "focus", "members"]


class DirectoryFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("姓名、拼音、首字母、选区、小区或路名"), method="find", max_length=QUERY_LENGTH
    )
    organisation = django_filters.ModelChoiceFilter(
        label=_("服务单位"), field_name="seat__organisation", queryset=lambda request: serving_organisations()
    )
    congress = django_filters.ModelChoiceFilter(
        label=_("人大"), field_name="seat__congress", queryset=Organisation.objects.all()
    )
    group = django_filters.ModelChoiceFilter(
        label=_("代表小组"), field_name="groups__group", queryset=DeputyGroup.objects.all()
    )

    class Meta:
        model = Deputy
        fields = ["level"]

    def find(self, queryset, name, value):
        return queryset.filter(pk__in=find_deputies(query=value).values("pk"))


class DeputyFilter(DirectoryFilter):
    class Meta:
        model = Deputy
        fields = ["level", "status", "seat", "term"]


@extend_schema_view(
    list=extend_schema(
        summary="代表列表",
        description="现任代表人人可见；尚未就任、资格终止和任期届满的，只有管代表名册的工作机构看得到。",
    ),
    retrieve=extend_schema(summary="一位代表"),
)
@extend_schema(tags=TAGS)
class Deputies(Listed):
    queryset = Deputy.objects.none()
    serializer_class = DeputyForStaffSerializer
    filterset_class = DeputyFilter

    def get_queryset(self):
        mine = within(self.request.user, Right.MANAGE_DEPUTIES, "seat__congress__path")
        return (
            Deputy.objects.filter(Q(status__in=Deputy.SEATED) | mine)
            .select_related("seat__congress", "seat__organisation", "seat__district", "seat__electing_unit")
            .defer("mobile", "email", "birth_month")
            .order_by("level", "sort_key", "pk")
        )


@extend_schema_view(
    list=extend_schema(summary="代表小组列表"), retrieve=extend_schema(summary="一个代表小组")
)
@extend_schema(tags=TAGS)
class Groups(Listed):
    queryset = (
        DeputyGroup.objects.select_related("organisation")
        .prefetch_related(
            Prefetch(
                "members", GroupMember.objects.select_related("deputy", "user").order_by("-is_head", "pk")
            )
        )
        .order_by("kind", "name", "pk")
    )
    serializer_class = GroupSerializer
    filterset_fields = ["kind", "organisation", "site"]
