"""The desks whose rows are parts of cases: a unit's clerk, its head, a government office."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from suggestions import workflow
from suggestions.queries.tabs import (
    BY_WAIT,
    NEWEST,
    Desk,
    Tab,
    always,
    closed,
    dated,
    everything,
    named,
    states,
)
from suggestions.workflow import AssignmentState as A
from suggestions.workflow import CaseState as C

IN_WORK = Q(case__state__in=[C.HANDLING.value, C.REPLIED.value, C.TRACKING.value])
AT_WORK = states(*workflow.OPEN_ASSIGNMENTS)
_UNIT_OVERDUE, _UNIT_DUE, _UNIT_SOON = dated(AT_WORK)
_NO_PARTS = _("还没有交给您单位办理的事。有新的交办，会马上通知您。")
_PARTS_REPLIED = Tab(
    "replied",
    _("已答复"),
    always(states(A.REPLIED, A.NOTED) & IN_WORK),
    _("答复过、事情还没有办结的在这里。"),
    BY_WAIT,
    counted=False,
)
_PARTS_CLOSED = closed(Q(case__state__in=[state.value for state in workflow.FINAL_CASES]), NEWEST)
_RETURNING = states(A.RETURN_REQUESTED)
_DISPUTED = states(A.DISPUTED)


def _unit(*, releases: bool) -> dict[str, Tab]:
    """Return the tabs of a unit: its head finds drafts to release, its clerk sees them among what waits."""
    waiting = _RETURNING | _DISPUTED | Q(asks_extension=True) & AT_WORK
    drafts = Tab(
        "release",
        _("待审签") if releases else _("等负责人审签"),
        always(states(A.DRAFTED)),
        _("经办人起草好的答复会出现在这里，审签后送代表。")
        if releases
        else _("起草好、等负责人审签的在这里。"),
        acts=releases,
        title=_("等您审签的答复"),
    )
    return named(
        Tab(
            "sign",
            _("待签收"),
            always(states(A.HANDED)),
            _("新交办的会出现在这里，先签收再办理。"),
            acts=True,
            title=_("等您签收"),
        ),
        _UNIT_OVERDUE,
        _UNIT_DUE,
        _UNIT_SOON,
        *([drafts] if releases else []),
        Tab(
            "sent_back",
            _("退回重办"),
            always(Q(round__gt=1) & AT_WORK),
            _("答复被退回、要重新办理的在这里。"),
            acts=True,
            title=_("退回重办"),
        ),
        Tab(
            "hand",
            _("办理中"),
            always(states(A.SIGNED)),
            _("签收了还没有答复的在这里，按到期先后排。"),
            acts=True,
            title=_("正在办理"),
        ),
        *([] if releases else [drafts]),
        Tab(
            "waiting",
            _("等别人"),
            always(waiting),
            _("申请退办、提出争议、申请延期之后，等人大或政府办决定的在这里。"),
            BY_WAIT,
        ),
        _PARTS_REPLIED,
        _PARTS_CLOSED,
        everything(_NO_PARTS),
    )


_GOVERNMENT = named(
    Tab(
        "dispute",
        _("争议待裁定"),
        always(_DISPUTED),
        _("单位之间说不清该谁办的会出现在这里，由您裁定。"),
        acts=True,
        title=_("承办争议，请您裁定"),
        tone="act",
    ),
    Tab(
        "returns",
        _("退办待定"),
        always(_RETURNING),
        _("单位申请退办的会出现在这里，由您决定改派给谁。"),
        acts=True,
        title=_("单位申请退办，请您决定"),
    ),
    *dated(AT_WORK),
    Tab("unsigned", _("未签收"), always(states(A.HANDED)), _("交办后单位还没有签收的在这里。"), BY_WAIT),
    Tab("hand", _("办理中"), always(states(A.SIGNED, A.DRAFTED)), _("各单位正在办理的在这里。")),
    _PARTS_REPLIED,
    _PARTS_CLOSED,
    everything(_("政府系统还没有承办的事。")),
)

HEAD = Desk("head", _("承办单位"), "part", _unit(releases=True))
CLERK = Desk("clerk", _("承办单位"), "part", _unit(releases=False))
GOVERNMENT = Desk("government", _("政府办公室"), "part", _GOVERNMENT, watches=True)
