"""Play the stories of cases in the order of time, through the services people use."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from django.db.models import F
from django.utils import timezone

from deputies.demo import World, at
from liaison.demo.fates import Talk, by_day
from liaison.demo.play import Sample, filed
from liaison.demo.stories import Story
from liaison.models import Conversation
from liaison.services import filing
from suggestions.access import GONE
from suggestions.demo import papers, reference
from suggestions.demo.acts import Act, Matter, Proposal, Said
from suggestions.demo.matters import MATTERS
from suggestions.demo.proposals import PROPOSALS
from suggestions.models import Assignment, Case, ReplyClass, Survey
from suggestions.queries.answer_page import link_of
from suggestions.services import acting, clocks, drafting, handing, links, scanning, surveying, sweeps
from suggestions.services.parts import Part

Step = tuple[datetime, Callable[[datetime], None]]
# Numbers of talks: those of `liaison.demo.stories` come before.
FIRST_TALK = 100
SCANNED = 20
# A matter that a unit reports on, and a suggestion in handling: what their constituents see.
SHOWN = ("独居老人紧急呼叫铃", "关于全区小学放学时段校门口交通治理的建议")


@dataclass
class Stage:
    """What all stories share while they are played."""

    world: World
    now: datetime
    numbers: count = field(default_factory=lambda: count(FIRST_TALK))
    cases: dict[str, Case] = field(default_factory=dict)

    def moment(self, days: float) -> datetime:
        """Return a moment of the day, so many days before today."""
        past = self.now - timedelta(days=days)
        return by_day(past) if days >= 1 else past

    def part(self, role: str, holder: str) -> Part:
        if holder in self.world.organisations:
            return Part(role, unit=self.world.organisations[holder])
        return Part(role, deputy=self.world.deputies[holder])

    def classed(self, code: str) -> ReplyClass:
        return ReplyClass.objects.get(
            scheme__congress=self.world.congress, scheme__is_current=True, code=code
        )


@dataclass
class Tale:
    """One story while it is being played."""

    stage: Stage
    by: str
    talks: list[Talk]
    case: Case | None = None
    survey: Survey | None = None
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def conversations(self) -> list[Conversation]:
        rows = Conversation.objects.select_related("deputy", "site", "organisation", "seat__congress")
        found = rows.in_bulk([talk.conversation.pk for talk in self.talks])
        return [found[talk.conversation.pk] for talk in self.talks]

    def current(self) -> Case:
        rows = Case.objects.select_related("congress", "organisation", "deputy__user")
        return rows.get(pk=self.case.pk)

    def assignment(self, holder: str) -> Assignment | None:
        """Return the live part of the case that lies with a unit or a relayed deputy."""
        if not holder:
            return None
        part = self.stage.part("", holder)
        rows = self.case.assignments.select_related("unit", "deputy__user", "case").exclude(state__in=GONE)
        return rows.get(unit=part.unit, deputy=part.deputy)

    def resolved(self, data: dict, part: Assignment | None, moment: datetime) -> dict:
        """Return the data of an act with rows in the place of plain names, and dates in the place of days."""
        known = self.stage.world
        made = dict(data)
        for name, value in data.items():
            if name in ("unit", "proposed_unit", "wished_unit"):
                made[name] = known.organisations[value]
            elif name == "deputy":
                made[name] = known.deputies[value]
            elif name == "deputies":
                made[name] = [known.deputies[who] for who in value]
            elif name == "parts":
                made[name] = [self.stage.part(*one) for one in value]
            elif name == "reply_class":
                made[name] = self.stage.classed(value)
            elif name == "into":
                made[name] = self.stage.cases[value]
            elif name == "until":
                made[name] = clocks.answering(part).due_on + timedelta(days=value)
            elif name == "commitments":
                today = timezone.localdate(self.stage.now)
                made[name] = [(text, today + timedelta(days=days)) for text, days in value]
        if "phase" in data or "kind" in data:
            made["on"] = timezone.localdate(moment)
        return made


def build(world: World, *, now: datetime) -> None:
    """Write rules, matters and formal suggestions; call once, inside a transaction, after the conversations."""
    reference.build(world)
    stage = Stage(world, now)
    agenda: list[Step] = []
    for matter in MATTERS:
        agenda += _matter(stage, matter)
    for proposal in PROPOSALS:
        agenda += _proposal(stage, proposal)
    agenda += papers.agenda(stage)
    for moment, step in sorted([*agenda, *_mornings(now)], key=lambda item: item[0]):
        step(moment)


def samples() -> list[Sample]:
    """Return receipts of messages that others handle, with their PINs, to be tried on the tracking page."""
    found = Conversation.objects.filter(case_sources__case__title__in=SHOWN, case_sources__left_at=None)
    first = {row.case_title: row for row in found.annotate(case_title=F("cases__title")).order_by("-pk")}
    return [
        Sample(row.receipt, filing.pin_for(row.idempotency_key), row.body)
        for row in (first[title] for title in SHOWN if title in first)
    ]


def _mornings(now: datetime) -> list[Step]:
    """What the timetable does by itself: who is late is told, who was answered and has rated is done with."""

    def look(moment):
        scanning.scan(now=moment)
        sweeps.complete_settled(now=moment)

    today = timezone.localdate(now)
    mornings = (at(today - timedelta(days=days), 10, 5) for days in range(SCANNED, -1, -1))
    return [(morning, look) for morning in mornings if morning < now]


def _matter(stage: Stage, matter: Matter) -> list[Step]:
    tale = Tale(stage, matter.said[0].to, [_talk(stage, said) for said in matter.said])

    def hand_over(moment):
        tale.case = handing.open_matter(
            user=stage.world.users[matter.by or tale.by],
            conversations=tale.conversations,
            tier=matter.tier,
            title=matter.title,
            brief=matter.brief,
            parts=[stage.part(*part) for part in matter.parts],
            show_photos=matter.show_photos,
            now=moment,
        )

    begins = (stage.moment(matter.handed), hand_over)
    return _in_order([*_messages(tale), begins, *(_act(tale, act) for act in matter.acts)])


def _proposal(stage: Stage, proposal: Proposal) -> list[Step]:
    tale = Tale(stage, proposal.by, [_talk(stage, said) for said in proposal.said])
    user, deputy = stage.world.users[proposal.by], stage.world.deputies[proposal.by]

    def look_into(moment):
        fields = {"started_on": timezone.localdate(moment), **proposal.surveyed[1]}
        tale.survey = surveying.open_survey(
            user=user, deputy=deputy, fields=fields, conversations=tale.conversations, now=moment
        )

    def open_draft(moment):
        tale.case = stage.cases[proposal.key] = drafting.open_suggestion(
            user=user,
            deputy=deputy,
            fields=tale.resolved(proposal.fields, None, moment),
            conversations=() if tale.survey else tale.conversations,
            survey=tale.survey,
            now=moment,
        )

    surveys = [(stage.moment(proposal.surveyed[0]), look_into)] if proposal.surveyed else []
    begins = (stage.moment(proposal.opened), open_draft)
    return _in_order([*_messages(tale), *surveys, begins, *(_act(tale, act) for act in proposal.acts)])


def _talk(stage: Stage, said: Said) -> Talk:
    number = next(stage.numbers)
    extra = {"contact": said.contact, "photos": said.photos}
    story = Story(said.days, said.to, said.category, said.place, said.words, "", extra=extra)
    return Talk(
        story, number, stage.moment(said.days), stage.now, stage.world.users, f"demo-message-{number}"
    )


def _messages(tale: Tale) -> list[Step]:
    return [(talk.sent, filed(tale.stage.world, Conversation.Kind.MESSAGE, talk)) for talk in tale.talks]


def _in_order(steps: list[Step]) -> list[Step]:
    """Keep the acts of one story in their order where two of them fall into one hour of the morning."""
    ordered: list[Step] = []
    for moment, step in steps:
        earliest = ordered[-1][0] + timedelta(minutes=1) if ordered else moment
        ordered.append((max(moment, earliest), step))
    return ordered


def _act(tale: Tale, act: Act) -> Step:
    return tale.stage.moment(act.days), lambda moment: ROOMS[act.room](tale, act, moment)


def _on_the_case(tale: Tale, act: Act, moment: datetime) -> None:
    case, part = tale.current(), tale.assignment(act.part)
    acting.act(
        user=tale.stage.world.users[act.by],
        case=case,
        assignment=part,
        name=act.name,
        version=case.version,
        data=tale.resolved(act.data, part, moment),
        now=moment,
    )


def _in_the_talks(tale: Tale, act: Act, moment: datetime) -> None:
    for talk in tale.talks:
        talk.act(act.name, act.by or tale.by, **act.data)(moment)


def _rating(tale: Tale, act: Act, moment: datetime) -> None:
    for talk in tale.talks:
        talk.say(act.name, publish_consent=False, **act.data)(moment)


def _by_link(tale: Tale, act: Act, moment: datetime) -> None:
    if act.name == "make":
        tale.tokens[act.part] = links.make_link(
            user=tale.stage.world.users[act.by], assignment=tale.assignment(act.part), now=moment
        )
        return
    link = link_of(links.digest(tale.tokens[act.part]))
    links.answer(link=link, name=act.name, data=tale.resolved(act.data, None, moment), now=moment)


ROOMS = {"case": _on_the_case, "talk": _in_the_talks, "rating": _rating, "link": _by_link}
