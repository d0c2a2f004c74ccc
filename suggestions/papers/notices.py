"""Notices of the office that coordinates a case: handed over, given back or not, more time or not."""

from django.utils.translation import gettext as _

from deputies.models import Organisation
from suggestions.models import Clock, Extension
from suggestions.papers import writing
from suggestions.papers.letters import in_title, named
from suggestions.papers.occasion import Occasion, Role, letter
from suggestions.papers.writing import paragraphs, plain
from suggestions.queries.case import CaseOnPage, PartOnPage
from suggestions.workflow import AssignmentState, Capacity


def sender(found: CaseOnPage) -> Organisation:
    """Return in whose name the reader coordinates: the congress, or the street committee or town congress."""
    return found.case.congress if Capacity.OFFICE in found.held else found.case.organisation


def handed(found: CaseOnPage) -> list[PartOnPage]:
    """Return the parts that lie with units; deputies who relay are asked, not ordered."""
    return [part for part in found.live if part.row.unit_id]


def handover(occasion: Occasion) -> dict:
    """Compose 交办通知: who handles in which role, by when, what is asked (代表法 Art. 51)."""
    case, parts = occasion.case, handed(occasion.found)
    office = sender(occasion.found)
    formal = occasion.is_formal
    who = _("%(name)s代表提出的") % {"name": case.deputy.name} if case.deputy_id else ""
    opening = _("现将%(who)s%(what)s交由你单位办理，有关事项通知如下：") % {"who": who, "what": named(case)}
    asked = list(dict.fromkeys(part.row.instruction for part in parts if part.row.instruction))
    body = [plain(opening), *(() if formal else paragraphs(case.brief))]
    rules = [plain(_how(parts, formal)), *(run for words in asked for run in paragraphs(words))]
    rules.append(plain(_("不属于本单位职责的，请在规定期限内说明理由，提出退办申请。")))
    return letter(
        occasion,
        office,
        _("关于交办%(what)s的通知") % {"what": in_title(case)},
        "、".join(part.row.unit.name for part in parts),
        paragraphs=body,
        table={
            "head": [_("承办单位"), _("承办方式"), _("交办日期"), _("答复期限")],
            "widths": [5, 2, 3, 3],
            "rows": [_row(part) for part in parts],
        },
        closing=rules,
    )


def returned(occasion: Occasion) -> dict:
    """Compose 退办通知: another unit takes over, or the unit keeps it, with the reason."""
    row, found = occasion.part.row, occasion.found
    words = {"what": in_title(occasion.case), "unit": row.unit.name}
    named_case = {"what": named(occasion.case)}
    if row.state == AssignmentState.RETURNED:
        title = _("关于%(what)s改派承办单位的通知") % words
        taken = next((part.row.unit for part in found.parts if part.row.replaces_id == row.pk), None)
        body = [
            plain(_("你单位关于%(what)s不属于本单位职责的意见收悉。经研究，同意退办。") % named_case),
            plain(
                _("该件改由%(unit)s承办，你单位不再办理。") % {"unit": taken.name if taken else _("其他单位")}
            ),
        ]
    else:
        title = _("关于%(what)s不予退办的通知") % words
        body = [
            plain(_("你单位关于退办%(what)s的申请收悉。经研究，不同意退办。理由如下：") % named_case),
            *paragraphs(row.reason),
            plain(_("请你单位继续办理，并按期答复。")),
        ]
    return letter(
        occasion,
        sender(found),
        title,
        row.unit.name,
        paragraphs=body,
        closing=[plain(_("特此通知。"))],
    )


def extension(occasion: Occasion) -> dict:
    """Compose 延期通知: the old date, the new one, why."""
    row, (clock, asked) = occasion.part.row, decided(occasion.part)
    granted = asked.state == Extension.State.APPROVED
    words = {
        "what": in_title(occasion.case),
        "day": writing.full_date(asked.asked_at),
        "named": named(occasion.case),
        "first": writing.full_date(clock.first_due_on),
        "until": writing.full_date(asked.until),
    }
    title = _("关于同意%(what)s延期办理的通知") if granted else _("关于不同意%(what)s延期办理的通知")
    body = [
        plain(_("你单位%(day)s关于%(named)s延期办理的申请收悉。延期理由：") % words),
        *paragraphs(asked.reason),
    ]
    if granted:
        body.append(plain(_("经研究，同意将答复期限由%(first)s延至%(until)s。") % words))
        body.append(plain(_("请抓紧办理，按期答复；延期情况已告知代表。")))
    else:
        body.append(plain(_("经研究，不同意延期，答复期限仍为%(first)s。") % words))
    if asked.decision:
        body += paragraphs(_("审批意见：%(words)s") % {"words": asked.decision})
    return letter(
        occasion,
        sender(occasion.found),
        title % words,
        row.holder.name,
        paragraphs=body,
        closing=[plain(_("特此通知。"))],
    )


def decided(part: PartOnPage) -> tuple[Clock, Extension] | None:
    """Return the newest request for more time that was decided, with its clock."""
    made = [
        (clock, one)
        for clock in part.row.clocks.all()
        for one in clock.extensions.all()
        if one.state in (Extension.State.APPROVED, Extension.State.DECLINED)
    ]
    return max(made, key=lambda pair: pair[1].pk, default=None)


def is_return_decided(part: PartOnPage) -> bool:
    """Tell whether it was decided who handles what a unit wanted to give back."""
    row = part.row
    if row.unit_id is None:
        return False
    if row.state == AssignmentState.RETURNED:
        return True
    # Once it is disputed, replied or sent back for another round, the reason kept is another one.
    waits = row.state == AssignmentState.SIGNED and row.round == 1
    return bool(row.returns_declined and row.reason and waits)


def _how(parts: list[PartOnPage], formal: bool) -> str:
    roles = {part.row.role for part in parts}
    words = ""
    if Role.CO in roles:
        words = _("主办单位统一答复代表，会办单位按期向主办单位提出会办意见。")
    elif Role.SEPARATE in roles:
        words = _("各承办单位各自答复代表。")
    if formal:
        return words + _("请在办理前、办理中和答复前与代表联系沟通，逐条答复。")
    return words + _("请按期将办理结果答复代表。")


def _row(part: PartOnPage) -> list[str]:
    row = part.row
    return [
        row.unit.name,
        str(row.get_role_display()),
        writing.full_date(row.handed_at),
        writing.full_date(part.clock.due_on) if part.clock else "",
    ]
