"""Verbs of surveys: several messages become one survey, its findings become a suggestion (domain.md 003-12)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from deputies.errors import Refused
from deputies.models import Deputy, User
from liaison.services import acting as talking
from liaison.services import referring
from liaison.workflow import State
from suggestions.models import Survey
from suggestions.queries.sources import can_refer

FIELDS = ("title", "how", "started_on", "ended_on", "participants", "findings")


@transaction.atomic
def open_survey(*, user: User, deputy: Deputy, fields: dict, conversations=(), now: datetime) -> Survey:
    """Let a deputy begin a survey; whoever wrote a message that led to it is told.

    Args:
        fields: `FIELDS`; title, how and started_on are needed.
        conversations: the messages it is about; each stays with the deputy until a suggestion takes it along.

    Raises:
        Refused: not her mandate, or a message does not lie with her.
        Conflict: somebody else acted on a message first.
    """
    if deputy.pk not in user.acting_ids or not deputy.is_active:
        raise Refused(_("只有履职中的代表本人可以开展调研。"))
    survey = Survey(congress=deputy.seat.congress, deputy=deputy, made_at=now)
    _fill(survey, fields)
    words = _("%(name)s代表把您反映的事列入了调研，结果会告诉您。") % {"name": deputy.name}
    for conversation in conversations:
        if not can_refer(user, conversation):
            raise Refused(
                _("留言 %(receipt)s 现在不能列入调研。") % {"receipt": conversation.receipt},
                field="conversations",
            )
        if conversation.state == State.SUBMITTED:
            conversation = talking.act(
                user=user,
                conversation=conversation,
                name="accept",
                now=now,
                version=conversation.version,
                data={},
            )
        referring.tell_progress(conversation=conversation, words=words, now=now)
        survey.conversations.add(conversation)
    return survey


@transaction.atomic
def edit_survey(*, user: User, survey: Survey, fields: dict) -> Survey:
    """Let the deputy go on writing: participants, dates, findings.

    Raises:
        Refused: it is not her survey, or a date is wrong.
    """
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if survey.deputy_id not in user.acting_ids:
        raise Refused(_("只能修改自己的调研。"))
    _fill(survey, fields)
    return survey


def _fill(survey: Survey, fields: dict) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(survey, name, fields[name])
    if survey.ended_on and survey.ended_on < survey.started_on:
        raise Refused(_("结束不能早于开始。"), field="ended_on")
    survey.save()
