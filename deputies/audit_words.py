"""What the audit log calls things in Chinese. Rooms above add their own words when the applications start."""

from django.utils.translation import gettext_lazy as _

_SUBJECTS: dict[str, str] = {}
_VERBS: dict[str, dict[str, str]] = {}
_CAPACITIES = {
    "office": _("工作机构"),
    "admin": _("系统管理员"),
    "self": _("本人"),
}


def add_words(subject: str, label: str, verbs: dict[str, str]) -> None:
    """Name a kind of subject and what is done to it; verbs of several rooms on one subject add up.

    Args:
        subject: what stands before the colon of a chain, such as "conversation".
    """
    _SUBJECTS[subject] = label
    _VERBS.setdefault(subject, {}).update(verbs)


def add_capacities(words: dict[str, str]) -> None:
    """Name capacities in which people act."""
    _CAPACITIES.update(words)


def subject_words(chain: str) -> str:
    """Return a subject in words: "conversation:31" is 留言与约见 31."""
    subject, _colon, key = chain.partition(":")
    return f"{_SUBJECTS.get(subject, subject)} {key}"


def verb_words(chain: str, verb: str) -> str:
    """Return what was done to this subject, in words; a verb that no room named stays as it is."""
    return str(_VERBS.get(chain.partition(":")[0], {}).get(verb, verb))


def capacity_words(capacity: str) -> str:
    """Return a capacity in words."""
    return str(_CAPACITIES.get(capacity, capacity))


def verb_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return all verbs for a select, grouped by subject; a value is "subject.verb"."""
    return [
        (_SUBJECTS[subject], [(f"{subject}.{verb}", label) for verb, label in verbs.items()])
        for subject, verbs in _VERBS.items()
    ]


add_words(
    "deputy",
    _("代表"),
    {
        "appoint": _("登记当选"),
        "take_seat": _("就任"),
        "active": _("恢复履职"),
        "suspended": _("暂停履职"),
        "terminated": _("代表资格终止"),
        "end_of_term": _("任期届满"),
        "update_profile": _("改资料"),
        "set_portrait": _("换照片"),
        "link_account": _("绑定账号"),
        "import": _("名册导入"),
    },
)
add_words("seat", _("席位"), {"assign_site": _("指定站点")})
add_words(
    "site",
    _("站点"),
    {
        "register": _("登记"),
        "change": _("改资料"),
        "check_standards": _("检查五有"),
        "add_staff": _("添工作人员"),
        "remove_staff": _("去工作人员"),
    },
)
add_words("organisation", _("单位"), {"move": _("调整上级")})
add_words("calendar", _("工作日历"), {"set_year": _("载入年度安排")})
add_words(
    "user",
    _("账号"),
    {
        "sign_in": _("登录"),
        "sign_in_failed": _("密码错误"),
        "locked_out": _("锁定"),
        "unlock": _("解锁"),
        "reset_password": _("重设密码"),
        "password_changed": _("改密码"),
        "password_reset": _("找回密码"),
        "password_set": _("设密码"),
        "remove_second_factor": _("去掉第二重验证"),
        "totp_activated": _("启用验证器"),
        "totp_deactivated": _("停用验证器"),
        "recovery_codes_generated": _("生成恢复码"),
        "webauthn_added": _("添通行密钥"),
        "webauthn_removed": _("去通行密钥"),
        "grant_role": _("授予角色"),
        "revoke_role": _("收回角色"),
    },
)
