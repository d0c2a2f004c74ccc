"""How a conversation is shown to the people who work on it: its state, its due time, its holder, its moves."""

from datetime import datetime

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison import targets
from liaison.forms.acts import ActForm
from liaison.models import Conversation
from liaison.workflow import Move, State

register = template.Library()

# The labels of liaison.workflow speak to the constituent; these speak to who has to act.
STATES = {
    State.SUBMITTED: (gettext_lazy("待接"), "act"),
    State.ACCEPTED: (gettext_lazy("待答"), "act"),
    State.ASKED: (gettext_lazy("待群众补充"), "wait"),
    State.REFERRED: (gettext_lazy("已交办"), "wait"),
    State.ANSWERED: (gettext_lazy("已答复，待评价"), "wait"),
    State.REOPEN_REQUESTED: (gettext_lazy("请求重办"), "act"),
    State.CLOSED: (gettext_lazy("已办结"), "settled"),
    State.NOT_ACCEPTED: (gettext_lazy("不受理"), "plain"),
    State.WITHDRAWN: (gettext_lazy("群众已撤回"), "plain"),
    State.SPAM: (gettext_lazy("无效信息"), "plain"),
    State.REQUESTED: (gettext_lazy("待接"), "act"),
    State.PROPOSED: (gettext_lazy("待群众确认时间"), "wait"),
    State.COUNTER_PROPOSED: (gettext_lazy("群众想换时间"), "act"),
    State.CONFIRMED: (gettext_lazy("已约好"), "strong"),
    State.HELD: (gettext_lazy("已见面，待评价"), "wait"),
    State.NO_SHOW: (gettext_lazy("未赴约"), "plain"),
    State.DECLINED: (gettext_lazy("未能安排"), "plain"),
    State.CANCELLED: (gettext_lazy("已取消"), "plain"),
}
QUESTIONS = {
    "hand_to_site": gettext_lazy("请%(site)s代为办理？之后由站点答复群众，您仍然看得到。"),
    "hand_to_deputy": gettext_lazy("把这件事交给%(deputy)s代表办理？之后由代表答复群众。"),
    "mark_spam": gettext_lazy("把“%(receipt)s”标为无效信息？它会离开待办，人大工作机构可以恢复。"),
    "no_show": gettext_lazy("“%(receipt)s”约好的时间到了，群众没有来？记下后这次约见就结束了。"),
    "call_off": gettext_lazy("取消约见“%(receipt)s”，群众会看到原因。"),
    "not_accept": gettext_lazy("不受理“%(receipt)s”，要说明原因，并告诉群众该找谁。"),
    "decline": gettext_lazy("不安排约见“%(receipt)s”，群众会看到原因。"),
    "decline_reopen": gettext_lazy("“%(receipt)s”不再重办，群众会看到原因。"),
    "hold": gettext_lazy("见过面了，记下几句，群众看得到。"),
}
SEND_WORDS = {
    "answer": gettext_lazy("送出答复"),
    "ask": gettext_lazy("送出追问"),
    "note": gettext_lazy("记下备注"),
    "not_accept": gettext_lazy("确定不受理"),
    "mark_spam": gettext_lazy("确定是无效信息"),
    "hand_to_site": gettext_lazy("确定请站点代办"),
    "hand_to_deputy": gettext_lazy("确定交给代表"),
    "propose": gettext_lazy("把时间告诉群众"),
    "hold": gettext_lazy("记下并办结"),
    "no_show": gettext_lazy("确定没有来"),
    "decline": gettext_lazy("确定不安排"),
    "call_off": gettext_lazy("确定取消"),
    "decline_reopen": gettext_lazy("确定不再重办"),
}


@register.inclusion_tag("components/_badge.html")
def state_badge(conversation: Conversation) -> dict:
    """Show the state as what has to be done; red for what waits for this side."""
    words, tone = STATES[State(conversation.state)]
    return {"words": words, "tone": tone}


@register.inclusion_tag("liaison/desk/_due_band.html")
def due_band(conversation: Conversation, now: datetime) -> dict:
    """Show by when somebody on this side has to act, or what the conversation waits for."""
    first = conversation.first_response_at is None
    return {
        "conversation": conversation,
        "now": now,
        "soon": 0 if first else targets.SOON_ANSWER.days,
    }


@register.filter
def holder(conversation: Conversation) -> str:
    """Return the name of who has to answer."""
    if conversation.held_by == Conversation.Holder.DEPUTY:
        return str(_("%(name)s代表") % {"name": conversation.deputy.name})
    if conversation.held_by == Conversation.Holder.SITE and conversation.site:
        return str(conversation.site)
    return str(conversation.organisation)


@register.filter
def question(move: Move, conversation: Conversation) -> str:
    """Return what the form of a move asks or warns of, naming the conversation or the people."""
    words = QUESTIONS.get(move.name)
    if words is None:
        return ""
    return words % {
        "site": conversation.site,
        "deputy": conversation.deputy.name if conversation.deputy else "",
        "receipt": conversation.receipt,
    }


@register.filter
def send_words(move: Move) -> str:
    """Return what the button of a move's form says."""
    return SEND_WORDS.get(move.name) or _(move.label)


@register.filter
def first_words(form: ActForm) -> str:
    """Return the id of the field into which canned answers go."""
    return form["minutes" if "minutes" in form.fields else "body"].id_for_label


@register.filter
def at(figures: dict, name: str) -> int:
    """Return one figure of a dictionary."""
    return figures.get(name, 0)
