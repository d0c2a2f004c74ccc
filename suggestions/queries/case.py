"""One case as its page shows it: the parts, their clocks and replies, what waits for this person, who did what.

What a person may read is decided here once: a unit sees its own part and the names of the others; drafts stay in
their unit; a co-handler's opinion is for the lead unit and the offices (domain.md §3.3); where the words come from
is for the deputy, the coordinator and the congress, and to whoever else answers one of the messages that one is shown.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from deputies import audit_words
from deputies.models import AuditEvent, User
from liaison.access import conversations_visible_to
from liaison.models import Attachment, Conversation, Entry
from liaison.queries.desk import HIDDEN_FROM_LISTS
from suggestions import access, workflow
from suggestions.models import Assignment, Case, Clock, Extension, Progress, Reply, Source
from suggestions.queries.timing import may_be_returned, return_by
from suggestions.workflow import Capacity, Move

Role = Assignment.Role
UNIT = frozenset({Capacity.CLERK, Capacity.HEAD, Capacity.RELAY})
OFFICES = frozenset({Capacity.COORDINATOR, Capacity.OFFICE, Capacity.GOVERNMENT})
CONGRESS_SIDE = frozenset({Capacity.DEPUTY, Capacity.COORDINATOR, Capacity.OFFICE})
OUT = (Reply.State.RELEASED, Reply.State.SENT_BACK)
SOURCES_SHOWN = 50


@dataclass
class PartOnPage:
    """One unit's part as this person sees it."""

    row: Assignment
    held: set[Capacity]
    moves: list[Move]
    clock: Clock | None
    replies: list[Reply] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)

    @property
    def is_mine(self) -> bool:
        """Whether the person works on this part."""
        return bool(self.held & UNIT)

    @property
    def return_by(self) -> date | None:
        """The last day on which the person's unit may ask to give it back, while that is still a question."""
        return return_by(self.row.case, self.row) if self.is_mine and may_be_returned(self.row) else None

    @property
    def is_gone(self) -> bool:
        return self.row.state in workflow.GONE_ASSIGNMENTS

    @property
    def asked(self) -> Extension | None:
        """The extension that waits for a decision."""
        return next((one for one in self.extensions if one.state == Extension.State.ASKED), None)


