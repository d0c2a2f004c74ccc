"""Published cases and annual plans, for everybody and for those who publish."""

import django_filters
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet

from deputies.api.base import Listed, Pages, Public
from deputies.api.congress import HolderSerializer, OrganisationNameSerializer
from liaison.models import Category
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
