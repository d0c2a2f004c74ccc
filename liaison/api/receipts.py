"""Progress by receipt number and PIN (header X-Receipt-Pin): read, add, rate, and the other acts of the constituent."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, Throttled, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from deputies.api.base import READ, WRITE, JSONParser, MultiPartParser, ProblemSerializer, Public
from deputies.signin import client_address
from liaison import limits, photos_store, receipts, workflow
from liaison.api.fields import STATES, PhotosField, WordsField
from liaison.api.public import ERRORS
from liaison.api.sending import act_of_sending
from liaison.models import Appointment, Conversation, Entry, Rating
from liaison.queries import tracking
from liaison.services import acting
from liaison.services.receipts_access import Locked, knows_pin

TAGS = ["公开：查进度"]
PIN = OpenApiParameter("X-Receipt-Pin", str, OpenApiParameter.HEADER, required=True, description="6 位查询码")
OTHER_ACTS = ("withdraw", "cancel", "confirm", "counter_propose", "request_reopen")
WITH_WORDS = ("counter_propose", "request_reopen")


class ToldEntrySerializer(serializers.ModelSerializer):
    """One thing said. Internal notes are never among them."""

    kind_label = serializers.CharField(source="get_kind_display", label=gettext_lazy("类别名称"))
    mine = serializers.SerializerMethodField(label=gettext_lazy("是群众本人说的"))
    photos = serializers.SerializerMethodField(label=gettext_lazy("照片"))

    class Meta:
        model = Entry
        fields = ["kind", "kind_label", "author_label", "mine", "body", "at", "photos"]

    @extend_schema_field(OpenApiTypes.BOOL)
    def get_mine(self, entry):
        return entry.capacity == workflow.Capacity.CONSTITUENT

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_photos(self, entry):
        return photo_urls(self.context["page"], entry.pk)


class MeetingSerializer(serializers.ModelSerializer):
    class Meta:
        model = Appointment
        fields = ["wish", "starts_at", "where", "reception_day", "held_at"]


class HandlerSerializer(serializers.Serializer):
    """A unit, or a deputy of a higher congress, that handles the message."""

    name = serializers.CharField(label=gettext_lazy("名称"))
    role = serializers.CharField(label=gettext_lazy("承办方式"))
    state = serializers.CharField(label=gettext_lazy("状态"))
    state_label = serializers.CharField(label=gettext_lazy("状态名称"))
    handed_at = serializers.DateTimeField(label=gettext_lazy("交办时间"))
    taken_at = serializers.DateTimeField(allow_null=True, label=gettext_lazy("领单时间"))
    replied_at = serializers.DateTimeField(allow_null=True, label=gettext_lazy("答复代表的时间"))
    due_on = serializers.DateField(allow_null=True, label=gettext_lazy("最迟哪天答复代表"))
    first_due_on = serializers.DateField(allow_null=True, label=gettext_lazy("延期前的日期"))


class HandlingSerializer(serializers.Serializer):
    """What others do about the message; number and title are those of a formal suggestion made of it."""

    kind = serializers.ChoiceField(choices=["matter", "suggestion"], label=gettext_lazy("类别"))
    state = serializers.CharField(label=gettext_lazy("状态"))
    state_label = serializers.CharField(label=gettext_lazy("状态名称"))
    number = serializers.CharField(label=gettext_lazy("建议号"))
    title = serializers.CharField(label=gettext_lazy("标题"))
    handlers = HandlerSerializer(many=True, label=gettext_lazy("谁在办"))


class RatingSerializer(serializers.ModelSerializer):
    """Result and attitude apart (domain.md 002-33): 1 不满意, 2 基本满意, 3 满意."""

    class Meta:
        model = Rating
        fields = ["result", "attitude", "comment", "publish_consent"]


class ToldSerializer(serializers.Serializer):
    """One conversation as its constituent sees it."""

    receipt = serializers.CharField(source="conversation.receipt", label=gettext_lazy("回执号"))
    kind = serializers.ChoiceField(
        choices=Conversation.Kind, source="conversation.kind", label=gettext_lazy("类别")
    )
    state = serializers.ChoiceField(
        choices=STATES,
        source="conversation.state",
        label=gettext_lazy("状态"),
    )
    state_label = serializers.CharField(
        source="conversation.get_state_display", label=gettext_lazy("状态名称")
    )
    answerer = serializers.SerializerMethodField(label=gettext_lazy("由谁答复"))
    submitted_at = serializers.DateTimeField(
        source="conversation.submitted_at", label=gettext_lazy("送出时间")
    )
    due_at = serializers.DateTimeField(
        source="conversation.due_at", allow_null=True, label=gettext_lazy("最迟答复")
    )
    answered_at = serializers.DateTimeField(
        source="conversation.answered_at", allow_null=True, label=gettext_lazy("答复时间")
    )
    closed_at = serializers.DateTimeField(
        source="conversation.closed_at", allow_null=True, label=gettext_lazy("办结时间")
    )
    category = serializers.CharField(
        source="conversation.category.key", default=None, allow_null=True, label=gettext_lazy("类别标识")
    )
    place = serializers.CharField(source="conversation.place", label=gettext_lazy("地点"))
    body = serializers.CharField(source="conversation.body", label=gettext_lazy("内容"))
    photos = serializers.SerializerMethodField(label=gettext_lazy("照片"))
    entries = ToldEntrySerializer(many=True, label=gettext_lazy("往来"))
    appointment = serializers.SerializerMethodField(label=gettext_lazy("约见"))
    rating = RatingSerializer(allow_null=True, label=gettext_lazy("评价"))
    handling = HandlingSerializer(allow_null=True, label=gettext_lazy("交给谁办"))
    moves = serializers.SerializerMethodField(label=gettext_lazy("现在可以做的"))

    @extend_schema_field(OpenApiTypes.STR)
    def get_answerer(self, page):
        return tracking.holder_name(page.conversation)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_photos(self, page):
        return photo_urls(page, None)

    @extend_schema_field(MeetingSerializer(allow_null=True))
    def get_appointment(self, page):
        meeting = getattr(page.conversation, "appointment", None)
        return MeetingSerializer(meeting).data if meeting else None

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_moves(self, page):
        return [move.name for move in tracking.offered(page, now=timezone.now())]


class SaySerializer(serializers.Serializer):
    body = WordsField(min_length=2, label=gettext_lazy("补充的话"))
    photos = PhotosField()
    idempotency_key = serializers.CharField(
        required=False, allow_blank=True, max_length=200, label=gettext_lazy("这一次送出的标识")
    )


class ActSerializer(serializers.Serializer):
    body = WordsField(
        required=False,
        allow_blank=True,
        label=gettext_lazy("说明"),
        help_text=gettext_lazy("换个时间、请求重办时要写。"),
    )


class ByPin(Public, APIView):
    """A route of one receipt; wrong PINs are counted together with those of the pages."""

    def page(self, request, receipt: str) -> tracking.Told:
        pin = request.headers.get("X-Receipt-Pin", "")
        if not pin:
            raise ValidationError({"X-Receipt-Pin": [_("请在请求头 X-Receipt-Pin 里给出 6 位查询码。")]})
        try:
            receipt = receipts.normalise_receipt(receipt)
            known = knows_pin(receipt=receipt, pin=pin, address=client_address(request), now=timezone.now())
        except ValueError:
            known = False
        except Locked:
            raise Throttled(
                wait=limits.PIN_LOCK.total_seconds(), detail=_("试错的次数太多，请过 15 分钟再试。")
            ) from None
        if not known:
            raise NotFound(_("回执号和查询码对不上。"))
        return tracking.told(receipt)

    def speak(self, page: tracking.Told, name: str, data: dict, photos=()) -> None:
        acting.speak(conversation=page.conversation, name=name, now=timezone.now(), data=data, photos=photos)

    def answer(self, receipt: str, *, status: int = status.HTTP_200_OK) -> Response:
        page = tracking.told(receipt)
        return Response(ToldSerializer(page, context={"page": page}).data, status=status)


class Receipt(ByPin):
    throttle_scope = READ

    @extend_schema(
        summary="查进度",
        description="留言和约见都凭回执号和查询码查。连错 5 次查询码要等 15 分钟。",
        operation_id="public_messages_retrieve",
        tags=TAGS,
        auth=[],
        parameters=[PIN],
        responses={200: ToldSerializer} | {code: ERRORS[code] for code in (400, 404, 429)},
    )
    def get(self, request, receipt):
        page = self.page(request, receipt)
        return Response(ToldSerializer(page, context={"page": page}).data)


class ReceiptEntries(ByPin):
    throttle_scope = WRITE
    parser_classes = (JSONParser, MultiPartParser)

    @extend_schema(
        summary="补充几句",
        operation_id="public_messages_entries_create",
        tags=TAGS,
        auth=[],
        parameters=[PIN],
        request={"application/json": SaySerializer, "multipart/form-data": SaySerializer},
        responses={201: ToldSerializer} | ERRORS,
    )
    def post(self, request, receipt):
        page = self.page(request, receipt)
        body = SaySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        key = act_of_sending(page.conversation.receipt, "say", request.data, request.FILES.getlist("photos"))
        if limits.begin(key):
            done = False
            try:
                photos = photos_store.clean_all(body.validated_data["photos"])
                self.speak(page, "say", {"body": body.validated_data["body"]}, photos)
                done = True
            finally:
                limits.end(key, done=done)
        return self.answer(page.conversation.receipt, status=status.HTTP_201_CREATED)


class ReceiptRating(ByPin):
    throttle_scope = WRITE

    @extend_schema(
        summary="评价",
        description="结果和态度分开评，每一轮办理评一次；3 满意，2 基本满意，1 不满意。",
        operation_id="public_messages_rating_create",
        tags=TAGS,
        auth=[],
        parameters=[PIN],
        request=RatingSerializer,
        responses={201: ToldSerializer} | ERRORS,
    )
    def post(self, request, receipt):
        page = self.page(request, receipt)
        body = RatingSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        self.speak(page, "rate", dict(body.validated_data))
        return self.answer(page.conversation.receipt, status=status.HTTP_201_CREATED)


class ReceiptMove(ByPin):
    throttle_scope = WRITE

    @extend_schema(
        summary="撤回、取消、确认时间、换个时间、请求重办",
        operation_id="public_messages_moves_create",
        tags=TAGS,
        auth=[],
        parameters=[PIN, OpenApiParameter("name", str, OpenApiParameter.PATH, enum=OTHER_ACTS)],
        request=ActSerializer,
        responses={200: ToldSerializer} | ERRORS,
    )
    def post(self, request, receipt, name):
        page = self.page(request, receipt)
        if name not in OTHER_ACTS or name not in workflow.MOVES[page.conversation.kind]:
            raise NotFound(_("没有这一步。"))
        body = ActSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        self.speak(page, name, body.validated_data if name in WITH_WORDS else {})
        return self.answer(page.conversation.receipt)


class ReceiptPhoto(ByPin):
    throttle_scope = READ

    @extend_schema(
        summary="一张照片",
        operation_id="public_messages_photos_retrieve",
        tags=TAGS,
        auth=[],
        parameters=[PIN],
        responses={
            (200, "image/jpeg"): OpenApiTypes.BINARY,
            (404, "application/json"): ProblemSerializer,
        },
    )
    def get(self, request, receipt, token):
        page = self.page(request, receipt)
        photo = next((photo for photo in page.photos if photo.token == token), None)
        try:
            data = photos_store.read(photo) if photo else None
        except FileNotFoundError:
            data = None
        if data is None:
            raise NotFound(_("没有这张照片。"))
        return HttpResponse(data, content_type="image/jpeg")


def photo_urls(page: tracking.Told, entry_id: int | None) -> list[str]:
    """Return where the photos of an entry, or of the first words, can be fetched with the PIN."""
    receipt = page.conversation.receipt
    return [
        reverse("api:public-message-photo", args=[receipt, photo.token])
        for photo in page.photos
        if photo.entry_id == entry_id
    ]
