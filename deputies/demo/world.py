"""Build the congress of the demo world, with dates that follow from today."""

from datetime import date, datetime, timedelta
from itertools import chain, cycle

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from deputies import pinyin
from deputies.demo import mandates, people, places
from deputies.demo.stage import NAME_OF_DISTRICT, PASSWORD, World, at
from deputies.models import Level, Membership, Organisation, Site, SiteStaff, SiteStandard, Term, User
from deputies.services.organisations import add_organisation, grant_role

Kind = Organisation.Kind


def find() -> Organisation | None:
    """Return the congress of the demo district where the demo world stands already."""
    return Organisation.objects.filter(name=NAME_OF_DISTRICT).first()


def build(*, now: datetime) -> World:
    """Build the congress; call inside a transaction and only where `find` gives None."""
    world = World(today=timezone.localdate(now))
    _organisations(world)
    _terms(world)
    _accounts(world)
    _sites(world)
    mandates.build(world)
    return world


def _organisations(world: World) -> None:
    add = add_organisation
    known = world.organisations
    parent = None
    for name, short, level in (
        ("全国人民代表大会", "全国人大", Level.NATIONAL),
        ("江海省人民代表大会常务委员会", "江海省人大", Level.PROVINCE),
        ("临江市人民代表大会常务委员会", "临江市人大", Level.CITY),
        (NAME_OF_DISTRICT, "青澜区人大", Level.DISTRICT),
    ):
        parent = known[short] = add(
            name=name, short_name=short, kind=Kind.CONGRESS, parent=parent, level=level
        )
    for name, short, kind in places.UNITS:
        known[short] = add(name=name, short_name=short, kind=kind, parent=parent)
    government = known["区政府"] = add(
        name="青澜区人民政府", short_name="区政府", kind=Kind.GOVERNMENT, parent=parent
    )
    for number, (name, short, kind) in enumerate(places.OFFICES):
        known[short] = add(
            name=name, short_name=short, kind=kind, parent=government, phone=f"8800 60{number:02}"
        )
    for area, kind, communities in places.AREAS:
        is_town = kind == Kind.CONGRESS
        node = known[area] = add(
            name=f"{area}人民代表大会" if is_town else f"青澜区人大{area}工作委员会",
            short_name=f"{area}人大" if is_town else f"{area}人大工委",
            kind=kind,
            parent=parent,
            level=Level.TOWN if is_town else Level.DISTRICT,
        )
        if not is_town:
            known[f"{area}办事处"] = add(name=f"{area}办事处", kind=Kind.SUBDISTRICT, parent=node)
        for community in communities:
            known[community] = add(name=community, kind=Kind.COMMUNITY, parent=node)


def _terms(world: World) -> None:
    """Five-year terms; the one of 白鹭镇 ends in a month, so that a change of term can be shown."""
    year = world.today.year
    for name, number, starts in (
        ("全国人大", 14, date(year - 3, 3, 5)),
        ("江海省人大", 14, date(year - 3, 1, 15)),
        ("临江市人大", 15, date(year - 4, 2, 20)),
        ("青澜区人大", 18, date(year - 4, 1, 10)),
        ("石桥镇", 19, date(year - 4, 1, 8)),
    ):
        world.terms[name] = _term(world.organisations[name], number, starts, current=True)
    ends = world.today + timedelta(days=30)
    town = world.organisations["白鹭镇"]
    world.terms["白鹭镇"] = _term(town, 18, ends - timedelta(days=5 * 365), current=True, ends=ends)
    world.next_terms["白鹭镇"] = _term(town, 19, ends, current=False)


def _term(congress, number, starts, *, current, ends=None) -> Term:
    return Term.objects.create(
        congress=congress,
        number=number,
        starts_on=starts,
        ends_on=ends or starts + timedelta(days=5 * 365),
        is_current=current,
    )


def _accounts(world: World) -> None:
    password = make_password(PASSWORD)  # hashed once: hashing is slow on purpose
    deputies = [people.DISTRICT_DEPUTIES, *people.TOWN_DEPUTIES.values(), *people.HIGHER_DEPUTIES.values()]
    accounts = [
        *((username, name) for username, name, *_rest in people.STAFF + people.SITE_STAFF),
        *((username, name) for username, name, _sex, _post in chain(*deputies)),
        *(person for row in people.NEXT_TERM.values() for person in row if isinstance(person, tuple)),
    ]
    for user in User.objects.bulk_create(
        User(
            username=username,
            name=name,
            email=f"{username}@example.org",
            password=password,
            is_staff=username == "admin",
        )
        for username, name in accounts
    ):
        world.users[user.username] = user
    since = world.terms["青澜区人大"].starts_on
    for username, _name, role, where in people.STAFF:
        grant_role(
            user=world.users[username],
            organisation=world.organisations[where],
            role=role,
            actor=None,
            now=at(since),
        )
    Membership.objects.filter(user__in=world.users.values()).update(since=since)


def _sites(world: World) -> None:
    opened = world.terms["青澜区人大"].starts_on
    for number, (kind, name, area, address, directions) in enumerate(places.SITES):
        world.sites[name] = Site.objects.create(
            kind=kind,
            name=name,
            organisation=world.organisations[area],
            parent=world.sites.get(f"{area}代表之家"),
            address=address,
            directions=directions,
            phone=f"8800 20{number:02}",
            hours="工作日 8:30—17:00" if kind != Site.Kind.POINT else "每周三 14:00—16:30",
            feature=places.FEATURES.get(name, ""),
            search=pinyin.search_keys(name),
        )
    SiteStaff.objects.bulk_create(
        SiteStaff(site=world.sites[site], user=world.users[username], since=opened)
        for username, _name, site in people.SITE_STAFF
    )
    evidence = {
        SiteStandard.Item.VENUE: "80 平方米，门口有牌子",
        SiteStandard.Item.RULES: "制度已上墙",
        SiteStandard.Item.PLAN: "年度、月度计划各一份",
        SiteStandard.Item.STAFF: "有专职联络员",
        SiteStandard.Item.FILES: "台账十册",
    }
    SiteStandard.objects.bulk_create(
        SiteStandard(
            site=site,
            item=item,
            met=(met := site.kind != Site.Kind.POINT or item not in missing),
            evidence=words if met else "",
            checked_on=world.today - timedelta(days=40),
        )
        for site, missing in zip(world.sites.values(), cycle(_MISSING), strict=False)
        for item, words in evidence.items()
    )


_MISSING = [(), (SiteStandard.Item.STAFF,), (SiteStandard.Item.STAFF, SiteStandard.Item.FILES)]
