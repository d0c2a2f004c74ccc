"""Sending words to whom a printed code reaches: a message, or the wish to meet. No account, counted by address."""

from collections.abc import Callable
from hashlib import sha256
from secrets import token_hex

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import Throttled
from rest_framework.response import Response
from rest_framework.views import APIView

from deputies.api.base import WRITE, JSONParser, MultiPartParser, Public
from deputies.errors import Refused
from deputies.signin import client_address
from liaison import limits
from liaison.api.fields import STATES, PhoneField, PhotosField, WordsField, truth
from liaison.api.public import ERRORS, TAGS, door_or_404
from liaison.models import Category, Conversation, PrivacyNotice
from liaison.photos_store import clean_all
from liaison.queries import pages
from liaison.services.filing import Addressee, Filed, Words, request_appointment, submit_message

About = Conversation.About
File = Callable[..., Filed]


class WordsSerializer(serializers.Serializer):
    """What message and appointment ask: nothing but the words and the consent is required (PIPL Art. 6, 13)."""

    body = WordsField(
        min_length=5,
        label=gettext_lazy("内容"),
        error_messages={"min_length": gettext_lazy("再多写几个字，让人看得明白（至少 5 个字）。")},
    )
    contact_name = serializers.CharField(
        required=False, allow_blank=True, max_length=30, label=gettext_lazy("称呼")
    )
    contact_phone = PhoneField(required=False, allow_blank=True, max_length=40, label=gettext_lazy("电话"))
    share_contact_with_unit = serializers.BooleanField(
        required=False, default=False, label=gettext_lazy("可以把联系方式告诉办理单位")
    )
    privacy_accepted = truth(
        gettext_lazy("看过隐私说明，同意按它处理"), sentence=gettext_lazy("送出前请先看隐私说明并同意。")
    )
    idempotency_key = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        label=gettext_lazy("这一次送出的标识"),
        help_text=gettext_lazy("网络不好要重发时，用同一个标识和同样的内容，只会留下一件。"),
    )

    def words(self, notice: PrivacyNotice) -> Words:
        """Return what was said, ready for the service."""
        given = self.validated_data
        category = given.get("category")
        return Words(
            body=given["body"],
            privacy_version=notice.version,
            category_id=category.pk if category else None,
            place=given.get("place", ""),
            about=given.get("about", About.MATTER),
            contact_name=given.get("contact_name", ""),
            contact_phone=given.get("contact_phone", ""),
            share_contact=given["share_contact_with_unit"],
            photos=clean_all(given.get("photos", ())),
        )


class MessageSerializer(WordsSerializer):
    """留言 (domain.md 000-12)."""

    category = serializers.SlugRelatedField(
        slug_field="key",
        queryset=Category.objects.filter(is_active=True),
        required=False,
        allow_null=True,
        label=gettext_lazy("类别"),
    )
    place = serializers.CharField(
        required=False, allow_blank=True, max_length=120, label=gettext_lazy("在什么地方")
    )
    about = serializers.ChoiceField(
        choices=About,
        required=False,
        default=About.MATTER,
        label=gettext_lazy("反映对象"),
        help_text=gettext_lazy("反映代表或者某个单位的，不会转给本人或者本单位。"),
    )
    photos = PhotosField()


class AppointmentSerializer(WordsSerializer):
    """约见: a place on a published reception day, or a wished time in words (domain.md 000-21)."""

    reception_day = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, label=gettext_lazy("接待日编号")
    )
    wish = serializers.CharField(
        required=False, allow_blank=True, max_length=120, label=gettext_lazy("方便的时间")
    )

    def validate(self, given):
        if not given.get("reception_day") and not given.get("wish"):
            raise serializers.ValidationError({"wish": _("请选一个接待日，或者写下您方便的时间。")})
        return given


