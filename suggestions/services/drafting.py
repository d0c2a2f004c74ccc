"""Verbs of whoever writes a formal suggestion: open a draft, edit it, submit it, withdraw it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from deputies import audit
from deputies.errors import Refused
from deputies.models import Deputy, User
from suggestions import workflow
from suggestions.access import live_assignments
from suggestions.audit_words import OPEN_SUGGESTION
from suggestions.deadlines import Purpose
from suggestions.models import Case, CoSigner, Progress, Source, Suggestion, Survey
from suggestions.queries.people import congress_office, deputy_person, unit_people
from suggestions.queries.signers import signed_people, signing_people
from suggestions.services import clocks, mirroring, parts
from suggestions.services._move import Step
from suggestions.services.telling import tell
from suggestions.workflow import Capacity, CaseState

CASE_FIELDS = ("title", "place", "category")
FIELDS = (
    "session",
    "session_name",
    "facts",
    "reasons",
    "proposal",
    "formed",
    "unsolved",
    "wants_contact",
    "reference_only",
    "consents_to",
    "wished_unit",
)
# 000-23 不调研不建议: what counts as having looked for oneself.
LOOKED = (Progress.Kind.FACE, Progress.Kind.PHONE, Progress.Kind.VISIT, Progress.Kind.MEETING)


@transaction.atomic
def open_suggestion(
    *,
    user: User,
    deputy: Deputy,
    fields: dict,
    conversations=(),
    survey: Survey | None = None,
    now: datetime,
) -> Case:
    """Let a deputy begin a formal suggestion, from messages, from a survey or from scratch.

    Args:
        deputy: in which mandate she proposes; one of the user's own.
        fields: some of `CASE_FIELDS` and `FIELDS`; only the title is needed already.
        conversations: messages that feed it; each must be one she may still refer.
        survey: one of her own; its messages feed the suggestion as far as they still can.

    Raises:
        Refused: not her mandate, no title, or a message cannot feed it.
    """
    if deputy.pk not in user.acting_ids or not deputy.is_active:
        raise Refused(_("只有履职中的代表本人可以提出建议。"))
    case = Case(
        kind=Case.Kind.SUGGESTION,
        tier=Case.Tier.DISTRICT,
        congress=deputy.seat.congress,
        organisation=deputy.seat.congress,
        deputy=deputy,
        opened_by=user,
        state=CaseState.DRAFT.value,
        opened_at=now,
        state_since=now,
    )
    suggestion = Suggestion(case=case, term=deputy.term)
    _fill(case, suggestion, fields)
    case.save()
    suggestion.case = case
    suggestion.save()
    mirroring.link(case, user, conversations, now=now)
    _take_survey(case, suggestion, user, survey, now)
    audit.record(
        chain=f"case:{case.pk}",
        verb=OPEN_SUGGESTION,
        actor=user,
        capacity=Capacity.DEPUTY.value,
        now=now,
        fresh=True,
        sources=len(conversations),
    )
    return case


def _fill(case: Case, suggestion: Suggestion, fields: dict) -> None:
    for row, names in ((case, CASE_FIELDS), (suggestion, FIELDS)):
        for name in names:
            if name in fields:
                setattr(row, name, fields[name])
    if not case.title.strip():
        raise Refused(_("请写标题。"), field="title")
    case.brief = suggestion.proposal


def _take_survey(case: Case, suggestion: Suggestion, user: User, survey: Survey | None, now) -> None:
    if survey is None:
        return
    if survey.deputy_id not in user.acting_ids:
        raise Refused(_("只能用自己的调研。"), field="survey")
    suggestion.survey = survey
    suggestion.save(update_fields=["survey"])
    asked = survey.conversations.select_related("deputy__user", "organisation", "site")
    mirroring.link(case, user, mirroring.referable(user, list(asked)), now=now)


def _edit(step: Step) -> None:
    """New text asks for new confirmations: who signs must know what she signs (domain.md §3.3)."""
    case, suggestion, data = step.case, step.case.suggestion, step.data
    before = _text(case, suggestion)
    _fill(case, suggestion, data)
    suggestion.save()
    if "conversations" in data:
        mirroring.unlink(case, data["conversations"], now=step.now)
        known = set(case.sources.filter(left_at=None).values_list("conversation_id", flat=True))
        new = [one for one in data["conversations"] if one.pk not in known]
        mirroring.link(case, step.actor.user, new, now=step.now)
    if "survey" in data:
        suggestion.survey = None
        suggestion.save(update_fields=["survey"])
        _take_survey(case, suggestion, step.actor.user, data["survey"], step.now)
    if _text(case, suggestion) != before:
        confirmed = suggestion.cosigners.filter(state=CoSigner.State.CONFIRMED)
        people = signed_people(case)
        if confirmed.update(state=CoSigner.State.INVITED, decided_at=None):
            tell(case, people, _("您联名的建议改了内容，请重新确认"), now=step.now, what="changed")


def _text(case: Case, suggestion: Suggestion) -> tuple:
    return case.title, suggestion.facts, suggestion.reasons, suggestion.proposal


def _submit(step: Step) -> None:
    hand_in(step)
    to_review(step)


def _to_delegation(step: Step) -> None:
    hand_in(step)
    suggestion = step.case.suggestion
    suggestion.delegation = step.data["delegation"]
    suggestion.save(update_fields=["delegation"])
    title = _("有一件建议请代表团审阅")
    tell(step.case, congress_office(step.case, now=step.now), title, now=step.now, what="delegation")


def hand_in(step: Step) -> None:
    """Let a complete draft leave the deputy's hand: invitations not answered lapse, the messages go out.

    Raises:
        Refused: a part of the text is missing, or nothing was looked into before (000-23).
    """
    case, suggestion = step.case, step.case.suggestion
    for field, name in (("facts", _("情况")), ("reasons", _("理由")), ("proposal", _("具体建议"))):
        if not getattr(suggestion, field).strip():
            raise Refused(_("“%(name)s”还没有写，写完再提交。") % {"name": name}, field=field)
    if not is_grounded(case):
        raise Refused(_("不调研不建议：请先关联群众留言或有结论的调研，或者记一次走访、座谈，再提交。"))
    asked = suggestion.cosigners.filter(state=CoSigner.State.INVITED)
    people = signing_people(case, CoSigner.State.INVITED)
    if asked.update(state=CoSigner.State.LAPSED, decided_at=step.now):
        tell(case, people, _("建议已提交，联名邀请到此为止"), now=step.now, what="lapsed", gone=True)
    words = _("您反映的事已转为代表建议，由%(name)s代表提出，人大工作机构审查后交有关单位办理。")
    mirroring.send_out(case, step.actor.user, words % {"name": case.deputy.name}, now=step.now)
    suggestion.submitted_at = step.now
    suggestion.save(update_fields=["submitted_at"])


def is_grounded(case: Case) -> bool:
    """Tell whether a message, a survey or a visit stands behind the draft (domain.md 000-23)."""
    return (
        Survey.objects.filter(suggestions=case.pk).exclude(findings="").exists()
        or Source.objects.filter(case=case, left_at=None).exists()
        or case.progress.filter(kind__in=LOOKED).exists()
    )


def to_review(step: Step) -> None:
    """Start the congress's clock and tell its office; delegation review comes before."""
    clocks.start(
        case=step.case,
        purpose=Purpose.HANDOVER,
        rule_key="suggestion.handover",
        event=_("提交"),
        now=step.now,
    )
    people = [*congress_office(step.case, now=step.now), *signed_people(step.case)]
    tell(step.case, people, _("有一件代表建议提交审查"), now=step.now, what="submitted")


