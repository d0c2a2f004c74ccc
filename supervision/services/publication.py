"""Verbs of publication: a case after consent and redaction; the annual plan."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from deputies import audit
from deputies.errors import Refused
from deputies.models import User
from liaison.models import Conversation
from liaison.privacy import LABELS, find_personal_data
from supervision.models import PublishedCase, WorkPlan
from supervision.queries.publication import publishable_by

TRIES = 5


def publish_case(
    *,
    conversation: Conversation,
    title: str,
    words: str,
    answer: str,
    checked: bool,
    actor: User,
    now: datetime,
    today: date,
) -> PublishedCase:
    """Publish a redacted copy of a closed conversation under the next number of the year.

    Args:
        checked: the editor has looked at what the finder took for personal data and keeps it on purpose,
            for instance the public number of an office.

    Raises:
        Refused: no consent, not closed, published already, or personal data left unchecked (PIPL Art. 25).
    """
    if not publishable_by(actor).filter(pk=conversation.pk).exists():
        raise Refused(_("这件事没有群众的公开同意，或者还没有办结，不能公开。"))
    for field, text in (("title", title), ("words", words), ("answer", answer)):
        found = sorted({str(_(LABELS[span.kind])) for span in find_personal_data(text)})
        if found and not checked:
            raise Refused(
                _("里面像是还有个人信息（%(found)s）。请隐去；确认可以公开的，请勾选“已逐字核对”。")
                % {"found": "、".join(found)},
                field=field,
            )
    for _attempt in range(TRIES):
        try:
            with transaction.atomic():
                return _create(conversation, title, words, answer, actor, now, today)
        except IntegrityError:
            if PublishedCase.objects.filter(conversation=conversation).exists():
                raise Refused(_("这件事已经公开。")) from None
    raise Refused(_("编号忙，请再试一次。"))


def _create(conversation, title, words, answer, actor, now, today) -> PublishedCase:
    last = PublishedCase.objects.filter(number__startswith=f"{today.year}-").aggregate(last=Max("number"))[
        "last"
    ]
    number = f"{today.year}-{int(last.partition('-')[2]) + 1 if last else 1:04d}"
    case = PublishedCase.objects.create(
        number=number,
        conversation=conversation,
        title=title,
        words=words,
        answer=answer,
        published_on=today,
        published_by=actor,
    )
    _record(f"conversation:{conversation.pk}", "publish", actor, now, number=number)
    return case


@transaction.atomic
def withdraw_case(
    *, case: PublishedCase, reason: str, actor: User, now: datetime, today: date
) -> PublishedCase:
    """Take a published case back; its number is not used again.

    Raises:
        Refused: it has been withdrawn already.
    """
    case = PublishedCase.objects.select_for_update().get(pk=case.pk)
    if case.withdrawn_on:
        raise Refused(_("这件事已经撤下。"))
    case.withdrawn_on, case.withdrawn_reason = today, reason
    case.save(update_fields=["withdrawn_on", "withdrawn_reason"])
    _record(f"conversation:{case.conversation_id}", "withdraw_publication", actor, now, number=case.number)
    return case


@transaction.atomic
def save_plan(*, plan: WorkPlan, actor: User, now: datetime) -> WorkPlan:
    """Keep an annual plan or its change; a plan without items is not made public (代表法 2025 Art. 43)."""
    if plan.is_published and not (plan.pk and plan.items.exists()):
        raise Refused(_("还没有事项，不能公布。先保存事项，再勾选“已公布”。"), field="is_published")
    plan.save()
    _record(f"plan:{plan.pk}", "save_plan", actor, now, published=plan.is_published)
    return plan


def _record(chain, verb, actor, now, **data) -> None:
    audit.record(chain=chain, verb=verb, actor=actor, capacity="office", now=now, **data)