class FiledSerializer(serializers.Serializer):
    """The receipt: number and PIN open the tracking page; the PIN is shown here and never again."""

    receipt = serializers.CharField(source="conversation.receipt", label=gettext_lazy("回执号"))
    pin = serializers.CharField(label=gettext_lazy("查询码"))
    state = serializers.ChoiceField(
        choices=STATES,
        source="conversation.state",
        label=gettext_lazy("状态"),
    )
    state_label = serializers.CharField(
        source="conversation.get_state_display", label=gettext_lazy("状态名称")
    )
    due_at = serializers.DateTimeField(
        source="conversation.due_at", allow_null=True, label=gettext_lazy("最迟回应")
    )
    track_url = serializers.SerializerMethodField(label=gettext_lazy("进度页"))

    @extend_schema_field(OpenApiTypes.URI)
    def get_track_url(self, filed):
        return settings.SITE_URL + reverse("liaison:track", args=[filed.conversation.receipt])


class Sending(Public, APIView):
    """One act of sending, the same rules as the pages behind the code."""

    throttle_scope = WRITE
    kind: str
    serializer: type[WordsSerializer]

    def send(self, request, token, file: File) -> Response:
        door, now = door_or_404(token), timezone.now()
        body = self.serializer(data=request.data)
        body.is_valid(raise_exception=True)
        notice = pages.notice_in_force(now)
        if not door.works or notice is None or (door.topic and self.kind != "message"):
            raise Refused(
                _("议题只收意见，约见请找站点或者代表。")
                if door.topic and door.works
                else _("这张码已经停用，请向站点或者从首页找代表。")
            )
        key = act_of_sending(door.token, self.kind, request.data, request.FILES.getlist("photos"))
        if not limits.admits(client_address(request), key, now=now):
            raise Throttled(
                wait=600, detail=_("这个网络一小时里送来的太多，这一次还没有收下，过一会儿再试。")
            )
        filed = file(door, body, notice, key, now)
        return Response(FiledSerializer(filed).data, status=status.HTTP_201_CREATED)


class Messages(Sending):
    parser_classes = (JSONParser, MultiPartParser)
    kind, serializer = "message", MessageSerializer

    @extend_schema(
        summary="留言",
        description="回执号和查询码只在这里给出一次。带照片时用 multipart/form-data，字段 photos 可以重复。",
        operation_id="public_codes_messages_create",
        tags=TAGS,
        auth=[],
        request={"application/json": MessageSerializer, "multipart/form-data": MessageSerializer},
        responses={201: FiledSerializer} | ERRORS,
    )
    def post(self, request, token):
        return self.send(request, token, self.file)

    def file(self, door, body, notice, key, now):
        words = body.words(notice)
        if words.about == About.DEPUTY and door.holder is None:
            raise Refused(_("这张码后面没有代表，请选别的反映对象。"), field="about")
        return submit_message(
            to=Addressee.of_placement(door.placement),
            words=words,
            key=key,
            source=Conversation.Source.API,
            now=now,
        )


class Appointments(Sending):
    kind, serializer = "appointment", AppointmentSerializer

    @extend_schema(
        summary="约见",
        description="选一个接待日立即约定；没有合适的就写方便的时间，由代表提出时间。",
        operation_id="public_codes_appointments_create",
        tags=TAGS,
        auth=[],
        request=AppointmentSerializer,
        responses={201: FiledSerializer} | ERRORS,
    )
    def post(self, request, token):
        return self.send(request, token, self.file)

    def file(self, door, body, notice, key, now):
        wanted = body.validated_data.get("reception_day")
        day = next((day for day in pages.reception_days(door, now=now) if day.pk == wanted), None)
        if wanted and day is None:
            raise Refused(_("没有这个接待日，或者它已经结束，请另选一天。"), field="reception_day")
        return request_appointment(
            to=Addressee.of_placement(door.placement),
            words=body.words(notice),
            key=key,
            source=Conversation.Source.API,
            now=now,
            wish=body.validated_data.get("wish", ""),
            reception_day=day,
        )


def act_of_sending(scope: str, kind: str, data, photos=()) -> str:
    """Return the key under which this act of sending is kept: over where it goes, the caller's key and all she said.

    A caller may choose a key that somebody else chose too, such as "1". Only who says exactly the same again gets
    the first receipt; without a key of the caller's every sending is new.
    """
    given = data.get("idempotency_key") or token_hex(16)
    said = sorted((name, str(data.get(name))) for name in data if name not in ("photos", "idempotency_key"))
    digest = sha256(repr((scope, kind, str(given), said)).encode())
    for photo in photos:
        for chunk in photo.chunks():
            digest.update(chunk)
        photo.seek(0)
    return digest.hexdigest()
