"""Published cases, published suggestions and annual plans, for everybody and for those who publish."""

import django_filters
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet

from deputies.api.base import Listed, Pages, Public
from deputies.api.congress import HolderSerializer, OrganisationNameSerializer
from liaison.models import Category
from suggestions.models import Case
from suggestions.queries import publishing
from supervision.models import PlanItem, PublishedCase, WorkPlan
from supervision.queries.publication import cases_of, plans_of, public_cases

TAGS, PUBLIC_TAGS = ["公开与计划"], ["公开：办理与计划"]
FIELDS = ["number", "title", "words", "answer", "published_on", "deputy", "category", "page_url"]


class PublicCaseSerializer(serializers.ModelSerializer):
    """The redacted copy; no way leads from it to the constituent's receipt."""

    deputy = HolderSerializer(source="conversation.deputy", read_only=True, allow_null=True, label=_("代表"))
    category = serializers.SlugRelatedField(
        source="conversation.category", slug_field="key", read_only=True, allow_null=True, label=_("类别标识")
    )
    page_url = serializers.SerializerMethodField(label=_("网页"))

    class Meta:
        model = PublishedCase
        fields = FIELDS

    @extend_schema_field(OpenApiTypes.STR)
    def get_page_url(self, case):
        return reverse("supervision:case", args=[case.number])


class PublishedCaseSerializer(PublicCaseSerializer):
    class Meta(PublicCaseSerializer.Meta):
        fields = [*FIELDS, "withdrawn_on", "withdrawn_reason"]


class PublicSuggestionSerializer(serializers.ModelSerializer):
    """A formal suggestion as its page shows it: the title alone, or the redacted text and reply as well."""

    number = serializers.CharField(source="shown.number", label=_("公开编号"))
    congress = OrganisationNameSerializer(read_only=True, label=_("人大"))
    term = serializers.IntegerField(source="shown.term", label=_("届"))
    serial = serializers.IntegerField(source="shown.serial", label=_("建议号"))
    title = serializers.CharField(source="shown.title", label=_("公开的标题"))
    text = serializers.CharField(source="shown.text", label=_("公开的建议内容，只公开标题的为空"))
    reply = serializers.CharField(source="shown.reply", label=_("公开的答复，只公开标题的为空"))
    deputy = HolderSerializer(read_only=True, label=_("提出代表"))
    signers = serializers.ListField(
        source="shown.signers", child=serializers.CharField(), label=_("联名代表")
    )
    units = serializers.ListField(source="shown.units", child=serializers.CharField(), label=_("承办单位"))
    co_units = serializers.ListField(
        source="shown.co_units", child=serializers.CharField(), label=_("会办单位")
    )
    reply_class = serializers.CharField(source="shown.reply_class", label=_("答复类别"))
    first_class = serializers.CharField(source="shown.first_class", label=_("首次答复类别"))
    category = serializers.SlugRelatedField(
        slug_field="key", read_only=True, allow_null=True, label=_("类别标识")
    )
    dates = serializers.SerializerMethodField(
        label=_("日期：submitted 提出，handed 交办，replied 答复，published 公开")
    )
    page_url = serializers.SerializerMethodField(label=_("网页"))

    class Meta:
        model = Case
        fields = [
            "number",
            "congress",
            "term",
            "serial",
            "title",
            "text",
            "reply",
            "deputy",
            "signers",
            "units",
            "co_units",
            "reply_class",
            "first_class",
            "category",
            "dates",
            "page_url",
        ]
        read_only_fields = fields

    def to_representation(self, case):
        case.shown = publishing.shown(case)
        return super().to_representation(case)

    @extend_schema_field(serializers.DictField(child=serializers.DateField()))
    def get_dates(self, case):
        return dict(case.shown.dates)

    @extend_schema_field(OpenApiTypes.STR)
    def get_page_url(self, case):
        return reverse("supervision:case", args=[case.shown.number])


class PlanItemSerializer(serializers.ModelSerializer):
    class Meta:
        model = PlanItem
        fields = ["part", "order", "text", "owner", "schedule", "done_on"]


class PublicPlanSerializer(serializers.ModelSerializer):
    congress = OrganisationNameSerializer(read_only=True)
    items = PlanItemSerializer(many=True, read_only=True)

    class Meta:
        model = WorkPlan
        fields = ["id", "congress", "year", "adopted_by", "adopted_on", "items"]


class PlanSerializer(PublicPlanSerializer):
    class Meta(PublicPlanSerializer.Meta):
        fields = [*PublicPlanSerializer.Meta.fields, "is_published"]


class CaseFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("标题或内容里的字"), method="find", max_length=40)
    category = django_filters.ModelChoiceFilter(
        label=_("类别标识"),
        field_name="conversation__category",
        queryset=Category.objects.all(),
        to_field_name="key",
    )
    since = django_filters.DateFilter(label=_("从这一天起公开"), field_name="published_on", lookup_expr="gte")
    until = django_filters.DateFilter(
        label=_("到这一天为止公开"), field_name="published_on", lookup_expr="lte"
    )

    class Meta:
        model = PublishedCase
        fields = []

    def find(self, queryset, name, value):
        return queryset.filter(Q(title__icontains=value) | Q(words__icontains=value))


class SuggestionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("公开的标题或内容里的字，或者代表姓名"), method="find", max_length=40
    )
    category = django_filters.ModelChoiceFilter(
        label=_("类别标识"), queryset=Category.objects.all(), to_field_name="key"
    )
    since = django_filters.DateFilter(
        label=_("从这一天起公开"), field_name="state_since", lookup_expr="date__gte"
    )
    until = django_filters.DateFilter(
        label=_("到这一天为止公开"), field_name="state_since", lookup_expr="date__lte"
    )

    class Meta:
        model = Case
        fields = ["congress"]

    def find(self, queryset, name, value):
        return queryset.filter(publishing.saying(value))


class PlanFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(label=_("年份"), min_value=1949, max_value=2999, decimal_places=0)

    class Meta:
        model = WorkPlan
        fields = ["congress"]


@extend_schema_view(
    list=extend_schema(
        summary="公开的办理", description="经群众同意、隐去个人信息后公开；撤回同意的立即撤下。"
    ),
    retrieve=extend_schema(summary="一件公开的办理"),
)
@extend_schema(tags=PUBLIC_TAGS, auth=[])
class PublicCases(Public, ReadOnlyModelViewSet):
    queryset = PublishedCase.objects.none()
    serializer_class = PublicCaseSerializer
    filterset_class = CaseFilter
    pagination_class = Pages
    lookup_field = "number"
    lookup_value_regex = "[0-9A-Za-z-]{1,20}"

    def get_queryset(self):
        return _with_names(public_cases())


@extend_schema_view(
    list=extend_schema(
        summary="公开的代表建议", description="全文公开的有隐去个人信息的内容和答复；撤回公开的立即撤下。"
    ),
    retrieve=extend_schema(summary="一件公开的代表建议"),
)
@extend_schema(tags=PUBLIC_TAGS, auth=[])
class PublicSuggestions(Public, ReadOnlyModelViewSet):
    queryset = Case.objects.none()
    serializer_class = PublicSuggestionSerializer
    filterset_class = SuggestionFilter
    pagination_class = Pages
    lookup_field = "number"
    lookup_value_regex = "J[0-9-]{1,30}"

    def get_queryset(self):
        return publishing.for_public(publishing.published()).order_by("-state_since", "-pk")

    def get_object(self):
        found = publishing.find(self.kwargs["number"])
        if found is None:
            raise Http404
        return found


@extend_schema_view(
    list=extend_schema(summary="年度代表工作计划"), retrieve=extend_schema(summary="一份年度计划")
)
@extend_schema(tags=PUBLIC_TAGS, auth=[])
class PublicPlans(Public, ReadOnlyModelViewSet):
    queryset = (
        WorkPlan.objects.filter(is_published=True)
        .select_related("congress")
        .prefetch_related("items")
        .order_by("-year", "congress__path")
    )
    serializer_class = PublicPlanSerializer
    filterset_class = PlanFilter
    pagination_class = Pages


@extend_schema_view(
    list=extend_schema(summary="公开的办理", description="已撤下的只有本区域有权公开的人看得到。"),
    retrieve=extend_schema(summary="一件公开的办理"),
)
@extend_schema(tags=TAGS)
class PublishedCases(Listed):
    queryset = PublishedCase.objects.none()
    serializer_class = PublishedCaseSerializer
    filterset_class = CaseFilter
    lookup_field = "number"
    lookup_value_regex = "[0-9A-Za-z-]{1,20}"

    def get_queryset(self):
        user = self.request.user
        seen = Q(pk__in=public_cases().values("pk")) | Q(pk__in=cases_of(user).values("pk"))
        return _with_names(PublishedCase.objects.filter(seen))


@extend_schema_view(
    list=extend_schema(summary="年度代表工作计划", description="未公布的只有本区域有权公开的人看得到。"),
    retrieve=extend_schema(summary="一份年度计划"),
)
@extend_schema(tags=TAGS)
class Plans(Listed):
    queryset = WorkPlan.objects.none()
    serializer_class = PlanSerializer
    filterset_class = PlanFilter

    def get_queryset(self):
        mine = plans_of(self.request.user).values("pk")
        return (
            WorkPlan.objects.filter(Q(is_published=True) | Q(pk__in=mine))
            .select_related("congress")
            .prefetch_related("items")
            .order_by("-year", "congress__path")
        )


def _with_names(cases):
    hidden = [f"conversation__{name}" for name in ("contact_name", "contact_phone", "body")]
    return (
        cases.select_related("conversation__deputy", "conversation__category")
        .defer(*hidden, "conversation__deputy__mobile", "conversation__deputy__email")
        .order_by("-published_on", "-pk")
    )
