"""The audit trail, for auditors alone (domain.md §6)."""

import django_filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import BasePermission, IsAuthenticated

from deputies.access import Right, has_right
from deputies.api.base import Listed
from deputies.api.filters import before, not_before
from deputies.models import AuditEvent


class ReadsAudit(BasePermission):
    def has_permission(self, request, view):
        return has_right(request.user, Right.READ_AUDIT)


class AuditEventSerializer(serializers.ModelSerializer):
    actor_name = serializers.CharField(source="actor.name", default="", read_only=True, label=_("人员姓名"))

    class Meta:
        model = AuditEvent
        fields = [
            "id",
            "chain",
            "seq",
            "at",
            "actor",
            "actor_name",
            "capacity",
            "verb",
            "data",
            "previous_hash",
            "hash",
        ]


class AuditEventFilter(django_filters.FilterSet):
    since = not_before("at", _("这一刻起"))
    until = before("at", _("这一刻之前"))

    class Meta:
        model = AuditEvent
        fields = ["chain", "verb", "capacity", "actor"]


@extend_schema_view(
    list=extend_schema(
        summary="审计记录", description="谁在什么时候做了什么；只增不改，带哈希链。只有审计员看得到。"
    ),
    retrieve=extend_schema(summary="一条审计记录"),
)
@extend_schema(tags=["审计"])
class AuditEvents(Listed):
    queryset = AuditEvent.objects.select_related("actor").order_by("-at", "-pk")
    serializer_class = AuditEventSerializer
    filterset_class = AuditEventFilter
    permission_classes = [IsAuthenticated, ReadsAudit]
