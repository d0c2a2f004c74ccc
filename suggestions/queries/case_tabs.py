"""The desks whose rows are whole cases: deputy, street committee, congress office, and those who only read."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from suggestions.queries.tabs import (
    BY_WAIT,
    FINAL,
    MATTER,
    SUGGESTION,
    Desk,
    Tab,
    always,
    closed,
    dated,
    everything,
    named,
    states,
)
from suggestions.workflow import CaseState as C

_AT_UNITS = states(C.HANDLING)
_DATED_CASES = dated(~FINAL)
_CASES_CLOSED = closed(FINAL, ("-closed_at", "-pk"))
_RETURNS = Tab(
    "returns",
    _("退办待定"),
    always(Q(returning=True)),
    _("单位申请退办的会出现在这里，由您决定同意改派还是请它继续办。"),
    acts=True,
    title=_("单位申请退办，请您决定"),
    tone="act",
)
_EXTENSIONS = Tab(
    "extend",
    _("延期待批"),
    always(Q(extending=True)),
    _("单位申请延期的会出现在这里，到期之前要批。"),
    acts=True,
    title=_("单位申请延期，请您审批"),
)
_AGAIN = Tab("sent_back", _("退回重办"), always(Q(again=True)), _("答复不合要求、退回单位重办的在这里。"))
_UNSIGNED = Tab(
    "unsigned", _("未签收"), always(Q(unsigned=True)), _("交办后单位还没有签收的在这里，可以催办。")
)
_WAITING = Tab(
    "waiting", _("等承办单位"), always(_AT_UNITS), _("交给单位、还没有全部答复的在这里，按到期先后排。")
)
_TRACKING = Tab("track", _("跟踪办理"), always(states(C.TRACKING)), _("答应以后解决、还要跟踪的在这里。"))

_DEPUTY = named(
    Tab(
        "answer",
        _("待答复群众"),
        always(MATTER & states(C.REPLIED) & Q(own=True)),
        _("单位答复到您这里的会出现在这里，由您答复群众。"),
        BY_WAIT,
        acts=True,
        title=_("单位答复了，请您答复群众"),
    ),
    Tab(
        "relay",
        _("接力给我"),
        always(Q(relayed=True)),
        _("别的代表请您接力的会出现在这里。"),
        acts=True,
        title=_("请您接力"),
    ),
    Tab(
        "cosign",
        _("请我联名"),
        always(states(C.COSIGNING, C.RETURNED) & Q(invited=True)),
        _("邀请您联名的建议会出现在这里。"),
        BY_WAIT,
        acts=True,
        title=_("请您联名"),
    ),
    Tab(
        "rate",
        _("待评价"),
        always(SUGGESTION & states(C.REPLIED) & Q(rated=False)),
        _("建议有了答复，请您评价结果和态度。"),
        acts=True,
        title=_("请您评价答复"),
    ),
    Tab(
        "returned",
        _("退回修改"),
        always(states(C.RETURNED) & Q(own=True)),
        _("审查后退回给您的建议会出现在这里。"),
        BY_WAIT,
        acts=True,
        title=_("退回给您的建议"),
    ),
    Tab(
        "drafts",
        _("草稿"),
        always(states(C.DRAFT, C.COSIGNING) & Q(own=True)),
        _("还没有提交的建议在这里。"),
        BY_WAIT,
    ),
    *_DATED_CASES,
    Tab(
        "waiting",
        _("等答复"),
        always(states(C.HANDLING, C.SUBMITTED, C.DELEGATION, C.NUMBERED)),
        _("交出去、还没有答复的在这里，按到期先后排。"),
    ),
    _TRACKING,
    _CASES_CLOSED,
    everything(_("还没有办件。在一条留言上点“转交办理”，就有了第一件。")),
)

_STREET = named(
    *_DATED_CASES,
    _RETURNS,
    _EXTENSIONS,
    _UNSIGNED,
    _AGAIN,
    _WAITING,
    Tab(
        "answer",
        _("待代表答复"),
        always(MATTER & states(C.REPLIED)),
        _("单位已经答复代表、代表还没有答复群众的在这里。"),
        BY_WAIT,
    ),
    _CASES_CLOSED,
    everything(_("还没有办件。在一条留言上点“转交办理”，就有了第一件。")),
)

_CONGRESS = named(
    Tab(
        "review",
        _("待审查"),
        always(states(C.SUBMITTED, C.DELEGATION)),
        _("代表提交的建议会出现在这里，由您审查立案。"),
        BY_WAIT,
        acts=True,
        title=_("代表提交的建议，请您审查"),
    ),
    Tab(
        "hand_over",
        _("待交办"),
        always(states(C.NUMBERED)),
        _("立案了还没有交办的在这里。"),
        acts=True,
        title=_("立案了，请您交办"),
    ),
    *_DATED_CASES,
    Tab(
        "returns",
        _("退办与争议"),
        always(Q(returning=True) | Q(disputed=True)),
        _("单位申请退办、提出承办争议的会出现在这里。"),
        acts=True,
        title=_("退办与争议，请您决定"),
        tone="act",
    ),
    _EXTENSIONS,
    _AGAIN,
    _WAITING,
    Tab(
        "rate",
        _("收评价"),
        always(SUGGESTION & states(C.REPLIED)),
        _("答复了代表、还在收评价的建议在这里。"),
    ),
    _TRACKING,
    Tab(
        "archive",
        _("待公开归档"),
        always(SUGGESTION & states(C.COMPLETED)),
        _("办结了还没有决定是否公开的建议在这里。"),
        ("closed_at", "pk"),
        acts=True,
        title=_("办结了，请您决定是否公开"),
    ),
    _CASES_CLOSED,
    everything(_("还没有办件。")),
)

_READER = named(
    Tab("waiting", _("办理中"), always(_AT_UNITS), _("承办单位正在办理的建议在这里。")),
    Tab("key", _("重点督办"), always(Q(suggestion__is_key=True) & ~FINAL), _("没有列为重点督办的建议。")),
    *_DATED_CASES,
    Tab("replied", _("已答复"), always(states(C.REPLIED)), _("承办单位已经答复的建议在这里。"), BY_WAIT),
    _TRACKING,
    _CASES_CLOSED,
    everything(_("还没有提交的建议。")),
)

CONGRESS = Desk("congress", _("人大工作机构"), "case", _CONGRESS, watches=True)
STREET = Desk("street", _("街道（镇）人大"), "case", _STREET, watches=True)
DEPUTY = Desk("deputy", _("代表"), "case", _DEPUTY)
READER = Desk("reader", _("查阅建议"), "case", _READER, watches=True)
