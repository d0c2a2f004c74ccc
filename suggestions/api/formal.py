"""Formal suggestions (建议、批评和意见): cases of that kind with the fields of their form."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from suggestions.access import cases_visible_to
from suggestions.api import moves
from suggestions.api.cases import TAGS, CaseDetailSerializer, CaseFilter, Cases, CaseSerializer, dressed
from suggestions.models import Case, CoSigner, Suggestion
from suggestions.workflow import SUGGESTION


class SuggestionSerializer(CaseSerializer):
    """One line of a list."""

    serial = serializers.IntegerField(source="suggestion.serial", allow_null=True, label=_("建议号"))
    session = serializers.ChoiceField(
        source="suggestion.session", choices=Suggestion.Session.choices, label=_("提出时间")
    )
    submitted_at = serializers.DateTimeField(
        source="suggestion.submitted_at", allow_null=True, label=_("提交时间")
    )
    is_key = serializers.BooleanField(source="suggestion.is_key", label=_("重点督办"))
    reply_class = serializers.CharField(
        source="suggestion.reply_class.__str__", default=None, allow_null=True, label=_("答复类别")
    )

    class Meta(CaseSerializer.Meta):
        fields = [
            *CaseSerializer.Meta.fields,
            "serial",
            "session",
            "submitted_at",
            "is_key",
            "reply_class",
        ]
        read_only_fields = fields


class SuggestionDetailSerializer(SuggestionSerializer, CaseDetailSerializer):
    """One suggestion with its words and those who signed it."""

    facts = serializers.CharField(source="suggestion.facts", label=_("情况"))
    reasons = serializers.CharField(source="suggestion.reasons", label=_("理由"))
    proposal = serializers.CharField(source="suggestion.proposal", label=_("具体建议"))
    is_complex = serializers.BooleanField(source="suggestion.is_complex", label=_("涉及面广、处理难度大"))
    cosigners = serializers.SerializerMethodField(label=_("联名代表"))
    publish = serializers.ChoiceField(
        source="suggestion.publish", choices=Suggestion.Publish.choices, label=_("公开决定")
    )

    class Meta(SuggestionSerializer.Meta):
        fields = [
            *SuggestionSerializer.Meta.fields,
            "facts",
            "reasons",
            "proposal",
            "is_complex",
            "cosigners",
            "publish",
            "messages",
            "moves",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_cosigners(self, case):
        signed = CoSigner.objects.filter(suggestion=case.pk, state__in=CoSigner.SIGNED)
        return list(signed.order_by("pk").values_list("deputy__name", flat=True))


class SuggestionFilter(CaseFilter):
    key = django_filters.BooleanFilter(label=_("重点督办"), field_name="suggestion__is_key")
    serial = django_filters.NumberFilter(
        label=_("建议号"), field_name="suggestion__serial", min_value=1, max_value=moves.NUMBER
    )

    class Meta:
        model = Case
        fields = ["organisation", "deputy"]


@extend_schema_view(
    list=extend_schema(
        summary="代表建议列表",
        description="代表看自己提出的、联名的和受邀联名的；没有提交的别人看不到。评价只在工作页面上，承办单位看不到。",
    ),
    retrieve=extend_schema(summary="一件代表建议", description="情况、理由、具体建议，承办和期限。"),
)
@extend_schema(tags=TAGS)
class Suggestions(Cases):
    filterset_class = SuggestionFilter

    def get_queryset(self):
        formal = cases_visible_to(self.request.user).filter(kind=Case.Kind.SUGGESTION)
        return dressed(formal).select_related("suggestion__reply_class")

    def get_serializer_class(self):
        return SuggestionDetailSerializer if self.action == "retrieve" else SuggestionSerializer

    @moves.describe(SUGGESTION)
    @action(
        detail=True,
        methods=["post"],
        url_path="moves/(?P<name>[a-z_]{2,30})",
        url_name="move",
        filterset_class=None,
    )
    def move(self, request, pk, name):
        return Response(moves.make(request, self.get_object().pk, name))
