"""The verb that takes a congress office's spreadsheet in: all of it, or nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from deputies import audit
from deputies.models import Deputy, ElectoralDistrict, GroupMember, Organisation, Seat, User
from deputies.roster import Roster, RosterError, reference_key
from deputies.services import mandates
from deputies.services._roster_plan import Place, Planner, Step

NEW, CHANGED, SAME = _("新增"), _("更新"), _("没有变化")
Kind = Organisation.Kind


@dataclass(frozen=True)
class Outcome:
    """What happens, or happened, with one row of the sheet."""

    row: int
    name: str
    place: str
    term: str
    action: str


@dataclass(frozen=True)
class Report:
    """What an import did or would do; with errors it did nothing."""

    errors: tuple[RosterError, ...]
    outcomes: tuple[Outcome, ...] = ()
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    seats_created: int = 0
    ignored: tuple[tuple[str, str], ...] = ()

    @property
    def total(self) -> int:
        return len(self.outcomes)


def import_roster(
    *,
    roster: Roster,
    congresses: Iterable[Organisation],
    actor: User | None,
    now: datetime,
    dry_run: bool,
    each: Callable[[Iterable[Step]], Iterable[Step]] = iter,
) -> Report:
    """Enter and update the deputies of a sheet in one transaction.

    People are known by seat, term and name, so importing the same sheet again changes nothing. Deputies of the
    current term take their seats at once, those of a coming one wait as elected. Seats are made where a known
    district or electing unit has none left; no accounts are made. An empty cell leaves what is known.

    Args:
        roster: as `deputies.roster.read_roster` gives it, faults included.
        congresses: those whose roster this may be.
        dry_run: compare and report, write nothing.
        each: wraps the rows while they are written, for a progress bar.

    Returns:
        The report; where it has errors, nothing was written.
    """
    with transaction.atomic():
        planner = Planner(roster, congresses)
        planner.run()
        if planner.errors:
            return Report(errors=tuple(planner.errors), ignored=roster.ignored)
        steps = planner.steps
        if not dry_run:
            _write(steps, actor, now, each)
    new = [step for step in steps if step.is_new]
    changed = [step for step in steps if not step.is_new and step.changes_anything]
    return Report(
        errors=(),
        outcomes=tuple(map(_outcome, steps)),
        created=len(new),
        updated=len(changed),
        unchanged=len(steps) - len(new) - len(changed),
        seats_created=sum(step.seat is None for step in steps),
        ignored=roster.ignored,
    )


def _outcome(step: Step) -> Outcome:
    action = NEW if step.is_new else CHANGED if step.changes_anything else SAME
    return Outcome(step.row.row, step.row.name, f"{step.place} {step.number}", str(step.term), action)


def _write(steps: list[Step], actor: User | None, now: datetime, each) -> None:
    serving = _Serving()
    members = []
    for step in each(steps):
        seat = step.seat or Seat.objects.create(
            congress=step.place.congress,
            district=step.place if isinstance(step.place, ElectoralDistrict) else None,
            electing_unit=None if isinstance(step.place, ElectoralDistrict) else step.place,
            number=step.number,
            organisation=serving.of(step.place),
            site=step.site,
        )
        if step.seat is not None and step.moves_site:
            Seat.objects.filter(pk=seat.pk).update(site=step.site)
        if step.is_new:
            deputy = mandates.appoint(
                seat=seat, term=step.term, name=step.row.name, actor=actor, now=now, **step.changes
            )
        else:
            deputy = _update(step.deputy, step.changes, actor, now)
        members += [GroupMember(group=group, deputy=deputy) for group in step.groups]
    GroupMember.objects.bulk_create(members, ignore_conflicts=True)


def _update(deputy: Deputy, changes: dict, actor: User | None, now: datetime) -> Deputy:
    if changes:
        for name, value in changes.items():
            setattr(deputy, name, value)
        deputy.save(update_fields=list(changes))
        audit.record(
            chain=f"deputy:{deputy.pk}",
            verb="import",
            actor=actor,
            capacity="office",
            now=now,
            fields=list(changes),
        )
    return deputy


class _Serving:
    """Which body serves the deputies of a place: a district names it; a unit's is found by name."""

    def __init__(self):
        bodies = Organisation.objects.filter(
            kind__in=(Kind.CONGRESS, Kind.AFFAIRS_COMMISSION), is_active=True
        )
        self.by_name, self.commissions = {}, {}
        for body in bodies:
            if body.kind == Kind.AFFAIRS_COMMISSION:
                self.commissions.setdefault(body.parent_id, body)
                continue
            for name in (body.name, body.short_name):
                if name:
                    self.by_name[reference_key(name)] = body

    def of(self, place: Place) -> Organisation:
        if isinstance(place, ElectoralDistrict):
            return place.organisation
        congress = self.by_name.get(reference_key(place.name), place.congress)
        return self.commissions.get(congress.pk, congress)
