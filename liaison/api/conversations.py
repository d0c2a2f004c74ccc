"""Messages and appointments for people with an account: what the pages show, and the same moves."""

import django_filters
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.response import Response

from deputies.api.base import FAULTS, JSONParser, Listed, MultiPartParser, ProblemSerializer
from deputies.api.congress import HolderSerializer, OrganisationNameSerializer
from deputies.api.filters import before, not_before
from deputies.errors import Refused
from liaison import access, workflow
from liaison.access import conversations_visible_to
from liaison.api.fields import STATES, PhotosField, WordsField
from liaison.forms.acts import form_for
from liaison.models import Appointment, Category, Conversation, Entry
from liaison.photos_store import clean_all
from liaison.privacy import mask_name, mask_phone
from liaison.queries.desk import HIDDEN_FROM_LISTS
from liaison.services.acting import CHANNELS, act

TAGS = ["留言与约见"]
LINE = [
    "receipt",
    "kind",
    "kind_label",
    "state",
    "state_label",
    "version",
    "held_by",
    "about",
    "deputy",
    "site",
    "organisation",
    "category",
    "source",
    "body",
    "place",
    "submitted_at",
    "due_at",
    "is_overdue",
    "first_response_at",
    "answered_at",
    "closed_at",
    "reopened",
    "appointment",
    "moves",
]


class SiteNameSerializer(serializers.Serializer):
    id = serializers.IntegerField(label=gettext_lazy("编号"))
    name = serializers.CharField(label=gettext_lazy("名称"))


class AppointmentDetailSerializer(serializers.ModelSerializer):
    class Meta:
        model = Appointment
        fields = ["wish", "starts_at", "where", "reception_day", "held_at", "minutes"]


class ConversationSerializer(serializers.ModelSerializer):
    """One line of a list: no contact data at all."""

    kind_label = serializers.CharField(source="get_kind_display", label=gettext_lazy("类别名称"))
    state_label = serializers.CharField(source="get_state_display", label=gettext_lazy("状态名称"))
    deputy = HolderSerializer(allow_null=True, label=gettext_lazy("代表"))
    site = SiteNameSerializer(allow_null=True, label=gettext_lazy("站点"))
    organisation = OrganisationNameSerializer()
    category = serializers.SlugRelatedField(
        slug_field="key", read_only=True, allow_null=True, label=gettext_lazy("类别标识")
    )
    is_overdue = serializers.SerializerMethodField(label=gettext_lazy("已超时"))
    appointment = serializers.SerializerMethodField(label=gettext_lazy("约见"))
    moves = serializers.SerializerMethodField(label=gettext_lazy("您现在可以做的"))

    class Meta:
        model = Conversation
        fields = LINE
        read_only_fields = LINE

    @extend_schema_field(OpenApiTypes.BOOL)
    def get_is_overdue(self, conversation):
        return conversation.due_at is not None and conversation.due_at < self.context["now"]

    @extend_schema_field(AppointmentDetailSerializer(allow_null=True))
    def get_appointment(self, conversation):
        meeting = getattr(conversation, "appointment", None)
        return AppointmentDetailSerializer(meeting).data if meeting else None

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_moves(self, conversation):
        return [move.name for move in access.moves(self.context["request"].user, conversation)]


class ConversationDetailSerializer(ConversationSerializer):
    """One conversation; contact data masked, in clear only on the page that asks for a reason."""

    contact_name = serializers.SerializerMethodField(label=gettext_lazy("称呼（已遮挡）"))
    contact_phone = serializers.SerializerMethodField(label=gettext_lazy("电话（已遮挡）"))
    photos = serializers.SerializerMethodField(label=gettext_lazy("照片"))

    class Meta(ConversationSerializer.Meta):
        fields = [*LINE, "share_contact", "contact_name", "contact_phone", "photos"]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_contact_name(self, conversation):
        return mask_name(conversation.contact_name or "")

    @extend_schema_field(OpenApiTypes.STR)
    def get_contact_phone(self, conversation):
        return mask_phone(conversation.contact_phone or "")

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_photos(self, conversation):
        return [photo_url(photo) for photo in conversation.attachments.all() if photo.entry_id is None]


class EntrySerializer(serializers.ModelSerializer):
    kind_label = serializers.CharField(source="get_kind_display", label=gettext_lazy("类别名称"))
    author = serializers.CharField(
        source="author.name", default=None, allow_null=True, label=gettext_lazy("人员")
    )
    photos = serializers.SerializerMethodField(label=gettext_lazy("照片"))

    class Meta:
        model = Entry
        fields = ["id", "kind", "kind_label", "capacity", "author", "author_label", "body", "at", "photos"]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_photos(self, entry):
        return [photo_url(photo) for photo in entry.attachments.all()]


class MoveSerializer(serializers.Serializer):
    """What a move needs besides its name; which fields, the table of moves says."""

    version = serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        label=gettext_lazy("您看到的版本"),
        help_text=gettext_lazy("别人先处理了，版本就不同，回答 409，什么都不写。"),
    )
    body = WordsField(required=False, allow_blank=True, label=gettext_lazy("说的话"))
    channel = serializers.ChoiceField(
        choices=list(CHANNELS.items()), required=False, label=gettext_lazy("不受理时请他找谁")
    )
    starts_at = serializers.DateTimeField(required=False, label=gettext_lazy("见面时间"))
    where = serializers.CharField(
        required=False, allow_blank=True, max_length=160, label=gettext_lazy("见面地点")
    )
    minutes = WordsField(required=False, allow_blank=True, label=gettext_lazy("接待记录"))
    photos = PhotosField()

    def data_for_move(self) -> dict:
        """Return what the table of moves asks for."""
        return {
            name: value for name, value in self.validated_data.items() if name not in ("version", "photos")
        }


