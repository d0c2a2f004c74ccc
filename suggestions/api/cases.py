"""Cases for people with an account: what the queues show, and the same moves. No constituent is in them."""

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
from deputies.api.congress import HolderSerializer, OrganisationNameSerializer
from deputies.api.filters import before, not_before
from liaison.access import conversations_visible_to
from liaison.models import Category
from suggestions import workflow
from suggestions.access import cases_visible_to
from suggestions.api import moves
from suggestions.models import Assignment, Case, Clock
from suggestions.workflow import MATTER, SUGGESTION

TAGS = ["办件与建议"]
STATES = [(state.value, _(state.label)) for state in workflow.CaseState]
PART_STATES = [(state.value, _(state.label)) for state in workflow.AssignmentState]
GONE = [state.value for state in workflow.GONE_ASSIGNMENTS]


class PartSerializer(serializers.ModelSerializer):
    """One unit's part of a case, or one relayed deputy's, in one line of the case."""

    role_label = serializers.CharField(source="get_role_display", label=_("承办方式名称"))
    state_label = serializers.CharField(source="get_state_display", label=_("状态名称"))
    unit = OrganisationNameSerializer(allow_null=True)
    deputy = HolderSerializer(allow_null=True, label=_("接力代表"))
    due_on = serializers.SerializerMethodField(label=_("到期日"))

    class Meta:
        model = Assignment
        fields = [
            "id",
            "unit",
            "deputy",
            "role",
            "role_label",
            "state",
            "state_label",
            "round",
            "handed_at",
            "signed_at",
            "replied_at",
            "due_on",
        ]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.DATE)
    def get_due_on(self, assignment):
        return next((clock.due_on for clock in assignment.running), None)


class CaseSerializer(serializers.ModelSerializer):
    """One line of a list."""

    kind_label = serializers.CharField(source="get_kind_display", label=_("类别名称"))
    tier_label = serializers.CharField(source="get_tier_display", label=_("层级名称"))
    state_label = serializers.CharField(source="get_state_display", label=_("状态名称"))
    category = serializers.SlugRelatedField(
        slug_field="key", read_only=True, allow_null=True, label=_("事项标识")
    )
    organisation = OrganisationNameSerializer()
    deputy = HolderSerializer(allow_null=True, label=_("代表"))
    due_on = serializers.DateField(allow_null=True, label=_("最近的到期日"))
    is_overdue = serializers.SerializerMethodField(label=_("已逾期"))
    parts = PartSerializer(many=True, source="live_parts", label=_("承办"))

    class Meta:
        model = Case
        fields = [
            "id",
            "kind",
            "kind_label",
            "number",
            "title",
            "tier",
            "tier_label",
            "category",
            "place",
            "organisation",
            "deputy",
            "state",
            "state_label",
            "version",
            "opened_at",
            "replied_at",
            "closed_at",
            "due_on",
            "is_overdue",
            "parts",
        ]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.BOOL)
    def get_is_overdue(self, case):
        return case.due_on is not None and case.due_on < self.context["today"]


class CaseDetailSerializer(CaseSerializer):
    """One case, with what this person may do, and the messages she may read anyway."""

    moves = serializers.SerializerMethodField(label=_("您现在可以做的"))
    messages = serializers.SerializerMethodField(label=_("来源留言的回执号，只列您看得到的"))

    class Meta(CaseSerializer.Meta):
        fields = [*CaseSerializer.Meta.fields, "brief", "messages", "moves"]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_moves(self, case):
        return moves.offered(self.context["request"].user, case)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_messages(self, case):
        visible = conversations_visible_to(self.context["request"].user)
        feeding = visible.filter(case_sources__case=case, case_sources__left_at=None)
        return list(feeding.order_by("pk").values_list("receipt", flat=True))


class CaseFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(label=_("状态，可以重复"), choices=STATES)
    category = django_filters.ModelChoiceFilter(
        label=_("事项标识"), queryset=Category.objects.all(), to_field_name="key"
    )
    unit = django_filters.NumberFilter(
        label=_("承办单位编号"), method="of_unit", min_value=1, max_value=moves.NUMBER
    )
    overdue = django_filters.BooleanFilter(label=_("已逾期"), method="late")
    due_before = django_filters.DateFilter(label=_("这一天之前到期的"), field_name="due_on", lookup_expr="lt")
    since = not_before("opened_at", _("这一刻起建立的"))
    until = before("opened_at", _("这一刻之前建立的"))

    class Meta:
        model = Case
        fields = ["kind", "tier", "organisation", "deputy"]

    def of_unit(self, queryset, name, value):
        return queryset.filter(pk__in=Assignment.objects.filter(unit=int(value)).values("case"))

    def late(self, queryset, name, value):
        overdue = Q(due_on__lt=timezone.localdate())
        return queryset.filter(overdue) if value else queryset.exclude(overdue)


def dressed(cases):
    """Add what a line of the API shows, in a constant number of statements."""
    running = Clock.objects.filter(state=Clock.State.RUNNING).order_by("due_on")
    parts = Assignment.objects.exclude(state__in=GONE).select_related("unit", "deputy")
    return (
        cases.select_related("congress", "organisation", "deputy__user", "category")
        .annotate(due_on=Subquery(running.filter(case=OuterRef("pk")).values("due_on")[:1]))
        .prefetch_related(
            Prefetch(
                "assignments",
                parts.prefetch_related(Prefetch("clocks", running, to_attr="running")),
                to_attr="live_parts",
            )
        )
        .order_by("-pk")
    )


class Dated:
    """Lists that depend on today."""

    def get_serializer_context(self):
        return super().get_serializer_context() | {"today": timezone.localdate()}


@extend_schema_view(
    list=extend_schema(
        summary="办件列表",
        description="看得到哪些，与工作页面完全一样：代表看自己的，单位看交给自己的，街道和人大看本区域的。"
        "没有群众的姓名和联系方式。",
    ),
    retrieve=extend_schema(summary="一个办件", description="交办内容、承办、期限，和您现在可以做的。"),
)
@extend_schema(tags=TAGS)
class Cases(Dated, Listed):
    queryset = Case.objects.none()
    filterset_class = CaseFilter
    lookup_value_regex = "[0-9]{1,10}"

    def get_queryset(self):
        return dressed(cases_visible_to(self.request.user))

    def get_serializer_class(self):
        return CaseDetailSerializer if self.action == "retrieve" else CaseSerializer

    @moves.describe(MATTER, SUGGESTION)
    @action(
        detail=True,
        methods=["post"],
        url_path="moves/(?P<name>[a-z_]{2,30})",
        url_name="move",
        filterset_class=None,
    )
    def move(self, request, pk, name):
        return Response(moves.make(request, self.get_object().pk, name))
