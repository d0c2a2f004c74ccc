"""What all parts of the demo world share: its plain names, its password, its moments."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from deputies.models import Deputy, Organisation, Site, Term, User

NAME_OF_DISTRICT = "青澜区人民代表大会常务委员会"
PASSWORD = "demo-qinglan"  # noqa: S105 (printed on purpose: a demo on one's own machine)


@dataclass
class World:
    """Everything the other rooms' demos refer to by its plain name."""

    today: date
    organisations: dict[str, Organisation] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    deputies: dict[str, Deputy] = field(default_factory=dict)  # by user name
    sites: dict[str, Site] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)  # the current one, by congress
    next_terms: dict[str, Term] = field(default_factory=dict)

    @property
    def congress(self) -> Organisation:
        return self.organisations["青澜区人大"]


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Return an aware moment of a day."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
