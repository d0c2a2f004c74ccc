"""What a printed code opens: whom it reaches now, and what may be sent there. No account."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from deputies.api.base import FAULTS, ProblemSerializer, Public
from deputies.api.congress import OrganisationNameSerializer
from deputies.api.deputies import DeputySerializer
from deputies.api.sites import SiteSerializer
from liaison import receipts
from liaison.api.reception import PublicReceptionDaySerializer
from liaison.models import Category, PrivacyNotice, Topic
from liaison.queries import pages

TAGS = ["公开：留言与约见"]
ERRORS = {
    400: FAULTS,
    404: ProblemSerializer,
    409: ProblemSerializer,
    413: ProblemSerializer,
    429: ProblemSerializer,
}


class CategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = Category
        fields = ["key", "name", "example"]


class PrivacyNoticeSerializer(serializers.ModelSerializer):
    class Meta:
        model = PrivacyNotice
        fields = ["version", "summary", "text"]


class DoorSiteSerializer(SiteSerializer):
    class Meta(SiteSerializer.Meta):
        fields = ["id", "kind", "kind_label", "name", "address", "directions", "phone", "hours", "page_url"]


class TopicSerializer(serializers.ModelSerializer):
    """The question on which words are collected, until when, and what came of it."""

    phase = serializers.SerializerMethodField(label=gettext_lazy("现在"))

    class Meta:
        model = Topic
        fields = ["title", "question", "background", "opens_on", "closes_on", "phase", "feedback"]

    @extend_schema_field(OpenApiTypes.STR)
    def get_phase(self, topic):
        return topic.phase(timezone.localdate(self.context["now"])).label


class DoorSerializer(serializers.Serializer):
    """Whom a printed copy reaches now."""

    token = serializers.CharField(label=gettext_lazy("短码"))
    is_open = serializers.BooleanField(label=gettext_lazy("可以留言"))
    is_gone = serializers.BooleanField(label=gettext_lazy("这一份已经停用，不会恢复"))
    reason = serializers.CharField(label=gettext_lazy("停用原因"))
    answerer = serializers.CharField(label=gettext_lazy("由谁答复"))
    answers = serializers.CharField(label=gettext_lazy("近期答复情况"))
    deputy = serializers.SerializerMethodField(label=gettext_lazy("现任代表"))
    site = DoorSiteSerializer(allow_null=True)
    topic = TopicSerializer(allow_null=True, label=gettext_lazy("议题"))
    organisation = OrganisationNameSerializer()
    phone = serializers.CharField(label=gettext_lazy("电话"))
    page_url = serializers.SerializerMethodField(label=gettext_lazy("网页"))
    reception_days = serializers.SerializerMethodField(label=gettext_lazy("可以预约的接待日"))
    categories = serializers.SerializerMethodField(label=gettext_lazy("留言类别"))
    privacy_notice = serializers.SerializerMethodField(label=gettext_lazy("隐私说明"))

    @extend_schema_field(DeputySerializer(allow_null=True))
    def get_deputy(self, door):
        if door.deputy is None:
            return None
        door.deputy.seat = door.seat  # fetched together with the code
        return DeputySerializer(door.deputy).data

    @extend_schema_field(OpenApiTypes.URI)
    def get_page_url(self, door):
        return settings.SITE_URL + reverse("liaison:code", args=[door.token])

    @extend_schema_field(PublicReceptionDaySerializer(many=True))
    def get_reception_days(self, door):
        days = (
            pages.reception_days(door, now=self.context["now"]).prefetch_related("deputies")
            if door.is_open and not door.topic
            else ()
        )
        return PublicReceptionDaySerializer(days, many=True).data

    @extend_schema_field(CategorySerializer(many=True))
    def get_categories(self, door):
        return CategorySerializer(pages.categories(), many=True).data

    @extend_schema_field(PrivacyNoticeSerializer(allow_null=True))
    def get_privacy_notice(self, door):
        notice = pages.notice_in_force(self.context["now"])
        return PrivacyNoticeSerializer(notice).data if notice else None


class Code(Public, APIView):
    @extend_schema(
        summary="这张码现在找得到谁",
        description="席位换了人，同一张码就找到新的代表；停用的码说明原因并给出站点。",
        tags=TAGS,
        auth=[],
        responses={200: DoorSerializer, 404: ProblemSerializer, 429: ProblemSerializer},
    )
    def get(self, request, token):
        return Response(DoorSerializer(door_or_404(token), context={"now": timezone.now()}).data)


@extend_schema(summary="留言类别", tags=TAGS, auth=[])
class Categories(Public, ListAPIView):
    queryset = Category.objects.filter(is_active=True)
    serializer_class = CategorySerializer
    pagination_class = None
    filter_backends = ()


def door_or_404(token: str) -> pages.Door:
    """Return what a token opens, however it was typed."""
    try:
        door = pages.door(receipts.normalise_token(token))
    except ValueError:
        door = None
    if door is None:
        raise NotFound(_("没有这个短码，请对照二维码下方的字符再试。"))
    return door
