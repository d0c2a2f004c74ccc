"""Play all stories in the order of time, with the nightly sweeps in between, as if it had all happened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from deputies.demo import World, at
from deputies.demo.people import SUSPENDED, TERMINATED
from deputies.demo.places import AREAS
from deputies.errors import Refused
from deputies.models import Deputy, Seat, Site, User
from liaison.demo import boards, fates, papers, prints, reference, topics
from liaison.demo.pictures import street
from liaison.demo.stories import APPOINTMENTS, MESSAGES, Story
from liaison.models import Category, Channel, Conversation, Notice, Placement, ReceptionDay
from liaison.photos_store import clean_all
from liaison.rhythm import Months, Policy, Rule
from liaison.services import codes, filing, reception, sweeps, tenure
from liaison.services.figures import refresh_response_figures

BEGINNING = timedelta(days=110)
REACH = timedelta(days=75)
NAMES = ["周先生", "陈阿姨", "小林", "老吴", "黄女士"]
Kind = Conversation.Kind


@dataclass(frozen=True)
class Sample:
    """A conversation worth looking at from the constituent's side."""

    receipt: str
    pin: str
    words: str


def build(world: World, *, now: datetime) -> None:
    """Write codes, reception days and conversations; call once, inside a transaction."""
    beginning = open_doors(world, now=now)
    _plan_reception(world.users["qian"], now=beginning, today=world.today)
    _play(world, now)
    _cancel_one_day(world, now)
    boards.build(world, now=now)
    topics.build(world, now=now)
    papers.build(now=now)
    prints.build(world, now=now)


def open_doors(world: World, *, now: datetime) -> datetime:
    """Write what is there before the first word: categories, privacy notice, codes; return since when it is there."""
    beginning = at((now - BEGINNING).date())
    reference.build(now=beginning)
    _issue_codes(world, beginning)
    return beginning


def settle(world: World, *, now: datetime) -> None:
    """Let people have read what is older, and give two of them a channel; call once, after all rooms have played."""
    Notice.objects.filter(created_at__lt=now - timedelta(days=2)).update(read_at=now - timedelta(days=1))
    Channel.objects.bulk_create(
        Channel(user=world.users[name], kind=Channel.Kind.EMAIL, address=f"{name}@example.org")
        for name in ("li", "qian")
    )
    refresh_response_figures(now=now)


def keep_ahead(*, now: datetime) -> None:
    """Publish the reception days that have come into reach since the world was built."""
    _plan_reception(User.objects.get(username="qian"), now=now, today=timezone.localdate(now))


def samples() -> list[Sample]:
    """Return a few receipts with their PINs, to be tried on the tracking page."""
    keys = [_key(Kind.MESSAGE, n) for n in (0, 16, 24)] + [_key(Kind.APPOINTMENT, 5)]
    found = Conversation.objects.filter(idempotency_key__in=keys).order_by("submitted_at")
    return [Sample(row.receipt, filing.pin_for(row.idempotency_key), row.body) for row in found]


def _key(kind: str, number: int) -> str:
    return f"demo-{kind}-{number}"


def _issue_codes(world: World, beginning: datetime) -> None:
    codes.issue_missing(now=beginning)
    communities = {world.organisations[area].pk: names for area, _kind, names in AREAS}
    qian = world.users["qian"]
    seats = Seat.objects.select_related("organisation")
    for number, seat in enumerate(seats):
        names = communities.get(seat.organisation_id, ("梧桐社区", "运河社区"))
        code = seat.codes.get()
        for community in names[: 1 + number % 3]:
            placement = codes.add_placement(
                code=code,
                board=f"{community}公示栏",
                address=f"{community}居委会门口",
                community=world.organisations[community],
                posted_on=timezone.localdate(beginning),
                actor=qian,
                now=beginning,
            )
    codes.revoke_placement(placement=placement, reason="公示栏拆了", actor=qian, now=beginning)


# --- reception days ----------------------------------------------------------------------------------


def _plan_reception(actor: User, *, now: datetime, today: date) -> None:
    """Publish what lies after `now` of each year up to 75 days from today."""
    since = timezone.localdate(now)
    years = sorted({since.year, today.year, (today + REACH).year})
    for site in Site.objects.filter(kind__in=(Site.Kind.HOME, Site.Kind.STATION)):
        rule, hours = _rhythm(site)
        receives = (
            {"held_seat__organisation": site.organisation}
            if site.kind == Site.Kind.HOME
            else {"held_seat__site": site}
        )
        deputies = tuple(Deputy.objects.filter(status=Deputy.Status.ACTIVE, **receives))
        for year in years:
            plan = reception.Plan(site, deputies, rule, year, hours, per_day=2)
            try:
                reception.publish(plan=plan, actor=actor, now=now, today=since)
            except Refused:
                continue  # that year is published already


