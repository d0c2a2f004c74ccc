"""How a case is shown to those who work on it: its state, its dates, the words of its moves."""

from datetime import date

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suggestions.forms import suggestion_acts
from suggestions.models import Assignment, Case, Clock
from suggestions.workflow import SUGGESTION, AssignmentState, CaseState, Move

register = template.Library()

CASE_TONES = {
    CaseState.HANDLING: "wait",
    CaseState.REPLIED: "act",
    CaseState.COMPLETED: "settled",
    CaseState.SUBMITTED: "act",
    CaseState.NUMBERED: "act",
    CaseState.RETURNED: "act",
    CaseState.TRACKING: "wait",
    CaseState.COSIGNING: "wait",
    CaseState.DELEGATION: "wait",
    CaseState.ARCHIVED: "settled",
}
PART_TONES = {
    AssignmentState.HANDED: "act",
    AssignmentState.SIGNED: "wait",
    AssignmentState.RETURN_REQUESTED: "act",
    AssignmentState.DISPUTED: "act",
    AssignmentState.DRAFTED: "wait",
    AssignmentState.REPLIED: "settled",
    AssignmentState.NOTED: "settled",
}
# What the form of a move says first: what follows from it and who reads the words.
QUESTIONS = {
    "sign": gettext_lazy("签收以后由你们办理。"),
    "draft": gettext_lazy("先说结论，再说怎么办、什么时候办。负责人审签后才送给代表。"),
    "release": gettext_lazy("答复送给代表，由代表答复群众；发出后不能再改。"),
    "take_note": gettext_lazy("代表注明供参考、不需要书面答复：写一句就办结，不再请代表评价。"),
    "revise": gettext_lazy("经办人会看到要改什么，改好再送审。"),
    "report": gettext_lazy("代表和协调单位随时看得到。"),
    "request_return": gettext_lazy("不该由本单位办的，说明原因，最好指出该由谁办。"),
    "accept_return": gettext_lazy("“%(holder)s”不再承办，改由您选的单位办理。"),
    "decline_return": gettext_lazy("“%(holder)s”继续办理，会看到您写的原因。"),
    "dispute": gettext_lazy("退办没有得到同意、本单位仍认为不该办的，由人大工作机构或政府办裁定。"),
    "uphold": gettext_lazy("裁定后由“%(holder)s”继续办理。"),
    "reassign": gettext_lazy("裁定后“%(holder)s”不再承办，改由您选的单位办理。"),
    "ask_extension": gettext_lazy("到期之前申请，只能批准一次，原来的到期日一直看得到。"),
    "decide_extension": gettext_lazy("同意以后按新的日期计，原来的到期日仍然看得到；只能同意一次。"),
    "pause": gettext_lazy("等别人的这段时间不计入期限；已经超期的不能中止。"),
    "urge": gettext_lazy("马上通知“%(holder)s”的经办人和负责人。"),
    "send_back": gettext_lazy("答复没有说到点子上的，退回“%(holder)s”重办，期限重新计算。"),
    "cancel": gettext_lazy("“%(holder)s”不再承办这件事。"),
    "pass_up": gettext_lazy("再请上一级代表接力；他有了回话，仍由您回给前一棒。"),
    "assign": gettext_lazy("再交给一个单位办理，各有各的期限。"),
    "relay": gettext_lazy("请上级代表接力，他有了回话会回给您。"),
    "join": gettext_lazy("说的是同一件事的留言并进来一起办，每位群众仍各有各的答复。"),
    "visit": gettext_lazy("和承办单位、群众当面或电话谈过的，记在这里。承办单位看不到。"),
    "recall": gettext_lazy("撤回后承办单位不再办理，留言回到待答。"),
}
SEND_WORDS = {
    "sign": gettext_lazy("签收"),
    "draft": gettext_lazy("送负责人审签"),
    "release": gettext_lazy("审签并发出"),
    "take_note": gettext_lazy("已阅，办结"),
    "revise": gettext_lazy("退给经办人修改"),
    "report": gettext_lazy("记下进展"),
    "request_return": gettext_lazy("确定申请退办"),
    "accept_return": gettext_lazy("同意并改派"),
    "decline_return": gettext_lazy("请它继续办理"),
    "dispute": gettext_lazy("提交裁定"),
    "uphold": gettext_lazy("确定由其承办"),
    "reassign": gettext_lazy("确定改派"),
    "ask_extension": gettext_lazy("送出申请"),
    "decide_extension": gettext_lazy("确定"),
    "pause": gettext_lazy("确定中止计时"),
    "urge": gettext_lazy("催一下"),
    "send_back": gettext_lazy("确定退回重办"),
    "cancel": gettext_lazy("确定撤销"),
    "pass_up": gettext_lazy("请他接力"),
    "assign": gettext_lazy("交办"),
    "relay": gettext_lazy("请他接力"),
    "join": gettext_lazy("并入"),
    "visit": gettext_lazy("记下"),
    "recall": gettext_lazy("确定撤回"),
}


@register.inclusion_tag("components/_badge.html")
def case_badge(case: Case) -> dict:
    """Show the state of a case in a word."""
    state = CaseState(case.state)
    return {"words": _(state.label), "tone": CASE_TONES.get(state, "plain")}


@register.inclusion_tag("components/_badge.html")
def part_badge(assignment: Assignment) -> dict:
    """Show the state of one unit's part in a word."""
    state = AssignmentState(assignment.state)
    return {"words": _(state.label), "tone": PART_TONES.get(state, "plain")}


@register.inclusion_tag("suggestions/desk/_clock.html")
def clock_band(clock: Clock | None, today: date) -> dict:
    """Show by when a part is due, how it ended, and the date it had before an extension."""
    return {"clock": clock, "today": today}


@register.filter
def question(move: Move, assignment: Assignment | None) -> str:
    """Return what the form of a move says first, naming who handles."""
    words = (suggestion_acts.QUESTIONS if move.subject == SUGGESTION else QUESTIONS).get(move.name, "")
    return words % {"holder": assignment.holder if assignment else ""} if words else ""


@register.filter
def send_words(move: Move) -> str:
    """Return what the button of a move's form says."""
    words = suggestion_acts.SEND_WORDS if move.subject == SUGGESTION else SEND_WORDS
    return words.get(move.name) or _(move.label)
