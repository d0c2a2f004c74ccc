"""Parts of cases for people with an account: a unit's own, and those of the cases others follow."""

import django_filters
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from deputies.api.base import Listed
from suggestions.access import assignments_visible_to, cases_visible_to
from suggestions.api import moves
from suggestions.api.cases import GONE, PART_STATES, TAGS, Dated, PartSerializer
from suggestions.models import Assignment, Clock, Extension, Reply
from suggestions.queries.case import CaseOnPage, for_page
from suggestions.queries.queues import desks
from suggestions.workflow import ASSIGNMENT


class ReplySerializer(serializers.ModelSerializer):
    reply_class = serializers.CharField(
        source="reply_class.__str__", default=None, allow_null=True, label=_("答复类别")
    )

    class Meta:
        model = Reply
        fields = ["id", "round", "body", "reply_class", "contact_person", "contact_phone", "released_at"]
        read_only_fields = fields


class ClockSerializer(serializers.ModelSerializer):
    is_extended = serializers.SerializerMethodField(label=_("已延期"))

    class Meta:
        model = Clock
        fields = [
            "id",
            "rule_label",
            "started_on",
            "due_on",
            "first_due_on",
            "is_extended",
            "provisional",
            "state",
            "outcome",
            "stopped_on",
        ]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.BOOL)
    def get_is_extended(self, clock):
        return clock.due_on > clock.first_due_on


class AssignmentSerializer(PartSerializer):
    """One part with the case it belongs to."""

    case = serializers.IntegerField(source="case_id", label=_("办件"))
    number = serializers.CharField(source="case.number", label=_("编号"))
    title = serializers.CharField(source="case.title", label=_("标题"))
    version = serializers.IntegerField(source="case.version", label=_("办件版本"))
    asks_extension = serializers.SerializerMethodField(label=_("申请延期待批"))
    is_overdue = serializers.SerializerMethodField(label=_("已逾期"))

    class Meta(PartSerializer.Meta):
        fields = [
            "case",
            "number",
            "title",
            "version",
            *PartSerializer.Meta.fields,
            "asks_extension",
            "is_overdue",
        ]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.BOOL)
    def get_asks_extension(self, assignment):
        return any(clock.asked for clock in assignment.running)

    @extend_schema_field(OpenApiTypes.BOOL)
    def get_is_overdue(self, assignment):
        return any(clock.due_on < self.context["today"] for clock in assignment.running)


class AssignmentDetailSerializer(AssignmentSerializer):
    """One part with its dates and the replies that are out."""

    clocks = ClockSerializer(many=True, label=_("期限"))
    replies = ReplySerializer(many=True, source="released", label=_("已发出的答复"))
    moves = serializers.SerializerMethodField(label=_("您现在可以做的"))

    class Meta(AssignmentSerializer.Meta):
        fields = [*AssignmentSerializer.Meta.fields, "instruction", "clocks", "replies", "moves"]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_moves(self, assignment):
        return moves.offered(self.context["request"].user, assignment.case, assignment)


class AssignmentFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(label=_("状态，可以重复"), choices=PART_STATES)
    overdue = django_filters.BooleanFilter(label=_("已逾期"), method="late")
    due_before = django_filters.DateFilter(
        label=_("这一天之前到期的"), field_name="nearest", lookup_expr="lt"
    )

    class Meta:
        model = Assignment
        fields = ["role", "unit", "case"]

    def late(self, queryset, name, value):
        overdue = Q(nearest__lt=timezone.localdate())
        return queryset.filter(overdue) if value else queryset.exclude(overdue)


@extend_schema_view(
    list=extend_schema(
        summary="承办列表",
        description="单位看交给自己的，接力代表看接力给自己的，代表、街道和人大看所见办件的各家承办。",
    ),
    retrieve=extend_schema(summary="一家的承办", description="期限、已发出的答复，和您现在可以做的。"),
)
@extend_schema(tags=TAGS)
class Assignments(Dated, Listed):
    queryset = Assignment.objects.none()
    filterset_class = AssignmentFilter
    lookup_value_regex = "[0-9]{1,10}"

    def get_queryset(self):
        user = self.request.user
        own = assignments_visible_to(user)
        follows = any(desk.of == "case" for desk in desks(user))
        shown = Q(pk__in=own.values("pk"))
        if follows:
            shown |= Q(case__in=cases_visible_to(user).values("pk"))
        running = Clock.objects.filter(state=Clock.State.RUNNING).order_by("due_on")
        asked = Extension.objects.filter(state=Extension.State.ASKED)
        found = (
            Assignment.objects.filter(shown)
            .exclude(state__in=GONE)
            .select_related("unit", "deputy__user", "case__congress", "case__organisation", "case__deputy")
            .annotate(nearest=Subquery(running.filter(assignment=OuterRef("pk")).values("due_on")[:1]))
            .prefetch_related(
                Prefetch(
                    "clocks",
                    running.prefetch_related(Prefetch("extensions", asked, to_attr="asked")),
                    to_attr="running",
                )
            )
            .order_by("-pk")
        )
        if self.action == "retrieve":
            return found.prefetch_related("clocks")
        return found

    def get_object(self):
        """Return the part; where it is shown, with the replies that the page of its case shows to this person."""
        assignment = super().get_object()
        if self.action == "retrieve":
            case = for_page(cases_visible_to(self.request.user)).get(pk=assignment.case_id)
            parts = CaseOnPage(case, self.request.user).parts
            replies = next(part.replies for part in parts if part.row == assignment)
            assignment.released = [reply for reply in replies if reply.state == Reply.State.RELEASED]
        return assignment

    def get_serializer_class(self):
        return AssignmentDetailSerializer if self.action == "retrieve" else AssignmentSerializer

    @moves.describe(ASSIGNMENT)
    @action(
        detail=True,
        methods=["post"],
        url_path="moves/(?P<name>[a-z_]{2,30})",
        url_name="move",
        filterset_class=None,
    )
    def move(self, request, pk, name):
        assignment = self.get_object()
        return Response(moves.make(request, assignment.case_id, name, assignment.pk))
