"""A large congress for measurements: many seats with their deputies, written in bulk."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from deputies import pinyin
from deputies.demo import people
from deputies.models import Deputy, ElectoralDistrict, Level, Organisation, Seat, Site, Term, User
from deputies.services.organisations import add_organisation

NAME = "万象区人民代表大会常务委员会"
PER_STREET = 50
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻"
GIVEN = "明芳伟秀英敏静丽强磊军洋勇艳杰娟涛超兰霞平刚桂文辉玲玉萍红建国华志"


def seats(count: int, *, today: date) -> Iterator[list[Seat]]:
    """Add so many seats with a deputy each to the congress of measurements, one street at a time.

    Yields:
        The new seats of one street, with `holder`, `site` and `organisation` filled.
    """
    congress = Organisation.objects.filter(name=NAME).first() or add_organisation(
        name=NAME, short_name="万象区人大", kind=Organisation.Kind.CONGRESS, level=Level.DISTRICT
    )
    term, _created = Term.objects.get_or_create(
        congress=congress,
        number=18,
        defaults={
            "starts_on": today - timedelta(days=900),
            "ends_on": today + timedelta(days=900),
            "is_current": True,
        },
    )
    while count > 0:
        size = min(count, PER_STREET)
        yield _street(congress, term, size)
        count -= size


def _street(congress: Organisation, term: Term, size: int) -> list[Seat]:
    number = congress.children.count() + 1
    street = add_organisation(
        name=f"万象{number}街道人大工委", kind=Organisation.Kind.STREET_COMMITTEE, parent=congress
    )
    site = Site.objects.create(
        kind=Site.Kind.HOME,
        name=f"万象{number}街道代表之家",
        organisation=street,
        address=f"万象路 {number} 号",
        search=pinyin.search_keys(f"万象{number}街道代表之家"),
    )
    first = congress.districts.count() + 1
    districts = ElectoralDistrict.objects.bulk_create(
        ElectoralDistrict(
            congress=congress,
            organisation=street,
            number=first + place,
            name=f"万象{first + place}",
            places=f"万象{first + place}小区\n万象路 {place * 40 + 1}—{place * 40 + 39} 号",
        )
        for place in range((size + 1) // 2)
    )
    rows = Seat.objects.bulk_create(
        Seat(
            congress=congress,
            district=districts[place // 2],
            number=place % 2 + 1,
            organisation=street,
            site=site,
        )
        for place in range(size)
    )
    _hold(rows, term, Random(number))  # noqa: S311 (names, not secrets)
    return rows


def _hold(rows: list[Seat], term: Term, chance: Random) -> None:
    names = [chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2)) for _row in rows]
    users = User.objects.bulk_create(
        User(username=f"scale{seat.pk}", name=name, password="!")  # noqa: S106 (nobody signs in)
        for seat, name in zip(rows, names, strict=True)
    )
    deputies = Deputy.objects.bulk_create(
        Deputy(
            seat=seat,
            term=term,
            level=Level.DISTRICT,
            user=user,
            name=user.name,
            search=pinyin.search_keys(user.name),
            sort_key=pinyin.sort_key(user.name),
            elected_on=term.starts_on,
            status_since=term.starts_on,
            pledge=chance.choice(people.PLEDGES),
        )
        for seat, user in zip(rows, users, strict=True)
    )
    for seat, deputy in zip(rows, deputies, strict=True):
        seat.holder = deputy
    Seat.objects.bulk_update(rows, ["holder"])
