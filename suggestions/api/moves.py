"""Moves over the API: the forms of the pages judge what is sent, so both doors have the same rules."""

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError

from deputies.access import get_visible_or_404
from deputies.api.base import FAULTS, ProblemSerializer
from suggestions import access, workflow
from suggestions.access import cases_visible_to
from suggestions.forms import FORMS, form_for
from suggestions.models import Assignment, Case
from suggestions.queries.case import CaseOnPage, for_page
from suggestions.services.acting import act
from suggestions.workflow import ASSIGNMENT, MATTER, SUGGESTION

NUMBER = 2**31 - 1


class CaseMoveSerializer(serializers.Serializer):
    """What a move needs besides its name."""

    version = serializers.IntegerField(
        min_value=1,
        max_value=NUMBER,
        label=gettext_lazy("您看到的办件版本"),
        help_text=gettext_lazy("别人先处理了，版本就不同，回答 409，什么都不写。"),
    )
    data = serializers.DictField(
        required=False,
        default=dict,
        label=gettext_lazy("这一步要填的"),
        help_text=gettext_lazy("名称与页面上的表单相同，见上面的说明；日期写成 2026-11-20，多选用数组。"),
    )


class CaseMovedSerializer(serializers.Serializer):
    """How it stands after the move."""

    case = serializers.IntegerField(label=gettext_lazy("办件"))
    version = serializers.IntegerField(label=gettext_lazy("办件版本"))
    case_state = serializers.CharField(label=gettext_lazy("办件状态"))
    assignment = serializers.IntegerField(allow_null=True, label=gettext_lazy("承办"))
    assignment_state = serializers.CharField(allow_null=True, label=gettext_lazy("承办状态"))


def names(*subjects: str) -> list[str]:
    """Return the moves that can be made here: those whose data fits one small form."""
    return sorted(
        {
            name
            for subject in subjects
            for name, move in workflow.MOVES[subject].items()
            if not move.elsewhere or (subject, name) in FORMS
        }
    )


def describe(*subjects: str):
    """Return the description of the route that makes moves of these subjects."""
    fields = "；".join(
        f"{name}：{'、'.join(field for field in form.base_fields if field != 'version')}"
        for (subject, name), form in FORMS.items()
        if subject in subjects and len(form.base_fields) > 1
    )
    return extend_schema(
        summary="走一步",
        description="能走哪几步，看这一件的 moves。要写的没写回答 400，别人先处理了或者现在的状态不允许回答 409。"
        f"各步在 data 里填：{fields}。其余的不用填。",
        parameters=[OpenApiParameter("name", str, OpenApiParameter.PATH, enum=names(*subjects))],
        request=CaseMoveSerializer,
        responses={
            200: CaseMovedSerializer,
            400: FAULTS,
            403: ProblemSerializer,
            404: ProblemSerializer,
            409: ProblemSerializer,
        },
    )


def make(request, case: int, name: str, part: int | None = None) -> dict:
    """Make a move for the signed-in person and return how it stands then.

    Args:
        case: key of one the person may read. part: key of the part that moves; None moves the case itself.

    Raises:
        Http404: the person does not see it.
        NotFound: no such move. PermissionDenied: not in this person's capacity. ValidationError: data is missing
        or wrong. Refused, Conflict: as `suggestions.services.acting.act`.
    """
    seen = get_visible_or_404(for_page(cases_visible_to(request.user)), pk=case)
    found = CaseOnPage(seen, request.user)
    case, assignment = found.case, next((one.row for one in found.parts if one.row.pk == part), None)
    subject = ASSIGNMENT if assignment else case.kind
    if name not in names(subject):
        raise NotFound(_("没有这一步。"))
    if access.actor_for(request.user, case, workflow.MOVES[subject][name], assignment) is None:
        raise PermissionDenied(_("这一步不由您来做，什么都没有改动。"))
    body = CaseMoveSerializer(data=request.data)
    body.is_valid(raise_exception=True)
    typed = _as_typed(body.validated_data)
    form = form_for(subject, name)(typed, case=case, assignment=assignment, user=request.user)
    if not form.is_valid():
        raise ValidationError(
            {"non_field_errors" if field == "__all__" else field: why for field, why in form.errors.items()}
        )
    case, assignment = act(
        user=request.user,
        case=case,
        assignment=assignment,
        name=name,
        version=body.validated_data["version"],
        data=form.act(),
        now=timezone.now(),
    )
    return CaseMovedSerializer(
        {
            "case": case.pk,
            "version": case.version,
            "case_state": case.state,
            "assignment": assignment.pk if assignment else None,
            "assignment_state": assignment.state if assignment else None,
        }
    ).data


def _as_typed(body: dict) -> QueryDict:
    """Return the data as a form on a page would send it."""
    typed = QueryDict(mutable=True)
    for name, value in body["data"].items():
        values = value if isinstance(value, list) else [value]
        typed.setlist(name, [_text(each) for each in values if each is not None and each is not False])
    typed["version"] = str(body["version"])
    return typed


def _text(value) -> str:
    return "on" if value is True else str(value)


def offered(user, case: Case, assignment: Assignment | None = None) -> list[str]:
    """Return the names of the moves this person may make now."""
    known = names(ASSIGNMENT) if assignment else names(MATTER, SUGGESTION)
    return [move.name for move in access.moves(user, case, assignment) if move.name in known]
