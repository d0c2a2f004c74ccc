"""Issuing official papers: composed, checked, numbered without gaps, kept as they were."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies import audit
from deputies.errors import Conflict, Refused
from deputies.models import Organisation, User
from deputies.templatetags.ui import day
from liaison.models import Paper
from liaison.papers import fonts, numbering, press
from suggestions.access import cases_visible_to
from suggestions.audit_words import ISSUE_PAPER
from suggestions.papers.kinds import Kind
from suggestions.papers.occasion import Contact, Occasion, released
from suggestions.queries.case import CaseOnPage, PartOnPage, for_page
from suggestions.queries.papers import subject_of
from suggestions.queries.people import deputy_person, unit_people
from suggestions.queries.signers import signed_people
from suggestions.services import _move
from suggestions.services.telling import tell
from suggestions.workflow import Capacity

SIGNS = (Capacity.HEAD, Capacity.OFFICE, Capacity.COORDINATOR)


def draft(kind: Kind, found: CaseOnPage, part: PartOnPage | None, *, now: datetime) -> dict:
    """Return what would stand on a paper today, without number and signatory; prints have neither anyway.

    Raises:
        Refused: there is nothing to write yet, or a character has no font.
    """
    if not kind.stands(found, part):
        raise Refused(kind.lacks)
    occasion = Occasion(
        found=found, part=part, now=now, dated=timezone.localdate(now), contact=_asked(part), draft=True
    )
    data = kind.compose(occasion)
    refuse_missing(data)
    return data


@transaction.atomic
def issue(
    *,
    user: User,
    case: int,
    part: int | None,
    kind: Kind,
    mark: str,
    dated: date,
    now: datetime,
    joint: Iterable[Organisation] = (),
    contact: Contact | None = None,
) -> Paper:
    """Give a paper its number and keep what stands on it; under the lock of its case, so once.

    Args:
        case: key of the case; part: key of the part, for a paper that is about one.
        mark: 机关代字 of the organ.
        dated: 成文日期.
        joint: co-handlers that sign too.
        contact: whom to ask; without it, who the reply names.

    Raises:
        Conflict: it has been issued already.
        Refused: not hers to issue, nothing to write, a wrong mark or date, a character without a font.
    """
    found, about = _allowed(user, case, part, kind)
    joint = tuple(joint)
    _check(found, about, mark=mark, dated=dated, joint=joint, now=now)
    occasion = Occasion(
        found=found,
        part=about,
        now=now,
        dated=dated,
        signatory=user.name,
        joint=joint,
        contact=contact or _asked(about),
    )
    data = kind.compose(occasion) | {"about": kind.about(found, about)}
    refuse_missing(data | {"mark": mark})
    _try_out(kind, data)
    organ = kind.organ(found, about)
    paper = Paper(
        organisation=organ,
        kind=kind.name,
        subject=subject_of(kind, found, about),
        mark=mark,
        year=dated.year,
        serial=numbering.next_number(organ, mark, dated.year),
        title=data["title"][:200],
        dated=dated,
        issued_at=now,
        issued_by=user,
    )
    paper.data = data | {"number": paper.number}
    paper.save(force_insert=True)
    _record(paper, kind, found, about, user, now)
    return paper


def _allowed(user: User, case: int, part: int | None, kind: Kind) -> tuple[CaseOnPage, PartOnPage | None]:
    """Lock the case and return it as the issuer sees it, with the part the paper is about.

    Raises:
        Conflict: it has been issued already.
        Refused: not hers to issue, or nothing to write.
    """
    _move.lock(case)
    found = CaseOnPage(for_page(cases_visible_to(user)).get(pk=case), user)
    about = next((one for one in found.parts if one.row.pk == part), None) if kind.of_part else None
    if kind.of_part and about is None:
        raise Refused(_("这个单位已经不在这件事里。"))
    if kind.may_issue is None or not kind.may_issue(found, about):
        raise Refused(_("您的身份不能制发%(paper)s。") % {"paper": kind.label})
    if not kind.stands(found, about):
        raise Refused(kind.lacks)
    _refuse_issued(kind, subject_of(kind, found, about), kind.about(found, about))
    return found, about


def _asked(part: PartOnPage | None) -> Contact | None:
    answer = released(part) if part else None
    return Contact(answer.contact_person, answer.contact_phone) if answer else None


def refuse_missing(data: dict) -> None:
    """Refuse what no font of the machine can draw, naming the characters.

    Raises:
        Refused: with the characters.
    """
    missing = fonts.missing(_texts(data))
    if missing:
        words = {"chars": "、".join(f"“{char}”（U+{ord(char):04X}）" for char in missing)}
        raise Refused(
            _("这些字没有字体，印出来会是空框：%(chars)s。请改写，或者请管理员把字体放进公文字体目录。")
            % words
        )


def _texts(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _refuse_issued(kind: Kind, subject: str, about: str) -> None:
    issued = Paper.objects.filter(kind=kind.name, subject=subject, data__about=about).first()
    if issued:
        words = {"paper": kind.label, "number": issued.number}
        raise Conflict(_("这份%(paper)s已经发文，文号是%(number)s，可以直接下载。") % words)


def _check(
    found: CaseOnPage,
    part: PartOnPage | None,
    *,
    mark: str,
    dated: date,
    joint: tuple[Organisation, ...],
    now: datetime,
) -> None:
    if not numbering.is_mark(mark):
        raise Refused(_("机关代字只写文字，例如“青住建函”；年份和顺序号由系统编。"), field="mark")
    today, first = timezone.localdate(now), _earliest(found, part)
    if dated > today:
        raise Refused(_("成文日期不能晚于今天。"), field="dated")
    if dated < first:
        raise Refused(
            _("成文日期不能早于%(day)s，那天才有要写的内容。") % {"day": day(first, today)}, field="dated"
        )
    signing = {one.row.unit_id for one in found.live if one.row.role == one.row.Role.CO and released(one)}
    if any(unit.pk not in signing for unit in joint):
        raise Refused(_("只能和已经提出会办意见的单位联合署名。"), field="joint")


def _earliest(found: CaseOnPage, part: PartOnPage | None) -> date:
    answer = released(part) if part else None
    began = answer.released_at if answer else part.row.handed_at if part else found.case.opened_at
    return timezone.localdate(began)


def _try_out(kind: Kind, data: dict) -> None:
    """Typeset it once before it takes a number: an office's own template may be wrong."""
    try:
        press.pdf(kind.template, data)
    except press.PaperError as error:
        raise Refused(
            _("公文模板有错，没有发文，请告诉管理员：%(error)s") % {"error": str(error)[:200]}
        ) from error


