"""Prints without a number: the inquiry form that goes with a reply, and the sheet of a case.

Nothing on them leads to a constituent: who wrote, and by which receipt, stays on the pages of the congress side.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.models import Paper
from suggestions.models import CoSigner, Reply
from suggestions.papers import writing
from suggestions.papers.letters import INQUIRY
from suggestions.papers.occasion import Occasion, Role, offices, released
from suggestions.queries.case import PartOnPage

OPTIONS = "□ 满意    □ 基本满意    □ 不满意"
BLANK_DAY = "年    月    日"
BODY_ROOM, COMMENT_ROOM, SIGN_ROOM = 24, 52, 12


def head(words: str) -> dict:
    """Return a cell that names what stands beside it."""
    return {"words": words, "span": 1, "head": True, "centred": True, "room": 0}


def cell(words: str, span: int = 1, *, room: int = 0, centred: bool = False) -> dict:
    """Return a cell; `room` is its least height in millimetres, for writing by hand."""
    return {"words": words, "span": span, "head": False, "centred": centred, "room": room}


def form(occasion: Occasion, title: str, groups: list[dict], **parts) -> dict:
    """Return what a form says."""
    on = occasion.dated
    return {
        "title": title,
        "title_lines": writing.title_lines(title),
        "date": [on.year, on.month, on.day],
        "head": "",
        "caption": "",
        "side": "",
        "groups": groups,
        "notes": [],
    } | parts


def inquiry(occasion: Occasion) -> dict:
    """Compose 征询意见表 of a suggestion: what is known printed, the judgement left to the deputy's hand."""
    case, part = occasion.case, occasion.part
    unit, answer = part.row.unit, released(part)
    sent = _sent(part, answer)
    signed = [row.deputy.name for row in case.suggestion.cosigners.all() if row.state in CoSigner.SIGNED]
    helped = [one.row.unit.name for one in occasion.found.live if one.row.role == Role.CO and one.row.unit_id]
    cells = [
        head(_("建议标题")),
        cell(case.title, 3),
        head(_("建议编号")),
        cell(writing.number_of(case), 3),
        head(_("主办单位") if part.row.role == Role.LEAD else _("承办单位")),
        cell(unit.name),
        head(_("会办单位")),
        cell("、".join(helped)),
        head(_("领衔代表")),
        cell(case.deputy.name),
        head(_("联名代表")),
        cell("、".join(signed)),
        head(_("答复日期")),
        cell(writing.full_date(sent.dated if sent else answer.released_at)),
        head(_("答复类别")),
        cell(str(answer.reply_class or "")),
        head(_("是否收到\n书面答复")),
        cell("□ 是    □ 否", centred=True),
        head(_("收到日期")),
        cell(BLANK_DAY, centred=True),
        head(_("办理中\n联系情况")),
        cell("□ 面商    □ 座谈走访    □ 电话    □ 没有联系", 3, centred=True),
        head(_("对办理结果")),
        cell(OPTIONS, 3, centred=True),
        head(_("对办理态度")),
        cell(OPTIONS, 3, centred=True),
        head(_("具体意见")),
        cell(_("（不满意的，请写明原因）"), 3, room=COMMENT_ROOM),
        head(_("代表签名")),
        cell("", room=SIGN_ROOM),
        head(_("日期")),
        cell(BLANK_DAY, centred=True),
    ]
    receivers = [office.name for office in reversed(offices(occasion, unit))]
    notes = [
        _("说明：本表由代表填写，联名代表每人一份。一式两份，分别送%(to)s。") % {"to": "、".join(receivers)},
        _("　　　也可以登录本平台，在这件建议的页面上直接评价，不必再寄本表。"),
    ]
    # An enclosure that is not bound with its letter names the letter's number (GB/T 9704-2012 §7.3.8).
    enclosed = _("%(number)s附件") % {"number": sent.number if sent else ""}
    return form(occasion, _(INQUIRY), [{"name": "", "cells": cells}], notes=notes, head=enclosed)


def _sent(part: PartOnPage, answer: Reply) -> Paper | None:
    """Return the letter the form belongs to, once it is issued."""
    letters = Paper.objects.filter(kind="reply", subject=f"assignment:{part.row.pk}")
    return letters.filter(data__about=f"reply:{answer.pk}").defer("data").first()


def sheet(occasion: Occasion) -> dict:
    """Compose 办件单: what the case is, who handles it by when, and the replies its reader may read."""
    found, case = occasion.found, occasion.case
    facts = [
        head(_("标题")),
        cell(case.title, 3),
        head(_("代表")),
        cell(case.deputy.name if case.deputy_id else ""),
        head(_("协调单位")),
        cell(case.organisation.name),
        head(_("类别")),
        cell(str(case.category or "")),
        head(_("地点")),
        cell(case.place),
        head(_("层级")),
        cell(str(case.get_tier_display())),
        head(_("状态")),
        cell(str(case.get_state_display())),
        *[part for label, words in _words(occasion) if words for part in (head(label), cell(words, 3))],
    ]
    groups = [{"name": "", "cells": facts}, *(_group(part) for part in found.live)]
    caption = _("编号：%(number)s") % {"number": case.number} if case.number else ""
    printed = _("打印：%(at)s") % {"at": f"{timezone.localtime(occasion.now):%Y-%m-%d %H:%M}"}
    notes = [_("说明：本单不写群众的姓名、联系方式和原话；办理过程以系统记录为准。")]
    return form(occasion, _("办件单"), groups, caption=caption, side=printed, notes=notes)


def _words(occasion: Occasion) -> list[tuple[str, str]]:
    if not occasion.is_formal:
        return [(_("交办内容"), occasion.case.brief)]
    suggestion = occasion.case.suggestion
    return [
        (_("情况"), suggestion.facts),
        (_("理由"), suggestion.reasons),
        (_("具体建议"), suggestion.proposal),
    ]


def _group(part: PartOnPage) -> dict:
    row, clock = part.row, part.clock
    cells = [
        head(_("承办方式")),
        cell(str(row.get_role_display())),
        head(_("状态")),
        cell(str(row.get_state_display())),
        head(_("交办日期")),
        cell(writing.full_date(row.handed_at)),
        head(_("签收日期")),
        cell(writing.full_date(row.signed_at) if row.signed_at else ""),
        head(_("到期日")),
        cell(writing.full_date(clock.due_on) if clock else ""),
        head(_("答复日期")),
        cell(writing.full_date(row.replied_at) if row.replied_at else ""),
    ]
    if row.instruction:
        cells += [head(_("要求")), cell(row.instruction, 3)]
    for answer in part.replies:
        if answer.state == Reply.State.RELEASED:
            kind = str(answer.reply_class or "")
            cells += [head(_("答复")), cell("\n".join(filter(None, (kind, answer.body))), 3)]
    if len(cells) == 12:
        cells += [head(_("办理情况")), cell("", 3, room=BODY_ROOM)]
    return {"name": str(row.holder), "cells": cells}