def _rhythm(site: Site) -> tuple[Rule, reception.Hours]:
    """The 16th of each month at every home (002-15), Saturdays at stations, even months at one (004-21)."""
    if site.kind == Site.Kind.HOME:
        rule = Rule(Months.EVERY, Policy.NEXT_WORKING_DAY, day=16)
        return rule, reception.Hours(time(9), time(11, 30), 8, "代表联系服务群众日")
    if site.name == "书院联络站":
        rule = Rule(Months.EVEN, Policy.NEXT_WORKING_DAY, day=20)
        return rule, reception.Hours(time(14), time(16), 6, "书院里的家常话")
    return Rule(Months.EVERY, Policy.KEEP, nth=1, weekday=5), reception.Hours(time(9, 30), time(11), 5)


def _cancel_one_day(world: World, now: datetime) -> None:
    day = ReceptionDay.objects.filter(site=world.sites["望江街道代表之家"], date__gt=world.today).first()
    reception.cancel_day(day=day, reason="那天全区防汛演练", actor=world.users["qian"], now=now)


# --- conversations -----------------------------------------------------------------------------------


def _play(world: World, now: datetime) -> None:
    agenda = _turns_of_fortune(world, now) + _nights(now)
    for kind, stories in ((Kind.MESSAGE, MESSAGES), (Kind.APPOINTMENT, APPOINTMENTS)):
        for number, story in enumerate(stories):
            sent = now - timedelta(days=story.days)
            talk = fates.Talk(
                story,
                number,
                fates.by_day(sent) if story.days >= 1 else sent,
                now,
                world.users,
                _key(kind, number),
            )
            agenda.append((talk.sent, filed(world, kind, talk)))
            agenda += getattr(fates, story.fate)(talk)
    for moment, step in sorted(agenda, key=lambda item: item[0]):
        step(moment)


def _nights(now: datetime) -> list[fates.Step]:
    """What the timetable does by itself, once a day."""

    def sweep(moment):
        sweeps.fall_back_silent(now=moment)
        sweeps.close_unrated(now=moment)

    today = timezone.localdate(now)
    nights = (at(today - timedelta(days=days), 1, 5) for days in range(80, -1, -1))
    return [(night, sweep) for night in nights if night < now]


def _turns_of_fortune(world: World, now: datetime) -> list[fates.Step]:
    """One deputy is suspended, one seat falls vacant; what they held passes to the site."""

    def suspend(moment):
        tenure.suspend(
            deputy=world.deputies[SUSPENDED],
            ground=Deputy.Ground.DETAINED,
            since=timezone.localdate(moment),
            actor=world.users["qian"],
            now=moment,
        )

    def terminate(moment):
        tenure.terminate(
            deputy=world.deputies[TERMINATED],
            ground=Deputy.Ground.MOVED_AWAY,
            since=timezone.localdate(moment),
            actor=world.users["qian"],
            now=moment,
        )

    return [(now - timedelta(days=20), suspend), (now - timedelta(days=15), terminate)]


def filed(world: World, kind: str, talk: fates.Talk) -> Callable[[datetime], None]:
    """Return the step in which the words of a talk are sent."""

    def step(moment):
        story, extra = talk.story, talk.story.extra
        common = {
            "to": _addressee(world, story),
            "words": _words(talk),
            "key": talk.key,
            "source": extra.get("source", Conversation.Source.CODE),
            "now": moment,
            "entered_by": world.users.get(extra.get("entered_by")),
        }
        if kind == Kind.MESSAGE:
            sent = filing.submit_message(**common)
        else:
            day = _next_day(world, story, moment) if story.fate == "books" else None
            sent = filing.request_appointment(**common, wish=extra.get("wish", ""), reception_day=day)
        talk.conversation = sent.conversation

    return step


def _next_day(world: World, story: Story, moment: datetime) -> ReceptionDay:
    return ReceptionDay.objects.filter(
        deputies=world.deputies[story.to], date__gt=timezone.localdate(moment) + timedelta(days=2)
    ).earliest("date")


def _addressee(world: World, story: Story) -> filing.Addressee:
    wanted = (
        {"code__site": world.sites[story.to]}
        if story.to in world.sites
        else {"code__seat": world.deputies[story.to].seat_id}
    )
    placement = (
        Placement.objects.select_related(
            "code__seat__holder__user",
            "code__seat__organisation",
            "code__seat__site",
            "code__site__organisation",
        )
        .filter(**wanted)
        .earliest("copy")
    )
    return filing.Addressee.of_placement(placement)


def _words(talk: fates.Talk) -> filing.Words:
    story, extra = talk.story, talk.story.extra
    category = Category.objects.filter(key=story.category).first()
    with_contact = extra.get("contact") or talk.number % 3 == 0
    return filing.Words(
        body=story.words,
        privacy_version=1,
        category_id=category and category.pk,
        place=story.place,
        about=extra.get("about", Conversation.About.MATTER),
        contact_name=NAMES[talk.number % len(NAMES)] if with_contact else "",
        contact_phone=f"139000{talk.number:05}" if with_contact else "",
        share_contact=bool(extra.get("contact")),
        photos=clean_all(street(talk.number + shot) for shot in range(extra.get("photos", 0))),
    )
