"""Seats, mandates and profiles of the demo world, through the real services."""

from datetime import date, timedelta
from itertools import cycle

from deputies.demo import people, places
from deputies.demo.portraits import portrait
from deputies.demo.stage import World, at
from deputies.models import (
    DeputyGroup,
    ElectingUnit,
    ElectoralDistrict,
    GroupMember,
    Level,
    Seat,
    Site,
    Term,
)
from deputies.services.mandates import appoint, set_portrait, update_profile


def build(world: World) -> None:
    """Elect everybody, give them profiles and portraits, and put them into groups and at the head of sites."""
    _mandates(world)
    _next_term(world)
    _profiles(world)
    _heads(world)
    _groups(world)


def _mandates(world: World) -> None:
    district_people = iter(people.DISTRICT_DEPUTIES)
    for number, (name, area, reach, seats) in enumerate(places.DISTRICTS, start=1):
        district = _district(world.congress, world.organisations[area], number, name, reach)
        for seat_number in range(1, seats + 1):
            seat = _seat(world, world.congress, area, seat_number, district=district)
            _elect(world, seat, world.terms["青澜区人大"], next(district_people))
    for town, districts in places.TOWN_DISTRICTS.items():
        town_people = iter(people.TOWN_DEPUTIES[town])
        congress = world.organisations[town]
        for number, (name, reach, seats) in enumerate(districts, start=1):
            district = _district(congress, congress, number, name, reach)
            for seat_number in range(1, seats + 1):
                seat = _seat(world, congress, town, seat_number, district=district)
                _elect(world, seat, world.terms[town], next(town_people))
    for name, unit_name, seats in places.HIGHER_SEATS:
        congress = world.organisations[name]
        unit = ElectingUnit.objects.create(congress=congress, name=unit_name)
        higher_people = iter(people.HIGHER_DEPUTIES[name])
        for seat_number in range(1, seats + 1):
            seat = _seat(world, congress, "青澜区人大", seat_number, electing_unit=unit)
            _elect(world, seat, world.terms[name], next(higher_people))


def _district(congress, organisation, number, name, reach) -> ElectoralDistrict:
    return ElectoralDistrict.objects.create(
        congress=congress, organisation=organisation, number=number, name=name, places=reach
    )


def _seat(world: World, congress, area, number, *, district=None, electing_unit=None) -> Seat:
    near = f"{district.name[:2]}联络站" if district else ""  # 运河东 and 运河西 share a station
    site = world.sites.get(near) or world.sites.get(f"{area}代表之家")
    if electing_unit and congress.level == Level.CITY:
        site = world.sites["文澜街道代表之家"]
    return Seat.objects.create(
        congress=congress,
        district=district,
        electing_unit=electing_unit,
        number=number,
        organisation=world.organisations[area],
        site=site,
    )


def _elect(world: World, seat: Seat, term: Term, person: tuple) -> None:
    username, name, sex, post = person
    number = len(world.deputies)
    world.deputies[username] = appoint(
        seat=seat,
        term=term,
        name=name,
        elected_on=term.starts_on - timedelta(days=40),
        actor=None,
        now=at(term.starts_on),
        user=world.users[username],
        sex=sex,
        post=post,
        ethnicity="回族" if number % 23 == 5 else "汉族",
        party=("中国共产党党员", "中国共产党党员", "群众", "无党派人士", "民盟盟员")[number % 5],
        birth_month=date(1958 + number * 7 % 38, number % 12 + 1, 1),
    )


def _next_term(world: World) -> None:
    for town, row in people.NEXT_TERM.items():
        seats = Seat.objects.filter(congress=world.organisations[town]).order_by("district__number", "number")
        elected_on = world.today - timedelta(days=10)
        for seat, person in zip(seats, row, strict=True):
            if person is None:
                continue
            username = person if isinstance(person, str) else person[0]
            appoint(
                seat=seat,
                term=world.next_terms[town],
                name=world.users[username].name,
                elected_on=elected_on,
                actor=world.users["qian"],
                now=at(elected_on, 15),
                user=world.users[username],
            )


def _profiles(world: World) -> None:
    qian = world.users["qian"]
    pledges = cycle(people.PLEDGES)
    for number, (username, deputy) in enumerate(world.deputies.items()):
        update_profile(
            deputy=deputy,
            actor=qian,
            now=at(world.terms["青澜区人大"].starts_on, 16),
            pledge="" if username in people.WITHOUT_PLEDGE else next(pledges),
            office_phone=f"8800 1{number:03}",
            office_hours="每月接待日，或者约时间见面",
            mobile=f"138000{number:05}",
            photo_consent=username not in people.PHOTO_WITHOUT_CONSENT,
        )
        if number % 2 == 0 and username not in people.WITHOUT_PHOTO:
            set_portrait(deputy=deputy, photo=portrait(number), actor=qian, now=at(world.today, 0))


def _heads(world: World) -> None:
    """站长由人大代表担任 (domain.md 003, 1+N)."""
    heads = cycle(["chenjg", "maqh", "luojun", "hanyl", "dongsh", "li", "shenrl"])
    for site in world.sites.values():
        site.head = world.deputies[next(heads)]
    for site, username in (("李敏代表工作室", "li"), ("沈若兰代表工作室", "shenrl")):
        world.sites[site].head = world.deputies[username]
    Site.objects.bulk_update(world.sites.values(), ["head"])


def _groups(world: World) -> None:
    """Groups of the three kinds (domain.md 001-06)."""
    Group, members = DeputyGroup.Kind, []

    def group(kind, name, area, deputies, **fields):
        row = DeputyGroup.objects.create(
            kind=kind, name=name, organisation=world.organisations[area], **fields
        )
        members.extend(
            GroupMember(group=row, deputy=deputy, is_head=number == 0)
            for number, deputy in enumerate(deputies)
        )
        return row

    seated = list(world.deputies.values())
    of_area = {
        area: [deputy for deputy in seated if deputy.seat.organisation_id == world.organisations[area].pk]
        for area, _kind, _communities in places.AREAS
    }
    for area, deputies in of_area.items():
        group(Group.HOME, f"{area}代表小组", area, deputies, site=world.sites[f"{area}代表之家"])
    higher = [world.deputies[person[0]] for row in people.HIGHER_DEPUTIES.values() for person in row]
    for site, area, part in (
        ("梧桐联络站", "长宁街道", slice(0, 3)),
        ("运河联络站", "海棠街道", slice(2, 5)),
        ("码头联络站", "望江街道", slice(4, 7)),
    ):
        deputies = of_area[area][:4] + higher[part]
        group(Group.MIXED, f"{site}五级代表小组", area, deputies, site=world.sites[site])
    for number, profession in enumerate(places.PROFESSIONS):
        row = group(
            Group.PROFESSIONAL,
            f"{profession}专业代表小组",
            "青澜区人大",
            seated[number:40:6],
            field=profession,
            focus="围绕常委会年度议题调研",
        )
        members.append(GroupMember(group=row, user=world.users["gao"]))
    GroupMember.objects.bulk_create(members)
