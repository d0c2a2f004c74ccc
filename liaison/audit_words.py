"""What the audit log calls the verbs of this room."""

from django.utils.translation import gettext_lazy as _

from deputies.audit_words import add_capacities, add_words
from liaison import workflow

MOVES = {
    move.name: _(move.label)  # marked for the catalogue in the table itself
    for moves in workflow.MOVES.values()
    for move in moves.values()
}
FILE, REVEAL = "file", "reveal_contact"
EXPORT_BOARDS = "export_boards"
CHANNEL_VERBS = {
    "add_channel": _("添通知方式"),
    "channel_on": _("启用通知方式"),
    "channel_off": _("停用通知方式"),
    "remove_channel": _("删通知方式"),
}
CODE_VERBS = {
    "issue": _("发码"),
    "place": _("登记张贴点"),
    "post": _("记下张贴"),
    "print_forms": _("印纸质留言表"),
    "revoke_placement": _("作废张贴点"),
    "suspended": _("暂停"),
    "active": _("恢复"),
    "retired": _("停用"),
    "repoint": _("改指向"),
    "correct_placement": _("改正张贴登记"),
    "inspect": _("巡查"),
}


def add_all() -> None:
    """Add the words of conversations, codes, reception days and channels."""
    add_capacities({capacity.value: _(capacity.label) for capacity in workflow.Capacity})
    add_words(
        "conversation",
        _("留言与约见"),
        {FILE: _("送出")}
        | MOVES
        | {
            REVEAL: _("查看联系方式"),
            "correct_contact": _("群众更正联系方式"),
            "erase_contact": _("群众删除联系方式"),
            "withdraw_publish_consent": _("群众收回公开同意"),
            "anonymise": _("到期匿名"),
            "link_form": _("对上纸质表"),
            "print_slip": _("打印回执条"),
        },
    )
    add_words("code", _("联系码"), CODE_VERBS)
    add_words(
        "reception", _("接待日"), {"add": _("添加"), "cancel": _("取消"), "change_capacity": _("改名额")}
    )
    add_words("sticker", _("可疑码反映"), {"report": _("反映"), "settle": _("处理")})
    add_words("export", _("导出"), {EXPORT_BOARDS: _("导出公示牌")})
    add_words("print", _("印制"), {"ask": _("要求印"), "cancel": _("取消")})
    add_words("site", _("站点"), {"plan_reception": _("排接待日"), "take_register": _("取走登记簿")})
    add_words(
        "topic",
        _("议题"),
        {
            "draft": _("起草"),
            "change": _("改草稿"),
            "discard": _("删除草稿"),
            "open": _("公开"),
            "extend": _("延期"),
            "close": _("提前结束"),
            "end": _("到期结束"),
            "feedback": _("公布结果"),
            "correct_feedback": _("改正结果"),
            "acknowledge": _("统一答复"),
            "export": _("导出看法"),
        },
    )
    add_words("user", _("账号"), CHANNEL_VERBS)
    add_words(
        "organisation",
        _("单位"),
        CHANNEL_VERBS | {"set_print_look": _("改印制样式"), "drop_print_look": _("沿用上级的印制样式")},
    )
