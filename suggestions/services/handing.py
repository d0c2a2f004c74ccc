"""A constituent's matter is handed over: opened from messages, widened, taken back (domain.md 003-10, 003-11, 003-13).

The deputy hands over, or the site, the street committee or the congress for her. What is about a deputy or a unit
is never handed over by anybody.
"""

import re
import unicodedata
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies import audit
from deputies.errors import Refused
from deputies.models import Level, Organisation, User
from liaison import access as conversations_access
from liaison.models import Conversation
from suggestions.audit_words import OPEN_MATTER
from suggestions.models import Case, Clock
from suggestions.queries import units
from suggestions.queries.people import coordinators, deputy_person
from suggestions.services import numbering, parts, relaying, sources
from suggestions.services._move import Effect, Step
from suggestions.services.parts import Part, Role
from suggestions.services.telling import tell, tell_watchers
from suggestions.workflow import MATTER, CaseState

Tier = Case.Tier
TITLE = 80
TIERS = (Tier.STREET, Tier.DEPARTMENT, Tier.RELAY)


@transaction.atomic
def open_matter(
    *,
    user: User,
    conversations: list[Conversation],
    tier: int,
    title: str,
    brief: str,
    parts: list[Part],
    now: datetime,
    version: int | None = None,
    show_photos: bool = False,
    external_number: str = "",
) -> Case:
    """Hand a matter over to units, or to a deputy of a higher level.

    Messages that speak of the same thing become one matter; each stays its own conversation and gets its own
    answer (domain.md §3.3 并案).

    Args:
        conversations: at least one; the first gives the matter its deputy, place and category.
        tier: 2 community or street, 3 department or another organ, 5 relay; 4 begins as a formal suggestion.
        brief: what the unit reads instead of the constituent's words; without name and number.
        parts: who handles, and how.
        version: of the first message, as the person saw it.

    Returns:
        The case, in handling, with its clocks running.

    Raises:
        Conflict: somebody else acted on the message first.
        Refused: the person, a message, the division of work or the brief does not allow it.
    """
    conversations = list(dict.fromkeys(conversations))
    sources.check(user, conversations)
    case = _draft(user, conversations[0], tier, title, brief, now)
    case.show_photos, case.external_number = show_photos, external_number
    _check_tier(tier, parts)
    _check_words(conversations, title, brief, *(part.instruction for part in parts))
    _number(case, now)
    case.save(force_insert=True)
    _hand_all(case, parts, event=_("交办"), now=now)
    sources.send_out(case, conversations, user=user, words=_words(case, parts), now=now, version=version)
    _record(case, user, conversations, now)
    people = [*deputy_person(case), *coordinators(case, now=now)]
    others = [person for person in dict.fromkeys(people) if person != user]
    tell(case, others, _("新交办一件，请关注"), now=now, what="opened")
    return case


def _draft(user, conversation: Conversation, tier: int, title: str, brief: str, now: datetime) -> Case:
    title, brief = title.strip(), brief.strip()
    if not title:
        raise Refused(_("请写标题。"), field="title")
    if len(title) > TITLE:
        raise Refused(_("标题最多 %(most)s 个字。") % {"most": TITLE}, field="title")
    if not brief:
        raise Refused(_("请写交办内容，承办单位看到的就是这些。"), field="brief")
    return Case(
        kind=Case.Kind.MATTER,
        title=title,
        brief=brief,
        place=conversation.place,
        category_id=conversation.category_id,
        tier=tier,
        congress=_congress_of(conversation),
        organisation=conversation.organisation,
        deputy=conversation.deputy,
        opened_by=user,
        state=CaseState.HANDLING.value,
        opened_at=now,
        state_since=now,
    )


def _congress_of(conversation: Conversation) -> Organisation:
    if conversation.seat_id:
        return conversation.seat.congress
    return units.county_of(conversation.organisation)


def _check_tier(tier: int, given: list[Part]) -> None:
    parts.check(given)
    if tier not in TIERS:
        raise Refused(_("请选层级：街道社区、部门，或者接力给上级代表。"), field="tier")
    relays = [part for part in given if part.role == Role.RELAY]
    if tier == Tier.RELAY and (len(relays) != len(given) or any(part.deputy is None for part in given)):
        raise Refused(_("第五级请选一位上级代表接力，不选承办单位。"), field="deputy")
    if tier != Tier.RELAY and (relays or any(part.unit is None for part in given)):
        raise Refused(_("接力给上级代表请选第五级。"), field="tier")
    near = [_is_near(part.unit) for part in given if part.unit]
    if tier == Tier.STREET and not all(near):
        raise Refused(_("第二级只交社区、街道（乡镇）办理；要交部门请选第三级。"), field="tier")
    if tier == Tier.DEPARTMENT and all(near):
        raise Refused(_("都是社区、街道（乡镇）办理的，请选第二级。"), field="tier")


def _is_near(unit: Organisation) -> bool:
    return unit.kind in units.NEAR or unit.level == Level.TOWN


