"""The register of matters and suggestions handled for a site (建议办理登记簿, domain.md 001-04d).

One line for each message that the deputy or the site settled themselves, for each matter handed over, and for each
formal suggestion of a deputy of the site; what this person may not read is counted and not listed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.models import Site, User
from liaison import targets
from liaison.access import conversations_visible_to
from liaison.models import Conversation, Rating
from liaison.papers.registers import Column, Register, Row
from liaison.periods import Period
from liaison.queries.registers import gist
from liaison.queries.tracking import holder_name
from liaison.templatetags.desk import STATES
from liaison.workflow import State
from suggestions import access
from suggestions.models import Assignment, Case, Clock, ReplyRating, Source
from suggestions.queries.lines import PartLine, case_lines
from suggestions.workflow import CaseState

COLUMNS = (
    Column(gettext_lazy("编号"), 1.75, 22),
    Column(gettext_lazy("日期"), 1.1, 12),
    Column(gettext_lazy("类别"), 0.9, 10),
    Column(gettext_lazy("代表"), 0.8, 10),
    Column(gettext_lazy("事项"), 3.0, 50),
    Column(gettext_lazy("交给谁办"), 2.0, 30),
    Column(gettext_lazy("到期"), 1.1, 12),
    Column(gettext_lazy("答复"), 1.1, 12),
    Column(gettext_lazy("结果"), 1.3, 18),
    Column(gettext_lazy("评价"), 0.9, 14),
)
MATTER_AT = 4
SCORES = dict(Rating.Score.choices)
# Never formed, or nobody's matter.
NO_MATTER = [State.SPAM.value, State.WITHDRAWN.value, State.CANCELLED.value]


def handled(site: Site, period: Period, *, user: User, today: date) -> Register:
    """Return the register of matters of a site as this person may see it, in a constant number of statements.

    Args:
        today: what is still open and was due before is marked as late.
    """
    messages, cases = _messages(site, period), _cases(site, period)
    read = list(
        messages.filter(pk__in=conversations_visible_to(user).values("pk")).select_related(
            "deputy", "site", "organisation", "category", "appointment"
        )
    )
    own = cases.filter(pk__in=access.cases_visible_to(user).values("pk"))
    rows = list(_of_messages(read, today)) + list(_of_cases(own, today))
    hidden = messages.filter(about=Conversation.About.MATTER).count() + cases.count() - len(rows)
    hidden += sum(one.about != Conversation.About.MATTER for one in read)
    notes = [_("姓名和电话按规定隐去，这里只摘要。反映代表本人或某个单位的，只有有权看的人看得到。")]
    if hidden > 0:
        notes.append(_("另有 %(n)s 件不归您看，没有列出。") % {"n": hidden})
    done = sum(row.cells[7] is not None for row in rows)
    return Register(
        name=_("建议办理登记簿"),
        site=site,
        period=period,
        columns=COLUMNS,
        rows=sorted(rows, key=lambda row: (row.cells[1], row.cells[0])),
        summary=_("共 %(n)s 件，已答复 %(done)s 件。") % {"n": len(rows), "done": done},
        note="".join(notes),
        empty=_("换一段时间再看；留言、交办的事和代表建议都会自动登在这里。"),
        link_at=MATTER_AT,
    )


def _messages(site: Site, period: Period) -> QuerySet[Conversation]:
    """Return the messages and meetings of a site that nobody else was asked to handle."""
    moved = Exists(Source.objects.filter(conversation=OuterRef("pk"), left_at=None))
    return Conversation.objects.filter(period.at("submitted_at"), ~moved, site=site).exclude(
        state__in=NO_MATTER
    )


def _cases(site: Site, period: Period) -> QuerySet[Case]:
    """Return the cases of a site: fed by its messages, or formal suggestions of its deputies, once submitted."""
    fed = Exists(Source.objects.filter(case=OuterRef("pk"), left_at=None, conversation__site=site))
    suggested = Q(kind=Case.Kind.SUGGESTION, deputy__seat__site=site)
    running = Clock.objects.filter(case=OuterRef("pk"), state=Clock.State.RUNNING).order_by("due_on")
    return (
        Case.objects.annotate(entered_at=Coalesce("suggestion__submitted_at", "opened_at"))
        .filter(suggested | fed, period.at("entered_at"))
        .exclude(kind=Case.Kind.SUGGESTION, state__in=access.PRIVATE)
        .annotate(due_on=Subquery(running.values("due_on")[:1]))
        .order_by("entered_at", "pk")
    )


def _of_messages(found: list[Conversation], today: date) -> Iterator[Row]:
    scores = _scores_of_messages([one.pk for one in found])
    for one in found:
        words = gist(one, one.body)
        due = _due_of(one)
        yield Row(
            (
                one.receipt,
                timezone.localdate(one.submitted_at),
                str(one.get_kind_display()),
                one.deputy.name if one.deputy else "",
                f"{one.category}：{words}" if one.category else words,
                holder_name(one),
                due,
                timezone.localdate(one.answered_at) if one.answered_at else None,
                _result(str(STATES[one.state][0]), due, one.answered_at or one.closed_at, today),
                scores.get(one.pk, ""),
            ),
            url=reverse("liaison:conversation", args=[one.receipt]),
        )


def _due_of(conversation: Conversation) -> date:
    """Return by when it was to be answered; of a meeting its day, of what is asked anew the new limit."""
    met = getattr(conversation, "appointment", None)
    if met is not None and met.starts_at:
        return timezone.localdate(met.starts_at)
    return timezone.localdate(conversation.submitted_at + targets.ANSWER)


def _result(state: str, due: date | None, done, today: date) -> str:
    late = due is not None and not done and due < today
    return _("%(state)s（超期）") % {"state": state} if late else state


def _of_cases(cases: QuerySet[Case], today: date) -> Iterator[Row]:
    facts = {
        row["pk"]: row
        for row in cases.values(
            "pk",
            "entered_at",
            code=F("suggestion__reply_class__code"),
            label=F("suggestion__reply_class__label"),
        )
    }
    scores = _scores_of_cases(list(facts))
    for line in case_lines(cases):
        fact = facts[line.pk]
        owing = [part for part in line.parts if part.role != Assignment.Role.CO]
        due = max((part.due_on for part in owing if part.due_on), default=None)
        replied = _replied(owing)
        state = str(_(CaseState(line.state).label))
        if fact["code"]:
            state = f"{state}，{fact['code']}（{fact['label']}）"
        yield Row(
            (
                line.number,
                timezone.localdate(fact["entered_at"]),
                line.kind_words,
                line.deputy,
                line.title,
                "；".join(_part(part) for part in line.parts),
                due,
                replied,
                _result(state, due, replied or line.closed_at, today),
                scores.get(line.pk, ""),
            ),
            url=reverse("suggestions:case", args=[line.pk]),
        )


def _part(part: PartLine) -> str:
    return f"{part.holder}（{part.role_words}）"


def _replied(parts: list[PartLine]) -> date | None:
    """Return when the last of those who owe a reply gave it; None while one has not."""
    moments = [part.replied_at for part in parts]
    return timezone.localdate(max(moments)) if moments and all(moments) else None


def _scores_of_messages(pks: list[int]) -> dict[int, str]:
    rows = Rating.objects.filter(conversation__in=pks).order_by("round")
    return {pk: str(SCORES[result]) for pk, result in rows.values_list("conversation_id", "result")}


def _scores_of_cases(pks: list[int]) -> dict[int, str]:
    """Return how the newest reply was found, by case: of a suggestion by its deputies, else by those who wrote."""
    given = defaultdict(dict)
    by_deputies = ReplyRating.objects.filter(suggestion__in=pks).order_by("round")
    for case, who, result in by_deputies.values_list("suggestion_id", "deputy_id", "result"):
        given[case][f"deputy {who}"] = result
    by_people = Rating.objects.filter(
        conversation__case_sources__case__in=pks,
        conversation__case_sources__case__kind=Case.Kind.MATTER,
        conversation__case_sources__left_at=None,
    ).order_by("round")
    for case, who, result in by_people.values_list(
        "conversation__case_sources__case_id", "conversation_id", "result"
    ):
        given[case][who] = result
    return {case: _counted(results) for case, results in given.items()}


def _counted(results: dict) -> str:
    counts = Counter(results.values())
    if sum(counts.values()) == 1:
        return str(SCORES[next(iter(counts))])
    return "、".join(f"{SCORES[score]} {counts[score]}" for score in sorted(counts, reverse=True))