class MovedSerializer(ConversationSerializer):
    class Meta(ConversationSerializer.Meta):
        fields = ["receipt", "state", "state_label", "version", "held_by", "due_at", "moves"]
        read_only_fields = fields


class ConversationFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(label=gettext_lazy("状态，可以重复"), choices=STATES)
    category = django_filters.ModelChoiceFilter(
        label=gettext_lazy("类别标识"), queryset=Category.objects.all(), to_field_name="key"
    )
    waiting = django_filters.BooleanFilter(label=gettext_lazy("等人大一方处理"), method="keep_waiting")
    overdue = django_filters.BooleanFilter(label=gettext_lazy("已超时"), method="keep_overdue")
    since = not_before("submitted_at", gettext_lazy("这一刻起送出的"))
    until = before("submitted_at", gettext_lazy("这一刻之前送出的"))
    due_before = before("due_at", gettext_lazy("这一刻之前到期的"))

    class Meta:
        model = Conversation
        fields = ["kind", "held_by", "about", "source", "deputy", "site", "organisation"]

    def keep_waiting(self, queryset, name, value):
        waiting = Q(state__in=[state.value for state in workflow.WAITING_FOR_STAFF])
        return queryset.filter(waiting if value else ~waiting)

    def keep_overdue(self, queryset, name, value):
        overdue = Q(due_at__lt=timezone.now())
        return queryset.filter(overdue) if value else queryset.exclude(overdue)


@extend_schema_view(
    list=extend_schema(
        summary="留言与约见列表",
        description="看得到哪些，与工作页面完全一样：代表看给自己的，站点看站点办的，工作机构看本区域的；"
        "反映代表或单位的只有有权决定的人看得到。列表里没有联系方式。",
    ),
    retrieve=extend_schema(
        summary="一件留言或约见", description="联系方式已遮挡；要看全的，请到工作页面写明原因。"
    ),
)
@extend_schema(tags=TAGS)
class Conversations(Listed):
    queryset = Conversation.objects.none()
    serializer_class = ConversationSerializer
    filterset_class = ConversationFilter
    lookup_field = "receipt"
    lookup_value_regex = "[0-9A-Z-]{5,20}"
    parser_classes = (JSONParser, MultiPartParser)

    def get_queryset(self):
        visible = (
            conversations_visible_to(self.request.user)
            .select_related("deputy", "site", "organisation", "category", "appointment")
            .defer("deputy__mobile", "deputy__email")
            .order_by("-pk")
        )
        if self.action == "list":
            return visible.defer(*HIDDEN_FROM_LISTS, "deputy__mobile", "deputy__email")
        if self.action == "retrieve":
            return visible.prefetch_related("attachments")
        return visible

    def get_serializer_class(self):
        return ConversationDetailSerializer if self.action == "retrieve" else ConversationSerializer

    def get_serializer_context(self):
        return super().get_serializer_context() | {"now": timezone.now()}

    @extend_schema(
        summary="一件的往来",
        description="按先后排列，包括内部备注。",
        responses={200: EntrySerializer(many=True), 404: ProblemSerializer},
        filters=False,
    )
    @action(detail=True, filterset_class=None)
    def entries(self, request, receipt):
        conversation = get_object_or_404(conversations_visible_to(request.user), receipt=receipt)
        entries = conversation.entries.select_related("author").prefetch_related("attachments")
        page = self.paginate_queryset(entries.order_by("at", "pk"))
        return self.get_paginated_response(EntrySerializer(page, many=True).data)

    @extend_schema(
        summary="走一步",
        description="能走哪几步，看这一件的 moves。要写的没写回答 400，别人先处理了或者现在的状态不允许回答 409。",
        operation_id="conversations_moves_create",
        parameters=[
            OpenApiParameter(
                "name",
                str,
                OpenApiParameter.PATH,
                enum=sorted({name for moves in workflow.MOVES.values() for name in moves}),
            )
        ],
        request={"application/json": MoveSerializer, "multipart/form-data": MoveSerializer},
        responses={
            200: MovedSerializer,
            400: FAULTS,
            403: ProblemSerializer,
            404: ProblemSerializer,
            409: ProblemSerializer,
        },
    )
    @action(detail=True, methods=["post"], url_path="moves/(?P<name>[a-z_]{2,30})", url_name="move")
    def move(self, request, receipt, name):
        conversation = self.get_object()
        if name not in workflow.MOVES[conversation.kind]:
            raise NotFound(_("没有这一步。"))
        if access.actor_for(request.user, conversation, name) is None:
            raise PermissionDenied(_("这件事现在不由您办理，什么都没有改动。"))
        body = MoveSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        photos = body.validated_data["photos"]
        if photos and "photos" not in form_for(name).base_fields:
            raise Refused(_("这一步不能带照片。"), field="photos")
        moved = act(
            user=request.user,
            conversation=conversation,
            name=name,
            now=timezone.now(),
            version=body.validated_data["version"],
            data=body.data_for_move(),
            photos=clean_all(photos),
        )
        return Response(MovedSerializer(moved, context=self.get_serializer_context()).data)


def photo_url(photo) -> str:
    """Return the page of a photo, which asks the same policy."""
    return reverse("liaison:photo", args=[photo.token])