class CaseOnPage:
    """A case for one reader; costs the same number of statements however much belongs to it."""

    def __init__(self, case: Case, user: User):
        """Take a case that `for_page` fetched."""
        self.case, self.user = case, user
        rows = list(case.assignments.all())
        case.live_parts = [row for row in rows if row.state not in workflow.GONE_ASSIGNMENTS]
        if case.kind == Case.Kind.SUGGESTION:
            case.signer_rows = access.signers(case)
        self.held = access.capacities(user, case)
        self.moves = access.moves(user, case)
        self.parts = [self._part(row) for row in rows]

    @property
    def is_inside(self) -> bool:
        """Whether the person stands on the congress side and may know where the words come from."""
        return bool(self.held & CONGRESS_SIDE)

    @property
    def live(self) -> list[PartOnPage]:
        return [part for part in self.parts if not part.is_gone]

    @property
    def gone(self) -> list[PartOnPage]:
        return [part for part in self.parts if part.is_gone]

    @property
    def works_here(self) -> bool:
        """Whether the person works on one of the parts, or did until its opinion was no longer needed."""
        return any(part.is_mine for part in self.parts)

    @property
    def clocks(self) -> list[Clock]:
        """The clocks that run for the case itself, such as the one of handing over."""
        return [
            clock
            for clock in self.case.own_clocks
            if clock.state in (Clock.State.RUNNING, Clock.State.PAUSED)
        ]

    @cached_property
    def source_count(self) -> int:
        return len(self._sources)

    @cached_property
    def sources(self) -> list[Conversation]:
        """The messages behind the case, as far as this person may read them anyway."""
        visible = conversations_visible_to(self.user).filter(
            pk__in=[row.conversation_id for row in self._sources]
        )
        return list(visible.defer(*HIDDEN_FROM_LISTS).order_by("submitted_at", "pk")[:SOURCES_SHOWN])

    @cached_property
    def photos(self) -> list[Attachment]:
        """What the constituents photographed; pictures of internal notes are left out."""
        shown = (
            [row.conversation_id for row in self._sources]
            if self.is_inside or self.case.show_photos
            else [message.pk for message in self.sources]
        )
        return list(photos_of(self.case, shown).order_by("pk"))

    @cached_property
    def log(self) -> list[Progress]:
        """What was noted of the case as a whole: for the congress side alone, it may name constituents."""
        if not self.is_inside:
            return []
        return [note for note in self.case.progress.all() if note.assignment_id is None]

    @cached_property
    def history(self) -> list[dict]:
        """Who did what and when, newest last; a unit reads of the case and of its own part."""
        own = {part.row.pk for part in self.parts if part.is_mine}
        only_own = self.works_here and not self.held & (CONGRESS_SIDE | OFFICES)
        holders = {part.row.pk: str(part.row.holder) for part in self.parts}
        events = (
            AuditEvent.objects.filter(chain=f"case:{self.case.pk}").select_related("actor").order_by("seq")
        )
        return [
            _line(event, holders)
            for event in events
            if not only_own or event.data.get("assignment") in own | {None}
        ]

    @property
    def _sources(self) -> list[Source]:
        return [row for row in self.case.sources.all() if row.left_at is None]

    def _part(self, row: Assignment) -> PartOnPage:
        lost = row.state in workflow.LOST_ASSIGNMENTS
        part = PartOnPage(
            row=row,
            held=set() if lost else access.capacities(self.user, self.case, row),
            moves=[] if lost else access.moves(self.user, self.case, row),
            clock=_clock(row),
        )
        near = part.is_mine or bool(part.held & (CONGRESS_SIDE | OFFICES))
        part.replies = [reply for reply in row.replies.all() if self._may_read(reply, part)]
        if near:
            part.progress = [
                note
                for note in self.case.progress.all()
                if note.assignment_id == row.pk and not self._stands_apart(note)
            ]
            part.extensions = [one for clock in row.clocks.all() for one in clock.extensions.all()]
        return part

    def _stands_apart(self, note: Progress) -> bool:
        """Tell whether a note has a place of its own: talks of a suggestion by phase, reports while it is tracked."""
        since = self.case.suggestion.tracked_since if self.case.kind == Case.Kind.SUGGESTION else None
        tracked = (
            since is not None and note.kind == Progress.Kind.REPORT and timezone.localdate(note.at) >= since
        )
        return bool(note.phase) or tracked

    def _may_read(self, reply: Reply, part: PartOnPage) -> bool:
        if part.is_mine:
            return True
        if reply.state not in OUT:
            return False
        if part.row.role == Role.CO:
            return bool(part.held & OFFICES) or self._leads
        return True

    @cached_property
    def _leads(self) -> bool:
        lead = next((row for row in self.case.live_parts if row.role == Role.LEAD), None)
        return lead is not None and bool(access.capacities(self.user, self.case, lead) & UNIT)


def for_page(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Add everything the page of one case shows, in a constant number of statements."""
    replies = Reply.objects.select_related("reply_class", "drafted_by", "released_by")
    parts = Assignment.objects.select_related(
        "unit", "deputy__seat__congress", "deputy__user", "handler", "proposed_unit"
    )
    return cases.select_related(
        "congress", "organisation", "deputy__seat", "category", "opened_by", "suggestion"
    ).prefetch_related(
        Prefetch(
            "assignments",
            parts.prefetch_related(
                Prefetch("clocks", _clocks()),
                Prefetch("replies", replies.prefetch_related("commitments")),
            ),
        ),
        Prefetch("clocks", _clocks().filter(assignment=None), to_attr="own_clocks"),
        Prefetch("progress", Progress.objects.select_related("by")),
        "sources",
    )


def _clocks() -> QuerySet[Clock]:
    return Clock.objects.prefetch_related("extensions", "pauses")


def photos_of(case: Case, conversations: list[int]) -> QuerySet[Attachment]:
    """Return what the constituents of a case photographed, without pictures of internal notes."""
    return Attachment.objects.filter(conversation__in=conversations).exclude(entry__kind=Entry.Kind.NOTE)


def newest_moves(found: CaseOnPage, count: int) -> list[dict]:
    """Return the last moves of a case, oldest first: what somebody else did meanwhile."""
    return found.history[-min(count, 20) :]


def _clock(row: Assignment) -> Clock | None:
    """Return the clock that runs, or how the last one ended."""
    clocks = [clock for clock in row.clocks.all() if clock.state != Clock.State.VOID]
    running = [clock for clock in clocks if clock.state != Clock.State.STOPPED]
    return (running or clocks or [None])[-1]


def _line(event: AuditEvent, holders: dict[int, str]) -> dict:
    capacity = audit_words.capacity_words(event.capacity)
    return {
        "at": event.at,
        "verb": audit_words.verb_words(event.chain, event.verb),
        "part": holders.get(event.data.get("assignment"), ""),
        "who": event.actor.name if event.actor else capacity,
        "capacity": capacity if event.actor else "",
        "reason": event.data.get("reason", ""),
    }