def _record(
    paper: Paper, kind: Kind, found: CaseOnPage, part: PartOnPage | None, user: User, now: datetime
) -> None:
    held = part.held | found.held if part else found.held
    capacity = next(one for one in SIGNS if one in held)
    facts = {"paper": paper.pk, "reason": f"{kind.label} {paper.number}"}
    if part is not None:
        facts["assignment"] = part.row.pk
    audit.record(
        chain=f"case:{found.case.pk}", verb=ISSUE_PAPER, actor=user, capacity=capacity.value, now=now, **facts
    )
    people = [person for person in _concerned(kind, found, part, now) if person != user]
    tell(found.case, people, _("%(paper)s已发文") % {"paper": kind.label}, now=now, what=f"paper{paper.pk}")


def _concerned(kind: Kind, found: CaseOnPage, part: PartOnPage | None, now: datetime) -> list[User]:
    """Return who is told: the deputies of a reply, the lead unit of an opinion, the units of a notice."""
    case = found.case
    if kind.name == "reply":
        signed = signed_people(case) if case.kind == case.Kind.SUGGESTION else []
        people = [*deputy_person(case), *signed]
    elif kind.name == "opinion":
        leads = [one for one in found.live if one.row.role == one.row.Role.LEAD]
        people = [person for one in leads for person in unit_people(one.row, now=now)]
    elif part is None:
        people = [person for one in found.live for person in unit_people(one.row, now=now)]
    else:
        people = [] if part.is_gone else unit_people(part.row, now=now)
    return list(dict.fromkeys(people))
