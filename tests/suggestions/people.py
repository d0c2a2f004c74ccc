"""More people and units for cases: 城管局 with 罗科员 and 石局长, 气象局 without accounts, three more deputies.

金代表 sits in the city's congress and takes over what the district cannot do; 唐代表 and 宋代表 sign with 李代表.
"""

from dataclasses import dataclass
from datetime import date

from deputies.models import Deputy, ElectingUnit, Membership, Organisation, Role, Seat, Term, User
from deputies.services.mandates import appoint
from deputies.services.organisations import add_organisation
from liaison.models import Conversation
from liaison.services.filing import Addressee
from tests.cast import NOW, PASSWORD, Cast

Kind = Organisation.Kind


@dataclass
class More:
    """What a test of cases needs beside the cast."""

    government: Organisation
    bureau: Organisation
    quiet: Organisation
    tang_deputy: Deputy
    song_deputy: Deputy
    jin_deputy: Deputy
    luo: User
    shi: User
    tang: User
    song: User
    jin: User


def extend(cast: Cast) -> More:
    """Add to the world of `tests.cast`; once per test."""
    government = cast.department.parent
    bureau = add_organisation(name="青澜区城市管理局", kind=Kind.DEPARTMENT, parent=government)
    quiet = add_organisation(name="青澜区气象局", kind=Kind.DEPARTMENT, parent=government)
    names = {"luo": "罗科员", "shi": "石局长", "tang": "唐敬", "song": "宋佳", "jin": "金山"}
    users = {who: User.objects.create_user(who, PASSWORD, name=name) for who, name in names.items()}
    for who, role in (("luo", Role.UNIT_CLERK), ("shi", Role.UNIT_HEAD)):
        Membership.objects.create(user=users[who], organisation=bureau, role=role, since=date(2021, 1, 1))
    tang_seat, song_seat = (
        Seat.objects.create(
            congress=cast.congress,
            district=cast.district,
            number=number,
            organisation=cast.street,
            site=cast.site,
        )
        for number in (3, 4)
    )
    city = cast.congress.parent
    city_term = Term.objects.create(
        congress=city, number=15, starts_on=date(2021, 12, 20), ends_on=date(2026, 12, 20), is_current=True
    )
    electing = ElectingUnit.objects.create(congress=city, name="青澜区")
    city_seat = Seat.objects.create(
        congress=city, electing_unit=electing, number=1, organisation=cast.congress
    )
    elected = {
        who: appoint(
            seat=seat,
            term=term,
            name=names[who],
            elected_on=date(2021, 11, 8),
            actor=None,
            now=NOW,
            user=users[who],
        )
        for who, seat, term in (
            ("tang", tang_seat, cast.term),
            ("song", song_seat, cast.term),
            ("jin", city_seat, city_term),
        )
    }
    return More(
        government=government,
        bureau=bureau,
        quiet=quiet,
        tang_deputy=elected["tang"],
        song_deputy=elected["song"],
        jin_deputy=elected["jin"],
        **users,
    )


def written_to(cast: Cast, deputy: Deputy, **words) -> Conversation:
    """Let somebody write to a deputy other than 李代表."""
    return cast.message(to=Addressee.of_seat(Seat.objects.get(holder=deputy)), **words).conversation
