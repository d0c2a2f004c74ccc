"""The tree, terms, districts and seats: reference data that everybody with an account reads."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from deputies.api.base import Listed
from deputies.models import ElectoralDistrict, Organisation, Seat, Term

TAGS = ["人大"]


class OrganisationSerializer(serializers.ModelSerializer):
    kind_label = serializers.CharField(source="get_kind_display", read_only=True, label=_("类别名称"))
    level_label = serializers.CharField(source="get_level_display", read_only=True, label=_("层级名称"))

    class Meta:
        model = Organisation
        fields = [
            "id",
            "kind",
            "kind_label",
            "name",
            "short_name",
            "level",
            "level_label",
            "parent",
            "address",
            "phone",
            "is_active",
        ]


class OrganisationNameSerializer(serializers.ModelSerializer):
    """An organisation in one line of something else."""

    name = serializers.CharField(source="__str__", read_only=True, label=_("名称"))

    class Meta:
        model = Organisation
        fields = ["id", "name"]


class TermSerializer(serializers.ModelSerializer):
    congress = OrganisationNameSerializer(read_only=True)

    class Meta:
        model = Term
        fields = ["id", "congress", "number", "starts_on", "ends_on", "is_current"]


class DistrictSerializer(serializers.ModelSerializer):
    congress = OrganisationNameSerializer(read_only=True)
    organisation = OrganisationNameSerializer(read_only=True)

    class Meta:
        model = ElectoralDistrict
        fields = ["id", "congress", "organisation", "number", "name", "places", "grid_code"]


class HolderSerializer(serializers.Serializer):
    id = serializers.IntegerField(label=_("编号"))
    name = serializers.CharField(label=_("姓名"))


class SeatSerializer(serializers.ModelSerializer):
    congress = OrganisationNameSerializer(read_only=True)
    organisation = OrganisationNameSerializer(read_only=True)
    place = serializers.CharField(read_only=True, label=_("选区或选举单位"))
    holder = HolderSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Seat
        fields = [
            "id",
            "congress",
            "organisation",
            "district",
            "electing_unit",
            "place",
            "number",
            "site",
            "holder",
        ]


@extend_schema_view(
    list=extend_schema(summary="单位列表", description="组织树上的各级人大、街道工委、政府部门、社区等。"),
    retrieve=extend_schema(summary="一个单位"),
)
@extend_schema(tags=TAGS)
class Organisations(Listed):
    queryset = Organisation.objects.order_by("path")
    serializer_class = OrganisationSerializer
    filterset_fields = ["kind", "level", "parent", "is_active"]


@extend_schema_view(list=extend_schema(summary="届次列表"), retrieve=extend_schema(summary="一届"))
@extend_schema(tags=TAGS)
class Terms(Listed):
    queryset = Term.objects.select_related("congress").order_by("congress__path", "-number")
    serializer_class = TermSerializer
    filterset_fields = ["congress", "is_current"]


@extend_schema_view(list=extend_schema(summary="选区列表"), retrieve=extend_schema(summary="一个选区"))
@extend_schema(tags=TAGS)
class Districts(Listed):
    queryset = ElectoralDistrict.objects.select_related("congress", "organisation").order_by(
        "congress__path", "number"
    )
    serializer_class = DistrictSerializer
    filterset_fields = ["congress", "organisation", "number"]


@extend_schema_view(
    list=extend_schema(summary="席位列表", description="联系码跟着席位走，代表更替时席位不变。"),
    retrieve=extend_schema(summary="一个席位"),
)
@extend_schema(tags=TAGS)
class Seats(Listed):
    queryset = Seat.objects.select_related(
        "congress", "organisation", "district", "electing_unit", "holder"
    ).order_by("pk")
    serializer_class = SeatSerializer
    filterset_fields = ["congress", "organisation", "district", "electing_unit", "site"]
