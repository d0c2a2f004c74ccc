"""A person's own notices and channels."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers

from deputies.api.base import Listed
from liaison.models import Channel, Notice
from liaison.privacy import mask_email, mask_phone

TAGS = ["我的通知"]


class NoticeSerializer(serializers.ModelSerializer):
    class Meta:
        model = Notice
        fields = ["id", "kind", "title", "url", "created_at", "read_at"]


class NoticeFilter(django_filters.FilterSet):
    unread = django_filters.BooleanFilter(label=_("未读"), field_name="read_at", lookup_expr="isnull")

    class Meta:
        model = Notice
        fields = ["kind"]


class ChannelSerializer(serializers.ModelSerializer):
    """Addresses are masked: a webhook's address is its key."""

    kind_label = serializers.CharField(source="get_kind_display", read_only=True, label=_("方式名称"))
    address = serializers.SerializerMethodField(label=_("地址（已遮挡）"))

    class Meta:
        model = Channel
        fields = ["id", "kind", "kind_label", "address", "is_active"]

    @extend_schema_field(OpenApiTypes.STR)
    def get_address(self, channel):
        if channel.kind == Channel.Kind.EMAIL:
            return mask_email(channel.address)
        if channel.kind == Channel.Kind.SMS:
            return mask_phone(channel.address)
        return f"{channel.address.partition('://')[0]}://****"


@extend_schema_view(list=extend_schema(summary="我的通知"), retrieve=extend_schema(summary="一条通知"))
@extend_schema(tags=TAGS)
class Notices(Listed):
    queryset = Notice.objects.none()
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilter

    def get_queryset(self):
        return Notice.objects.filter(recipient=self.request.user).order_by("-created_at", "-pk")


@extend_schema_view(
    list=extend_schema(summary="我的通知方式"), retrieve=extend_schema(summary="一种通知方式")
)
@extend_schema(tags=TAGS)
class Channels(Listed):
    queryset = Channel.objects.none()
    serializer_class = ChannelSerializer
    filterset_fields = ["kind", "is_active"]

    def get_queryset(self):
        return Channel.objects.filter(user=self.request.user).order_by("pk")
