"""Contact codes and their printed copies, as far as a person manages them or they are hers."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from deputies.api.base import Listed
from liaison.models import ContactCode, Placement
from liaison.queries.codes import codes_shown_to

TAGS = ["联系码与接待日"]


class ContactCodeSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="__str__", read_only=True, label=_("名称"))
    state_label = serializers.CharField(source="get_state_display", read_only=True, label=_("状态名称"))

    class Meta:
        model = ContactCode
        fields = ["id", "name", "seat", "site", "topic", "state", "state_label", "state_reason", "issued_at"]


class PlacementSerializer(serializers.ModelSerializer):
    number = serializers.CharField(read_only=True, label=_("编号"))
    state_label = serializers.CharField(source="get_state_display", read_only=True, label=_("状态名称"))

    class Meta:
        model = Placement
        fields = [
            "id",
            "code",
            "copy",
            "number",
            "token",
            "board",
            "community",
            "address",
            "posted_on",
            "last_scanned_on",
            "state",
            "state_label",
            "state_reason",
            "revoked_on",
        ]


class PlacementFilter(django_filters.FilterSet):
    posted = django_filters.BooleanFilter(
        label=_("已经张贴"), field_name="posted_on", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Placement
        fields = ["code", "state", "community"]


@extend_schema_view(
    list=extend_schema(summary="联系码列表", description="自己席位的、本区域管理的。"),
    retrieve=extend_schema(summary="一张联系码"),
)
@extend_schema(tags=TAGS)
class ContactCodes(Listed):
    queryset = ContactCode.objects.none()
    serializer_class = ContactCodeSerializer
    filterset_fields = ["seat", "site", "state"]

    def get_queryset(self):
        return (
            codes_shown_to(self.request.user)
            .select_related("seat__district", "seat__electing_unit", "site", "topic")
            .order_by("pk")
        )


@extend_schema_view(
    list=extend_schema(summary="张贴点列表", description="每一份印出来的码有自己的短码，可以单独作废。"),
    retrieve=extend_schema(summary="一个张贴点"),
)
@extend_schema(tags=TAGS)
class Placements(Listed):
    queryset = Placement.objects.none()
    serializer_class = PlacementSerializer
    filterset_class = PlacementFilter

    def get_queryset(self):
        shown = codes_shown_to(self.request.user).values("pk")
        return Placement.objects.filter(Q(code__in=shown)).order_by("code", "copy")
