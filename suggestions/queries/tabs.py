"""The tabs of the desks of cases: which rows, for whom, in which order, and what an empty one means.

A unit's and a government office's rows are assignments, everybody else's are cases. The conditions name what
`suggestions.queries.queues` annotates on a row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from suggestions import workflow
from suggestions.models import Case

SOON_DAYS = timedelta(days=5)
BY_DUE = (F("due_on").asc(nulls_last=True), "pk")
BY_WAIT = ("state_since", "pk")
NEWEST = ("-pk",)


@dataclass(frozen=True)
class Tab:
    """One tab of a desk.

    condition: what belongs here on a day. acts: the person herself has to do something about these, so they stand
    on her to-do page under `title`. tone: "act" where the count is shown in red.
    """

    name: str
    label: str
    condition: Callable[[date], Q]
    empty: str
    order: tuple = BY_DUE
    counted: bool = True
    acts: bool = False
    title: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Desk:
    """One way of standing towards cases.

    of: whether a row is a part ("part") or a whole case ("case"). watches: what is overdue with others stands on
    the to-do page as well.
    """

    name: str
    label: str
    of: str
    tabs: dict[str, Tab]
    watches: bool = False

    @property
    def todo(self) -> list[Tab]:
        """The sections of the to-do page."""
        return [tab for tab in self.tabs.values() if tab.acts or (self.watches and tab.name == "overdue")]

    def tab(self, name: str | None) -> Tab:
        """Return the tab of this name, or the first one."""
        return self.tabs.get(name) or next(iter(self.tabs.values()))


def states(*among) -> Q:
    """Return the condition "in one of these states"."""
    return Q(state__in=[state.value for state in among])


def always(condition: Q) -> Callable[[date], Q]:
    """Return a condition that is the same on every day."""
    return lambda today: condition


FINAL = states(*workflow.FINAL_CASES)
MATTER, SUGGESTION = Q(kind=Case.Kind.MATTER), Q(kind=Case.Kind.SUGGESTION)


def dated(open_: Q) -> tuple[Tab, Tab, Tab]:
    """Return the three tabs by due date: overdue, due today, due soon."""
    return (
        Tab(
            "overdue",
            _("已逾期"),
            lambda today: open_ & Q(due_on__lt=today),
            _("没有逾期的。过了到期日还没办的会排在这里。"),
            title=_("已逾期，还没有答复"),
            tone="act",
        ),
        Tab(
            "due",
            _("今天到期"),
            lambda today: open_ & Q(due_on=today),
            _("今天没有到期的。"),
        ),
        Tab(
            "soon",
            _("将到期"),
            lambda today: open_ & Q(due_on__gt=today, due_on__lte=today + SOON_DAYS),
            _("五天之内没有到期的。"),
        ),
    )


def named(*tabs: Tab) -> dict[str, Tab]:
    """Return tabs by name, in their order."""
    return {tab.name: tab for tab in tabs}


def closed(condition: Q, order: tuple) -> Tab:
    """Return the tab of what is done with; never counted, for it only grows."""
    return Tab(
        "closed", _("已办结"), always(condition), _("办结的在这里，随时可以查。"), order, counted=False
    )


def everything(words: str) -> Tab:
    """Return the tab of all there is."""
    return Tab("all", _("全部"), always(Q()), words, NEWEST, counted=False)