def _check_words(conversations: list[Conversation], *texts: str) -> None:
    """Refuse what would tell a unit who the constituent is (design.md §5 Privacy)."""
    words = _plain("".join(texts))
    digits = re.sub(r"\D", " ", words)
    for conversation in conversations:
        name, phone = conversation.contact_name or "", re.sub(r"\D", "", conversation.contact_phone or "")
        if len(phone) >= 7 and phone[-8:] in digits.replace(" ", ""):
            raise Refused(
                _("交办内容里有群众的电话，请删掉；群众同意的，承办单位可以登记原因后查看。"), field="brief"
            )
        if len(name.strip()) > 1 and _plain(name) in words:
            raise Refused(
                _("交办内容里有群众留的姓名，请删掉；群众同意的，承办单位可以登记原因后查看。"), field="brief"
            )


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


def _number(case: Case, now: datetime) -> None:
    year = timezone.localdate(now).year
    serial = numbering.next_number(case.congress, f"{MATTER}:{year}")
    case.number = _("交办〔%(year)s〕%(serial)s号") % {"year": year, "serial": serial}


def _hand_all(case: Case, given: list[Part], *, event: str, now: datetime) -> None:
    parts.check_units(case, given)
    for part in given:
        if part.role == Role.RELAY:
            relaying.check(case, part.deputy, above=relaying.level_of(case))
        parts.hand(case, part, event=event, now=now)


def _record(case: Case, user: User, conversations: list[Conversation], now: datetime) -> None:
    actor = conversations_access.actor_for(user, conversations[0], "refer")
    audit.record(
        chain=f"case:{case.pk}",
        verb=OPEN_MATTER,
        actor=user,
        capacity=actor.capacity.value,
        now=now,
        fresh=True,
        after=case.state,
        signed=str(actor.label),
        tier=int(case.tier),
        messages=[conversation.pk for conversation in conversations],
    )


def _words(case: Case, given: list[Part]) -> str:
    """Return what constituents read: to whom it went and by which date they answer."""
    units_ = "、".join(str(part.unit) for part in given if part.unit)
    deputies = "、".join(_("%(name)s代表") % {"name": part.deputy.name} for part in given if part.deputy)
    said = [_("已交%(units)s办理") % {"units": units_}] if units_ else []
    said += [_("已请%(deputies)s接力反映") % {"deputies": deputies}] if deputies else []
    due = _answer_by(case)
    until = _("最迟%(day)s前有答复，") % {"day": _day(due)} if due else ""
    return _("%(said)s，%(until)s核实后答复您。") % {"said": "，".join(said), "until": until}


def _answer_by(case: Case) -> date | None:
    owing = Clock.objects.filter(case=case, state=Clock.State.RUNNING).exclude(assignment__role=Role.CO)
    return owing.order_by("-due_on").values_list("due_on", flat=True).first()


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# --- effects ------------------------------------------------------------------------------------------


def _assign(step: Step) -> None:
    """Effect: further units handle; a matter that had been replied to is handled again.

    Raises:
        Refused: the division of work makes no sense together with what is there.
    """
    given = step.data["parts"]
    if any(part.unit is None for part in given):
        raise Refused(_("接力给上级代表请用“接力”。"), field="lead")
    parts.check([*parts.standing(step.case), *given])
    _hand_all(step.case, given, event=_("增加承办单位"), now=step.now)
    sources.send_again(step.case, _words(step.case, given), now=step.now)
    step.facts["units"] = [part.unit.pk for part in given]
    tell_watchers(step, _("增加了承办单位"), "assigned")


def _join(step: Step) -> None:
    """Effect: further messages of the same thing are answered out of this matter too.

    Raises:
        Refused: a message cannot be referred by this person, or the brief names its constituent.
    """
    conversations, case = list(dict.fromkeys(step.data["conversations"])), step.case
    sources.check(step.actor.user, conversations, case=case)
    _check_words(conversations, case.title, case.brief)
    handed = [Part(one.role, one.unit, one.deputy) for one in parts.lying(case) if one.role != Role.CO]
    words = _words(case, handed) if handed else _("已并入%(case)s一起办理。") % {"case": case}
    sources.send_out(case, conversations, user=step.actor.user, words=words, now=step.now)
    step.facts["messages"] = [conversation.pk for conversation in conversations]
    tell_watchers(step, _("并入了相同的留言"), "joined")


def _recall(step: Step) -> None:
    """Effect: the hand-over is taken back; units stop, messages return to whoever answers them."""
    parts.end_open(step, reason=step.data["reason"])
    words, title = _("交办已撤回，改由代表直接处理。"), _("交办已撤回，留言回到您这里")
    sources.bring_back(step.case, words, title, now=step.now)
    sources.leave(step.case, now=step.now)
    tell_watchers(step, _("交办已撤回"), "recalled")


EFFECTS: dict[tuple[str, str], Effect] = {
    (MATTER, "assign"): _assign,
    (MATTER, "join"): _join,
    (MATTER, "recall"): _recall,
}
