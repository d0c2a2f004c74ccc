"""Letters of a unit: its reply to the deputies, its opinion to the unit that leads, its request to give back."""

from django.utils.translation import gettext as _

from deputies.models import Deputy
from suggestions.models import Case, Commitment, Reply
from suggestions.papers import writing
from suggestions.papers.occasion import Occasion, Role, co_handlers, letter, offices, released
from suggestions.papers.writing import Run, paragraphs, plain
from suggestions.queries.signers import raters

INQUIRY = "代表建议办理情况征询意见表"


def reply(occasion: Occasion) -> dict:
    """Compose 答复函: cites title and number, answers point by point, thanks (domain.md §3.4)."""
    unit, answer = occasion.part.row.unit, released(occasion.part)
    deputies = answered(occasion.case)
    copied = [*offices(occasion, unit)] if occasion.is_formal else [occasion.case.organisation]
    helped = co_handlers(occasion) if occasion.part.row.role == Role.LEAD else []
    names = [office.name for office in (*copied, *helped) if office not in occasion.joint]
    return letter(
        occasion,
        unit,
        _reply_title(occasion),
        writing.addressed(deputies) if deputies else occasion.case.organisation.name,
        class_mark=answer.reply_class.code if answer.reply_class else "",
        paragraphs=[
            plain(_opening(occasion, len(deputies), helped)),
            *paragraphs(answer.body),
            *_promised(answer, _you(len(deputies))),
        ],
        closing=[
            plain(_("衷心感谢%(you)s的关心和支持，欢迎继续提出宝贵意见。") % {"you": _you(len(deputies))})
        ],
        enclosures=[_(INQUIRY)] if occasion.is_formal else [],
        copies=list(dict.fromkeys(names)),
    )


def opinion(occasion: Occasion) -> dict:
    """Compose 会办意见: a co-handler does not answer the deputy but the unit that leads (domain.md §3.3)."""
    unit, answer = occasion.part.row.unit, released(occasion.part)
    lead = next((part.row.unit for part in occasion.found.live if part.row.role == Role.LEAD), None)
    opening = _("现就%(what)s，提出会办意见如下：") % {"what": named(occasion.case)}
    return letter(
        occasion,
        unit,
        _("关于%(what)s的会办意见") % {"what": in_title(occasion.case)},
        (lead or occasion.case.organisation).name,
        paragraphs=[plain(opening), *paragraphs(answer.body)],
        closing=[plain(_("以上意见供你单位统一答复时研究采用。"))],
    )


def return_request(occasion: Occasion) -> dict:
    """Compose 退办申请: why it is not the unit's, and whose it should be."""
    row, case = occasion.part.row, occasion.case
    words = {"day": writing.full_date(row.handed_at), "what": named(case)}
    body = [
        plain(
            _("%(day)s交由我单位办理的%(what)s收悉。经研究，我单位认为不属于本单位职责。理由如下：") % words
        ),
        *paragraphs(row.reason),
    ]
    if row.proposed_unit:
        body.append(plain(_("建议交由%(unit)s办理。") % {"unit": row.proposed_unit.name}))
    return letter(
        occasion,
        row.unit,
        _("关于申请退办%(what)s的函") % {"what": in_title(case)},
        case.organisation.name,
        paragraphs=body,
        closing=[plain(_("请予审定。"))],
    )


def answered(case: Case) -> list[Deputy]:
    """Return the deputies the reply goes to: of a suggestion everybody who signed; none of a site's own matter."""
    if case.kind == Case.Kind.SUGGESTION:
        return raters(case)
    return [case.deputy] if case.deputy_id else []


def in_title(case: Case) -> str:
    """Return how a title names the case."""
    if case.kind == Case.Kind.SUGGESTION:
        return _("%(number)s建议") % {"number": writing.number_of(case)}
    return _("%(number)s群众事项") % {"number": case.number}


def named(case: Case) -> str:
    """Return how the text names the case, with its title."""
    if case.kind == Case.Kind.SUGGESTION:
        return _("%(title)s（%(number)s建议）") % {
            "title": writing.quoted(case.title),
            "number": writing.number_of(case),
        }
    if case.number:
        return _("群众事项“%(title)s”（编号：%(number)s）") % {"title": case.title, "number": case.number}
    return _("群众事项“%(title)s”") % {"title": case.title}


def _reply_title(occasion: Occasion) -> str:
    again = _("再次答复") if occasion.part.row.round > 1 else _("答复")
    return _("关于%(what)s的%(answer)s") % {"what": in_title(occasion.case), "answer": again}


def _opening(occasion: Occasion, deputies: int, helped: list) -> str:
    words = {"you": _you(deputies), "what": named(occasion.case)}
    got = _("%(you)s提出的%(what)s收悉。") if occasion.is_formal else _("%(you)s转来的%(what)s收悉。")
    if occasion.part.row.round > 1:
        got += _("对%(you)s就前次答复提出的意见，我们重新作了研究。")
    if helped:
        words["units"] = "、".join(unit.name for unit in helped)
        got += _("我们会同%(units)s认真研究办理，现答复如下：")
    elif occasion.part.row.role == Role.SEPARATE:
        got += _("现就属于我单位职责的内容答复如下：")
    else:
        got += _("我们认真研究办理，现答复如下：")
    return got % words


def _you(deputies: int) -> str:
    """Return how the reply speaks to one deputy, to several, or to the office of a matter without a deputy."""
    return {0: _("你单位"), 1: _("您")}.get(deputies, _("你们"))


def _promised(answer: Reply, you: str) -> list[list[Run]]:
    made = [one for one in answer.commitments.all() if one.state == Commitment.State.OPEN]
    if not made:
        return []
    lines = [
        plain(f"{number}. {one.text}（{writing.full_date(one.due_on)}前）。")
        for number, one in enumerate(sorted(made, key=lambda one: one.due_on), start=1)
    ]
    return [plain(_("以上答复中，下列事项我们将按期办理，届时再向%(you)s报告：") % {"you": you}), *lines]
