"""What the one-time page of a unit without accounts shows: the matter, the date, the acts; never an identity."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import QuerySet

from deputies.calendar import working_calendar
from liaison.models import Attachment
from suggestions import access, workflow
from suggestions.models import AnswerLink, Assignment, Case, Clock, Extension, Reply
from suggestions.queries import why
from suggestions.queries.case import photos_of
from suggestions.queries.timing import may_be_returned, return_by
from suggestions.services.clocks import LIVE
from suggestions.workflow import ASSIGNMENT, AssignmentState, Capacity, Move

USED, REPLACED, REVOKED, EXPIRED, OVER = "used", "replaced", "revoked", "expired", "over"


@dataclass
class AnswerPage:
    """The page of a live link."""

    link: AnswerLink

    @property
    def part(self) -> Assignment:
        """What the unit has to do."""
        return self.link.assignment

    @property
    def case(self) -> Case:
        """The case it belongs to."""
        return self.part.case

    @cached_property
    def clock(self) -> Clock | None:
        """The time limit that runs."""
        return self.part.clocks.filter(state__in=LIVE).prefetch_related("extensions", "pauses").last()

    @property
    def asked(self) -> Extension | None:
        """A request for more time that waits for a decision."""
        clock = self.clock
        rows = clock.extensions.all() if clock else ()
        return next((row for row in rows if row.state == Extension.State.ASKED), None)

    @property
    def return_by(self) -> date | None:
        """The last day on which the unit may ask to give it back, while that is still a question."""
        return return_by(self.case, self.part) if may_be_returned(self.part) else None

    @property
    def sent_back(self) -> Reply | None:
        """The last reply, where it was sent back."""
        return self.part.replies.filter(state=Reply.State.SENT_BACK).last()

    @property
    def photos(self) -> QuerySet[Attachment]:
        """What the constituents photographed, where whoever handed the case over shows it."""
        if not self.case.show_photos:
            return Attachment.objects.none()
        feeding = self.case.sources.filter(left_at=None).values("conversation")
        return photos_of(self.case, feeding).order_by("pk")

    def moves(self) -> dict[str, Move]:
        """Return what the unit may do now, by name: exactly what the gate lets pass."""
        held = {Capacity.LINK}
        found = workflow.allowed(ASSIGNMENT, self.part.state, held, case_state=self.case.state)
        return {move.name: move for move in found if access.fits(move, self.case, self.part, held)}

    def why_due(self, today: date) -> list[tuple[str, str]]:
        """Return how the date was reached, as pairs of label and words."""
        clock = self.clock
        return why.facts(clock, calendar=working_calendar(), today=today) if clock else []


def link_of(digest: str) -> AnswerLink | None:
    """Return the link with everything its page shows, live or not."""
    shown = "assignment__unit", "assignment__case__organisation", "assignment__case__congress"
    return AnswerLink.objects.select_related(*shown).filter(token_digest=digest).first()


def closed_because(link: AnswerLink, today: date) -> str:
    """Return why a link opens nothing any more; empty for a live one."""
    part = link.assignment
    if link.used_at:
        return USED
    if link.revoked_at:
        return REPLACED if part.links.filter(pk__gt=link.pk).exists() else REVOKED
    if part.state in workflow.GONE_ASSIGNMENTS or part.case.state in workflow.FINAL_CASES:
        return OVER
    return EXPIRED if link.expires_on < today else ""


def has_replied(link: AnswerLink) -> bool:
    """Tell whether the unit's reply is with the deputy."""
    return link.assignment.state == AssignmentState.REPLIED