def _delegation_agrees(step: Step) -> None:
    to_review(step)
    tell(step.case, deputy_person(step.case), _("代表团同意提交您的建议"), now=step.now, what="agreed")


def _delegation_returns(step: Step) -> None:
    suggestion = step.case.suggestion
    suggestion.review_note, suggestion.reviewed_by = step.data["reason"], step.actor.user
    suggestion.save(update_fields=["review_note", "reviewed_by"])
    tell_returned(step)


def tell_returned(step: Step) -> None:
    """Tell the deputy, who signed, and the constituents that the text is with the deputy again."""
    people = [*deputy_person(step.case), *signed_people(step.case)]
    tell(step.case, people, _("建议退回代表补充修改"), now=step.now, what="returned")
    mirroring.tell_sources(step.case, _("代表建议需要补充，代表正在修改。"), now=step.now)


def _withdraw(step: Step) -> None:
    """Withdrawal in writing ends the handling (domain.md §3.3)."""
    case, suggestion = step.case, step.case.suggestion
    suggestion.review_note = step.data["reason"]
    suggestion.save(update_fields=["review_note"])
    people, gone, title = signing_people(case, *CoSigner.READERS), [], _("代表撤回了建议")
    for part in live_assignments(case):
        if part.state in workflow.OPEN_ASSIGNMENTS:
            parts.end(step, part, reason=step.data["reason"])
            gone += unit_people(part, now=step.now)
        else:
            people += unit_people(part, now=step.now)
    clocks.void(case=case, now=step.now)
    if suggestion.submitted_at:
        people += congress_office(case, now=step.now)
    tell(case, people, title, now=step.now, what="withdrawn")
    tell(case, gone, title, now=step.now, what="withdrawn-unit", gone=True)
    words = _("代表撤回了这件建议，您反映的事由代表继续答复您。")
    mirroring.release_sources(case, words, _("建议已撤回，请答复群众"), now=step.now)


EFFECTS = {
    (workflow.SUGGESTION, "edit"): _edit,
    (workflow.SUGGESTION, "submit"): _submit,
    (workflow.SUGGESTION, "to_delegation"): _to_delegation,
    (workflow.SUGGESTION, "delegation_agrees"): _delegation_agrees,
    (workflow.SUGGESTION, "delegation_returns"): _delegation_returns,
    (workflow.SUGGESTION, "withdraw"): _withdraw,
}
