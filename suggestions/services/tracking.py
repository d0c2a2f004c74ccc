"""Verbs after the rating: follow what was promised across years, answer again, complete (domain.md §3.3, 001 B)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.errors import Refused
from suggestions import workflow
from suggestions.access import live_assignments
from suggestions.deadlines import Purpose
from suggestions.models import Assignment, Progress, Reply
from suggestions.queries.people import congress_office, deputy_person, unit_people
from suggestions.queries.signers import signed_people
from suggestions.services import clocks, mirroring
from suggestions.services._move import Step
from suggestions.services.handing_suggestions import check_class, own_part, take_class
from suggestions.services.rating import check_rated
from suggestions.services.telling import tell
from suggestions.workflow import CaseState


def _track(step: Step) -> None:
    case = step.case
    check_rated(step)
    clocks.stop(case=case, now=step.now, purposes=[Purpose.RATING])
    case.suggestion.tracked_since = timezone.localdate(step.now)
    case.suggestion.save(update_fields=["tracked_since"])
    _next_report(step, _("转入跟踪"))
    _tell_all(step, _("建议转入跟踪办理，办成后再次答复"), "tracked")
    words = _("这件建议一时办不完，已转入跟踪办理，办成后会再答复。")
    mirroring.tell_sources(case, words, now=step.now)


def _next_report(step: Step, event: str) -> None:
    clocks.start(
        case=step.case,
        purpose=Purpose.TRACKING,
        rule_key="tracking.review_interval",
        event=event,
        now=step.now,
    )


def _track_report(step: Step) -> None:
    """A report is due each quarter for as long as the promise is open; each report begins the next quarter."""
    case, data, on = step.case, step.data, timezone.localdate(step.now)
    told_on = data.get("on") or on
    if told_on > on:
        raise Refused(_("日期不能在今天以后。"), field="on")
    Progress.objects.create(
        case=case,
        assignment=own_part(step),
        kind=Progress.Kind.REPORT,
        on=told_on,
        body=data["body"],
        by=step.actor.user,
        label=step.actor.label,
        at=step.now,
    )
    clocks.stop(case=case, now=step.now, purposes=[Purpose.TRACKING])
    _next_report(step, _("报告跟踪进展"))
    _tell_all(step, _("跟踪办理有新进展"), "track-report")
    mirroring.tell_sources(case, _("跟踪办理有新进展，承办单位已报告代表。"), now=step.now)


def _upgrade(step: Step) -> None:
    """A further reply with a new class, when what was promised is done, or cannot be."""
    case, data = step.case, step.data
    part = own_part(step) or _answering(step)
    check_class(case, data["reply_class"])
    before = case.suggestion.reply_class
    if data["reply_class"] == before:
        raise Refused(_("类别没有变。只报告进展，请用“报告跟踪进展”。"), field="reply_class")
    Reply.objects.create(
        assignment=part,
        round=part.round,
        body=data["body"],
        reply_class=data["reply_class"],
        contact_person=data.get("contact_person", ""),
        contact_phone=data.get("contact_phone", ""),
        state=Reply.State.RELEASED,
        drafted_by=step.actor.user,
        drafted_at=step.now,
        released_by=step.actor.user,
        released_at=step.now,
    )
    after = take_class(case, step.now)
    step.facts |= {"from": before.code, "to": after.code}
    clocks.stop(case=case, now=step.now, purposes=[Purpose.TRACKING])
    if after.needs_tracking:
        _next_report(step, _("再次答复"))
    changed = {"before": before.code, "after": after.code}
    _tell_all(step, _("建议再次答复，由%(before)s类改为%(after)s类") % changed, "upgraded")
    words = _("承办单位已就这件建议再次答复代表。")
    mirroring.bring_back(case, words, _("建议再次答复，请答复群众"), now=step.now)


def _answering(step: Step) -> Assignment:
    """Return for which unit the office writes down a further reply: the one whose promise is still open."""
    owing = [part for part in live_assignments(step.case) if part.role != Assignment.Role.CO]
    for part in owing:
        newest = part.replies.filter(state=Reply.State.RELEASED).select_related("reply_class").last()
        if newest and newest.reply_class.needs_tracking:
            return part
    return owing[0]


def _complete(step: Step) -> None:
    if step.before == CaseState.REPLIED:
        check_rated(step)
    clocks.stop(case=step.case, now=step.now, purposes=[Purpose.RATING, Purpose.TRACKING])
    _tell_all(step, _("建议已办结"), "completed")
    mirroring.tell_sources(step.case, _("这件代表建议已经办结。"), now=step.now)


def _tell_all(step: Step, title: str, what: str) -> None:
    case = step.case
    people = [*deputy_person(case), *signed_people(case), *congress_office(case, now=step.now)]
    for part in live_assignments(case):
        people += unit_people(part, now=step.now)
    tell(case, people, title, now=step.now, what=what)


EFFECTS = {
    (workflow.SUGGESTION, "track"): _track,
    (workflow.SUGGESTION, "track_report"): _track_report,
    (workflow.SUGGESTION, "upgrade"): _upgrade,
    (workflow.SUGGESTION, "complete"): _complete,
}
