"""What `check --deploy` says before people are let in."""

from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.db import Error
from django.utils import timezone

from deputies.calendar import working_calendar
from deputies.services.calendar import missing_year


@register(Tags.database, deploy=True)
def calendar_is_loaded(*, app_configs, databases, **options):
    """The State Council's notice for this year, and from November on for the next, is loaded."""
    if not databases:
        return []
    try:
        year = missing_year(working_calendar(), timezone.localdate())
    except Error:
        return [Warning("数据库还没有建表，查不了工作日历。", hint="先运行 migrate。", id="config.W001")]
    if year is None:
        return []
    return [
        Warning(
            f"{year} 年的放假调休安排还没有载入，跨年的期限都是暂定。",
            hint="更新到带有那一年文件的版本后运行 load_calendar，或在系统配置里录入。",
            id="config.W002",
        )
    ]


@register(Tags.compatibility, deploy=True)
def letters_are_sent(*, app_configs, **options):
    """Mail goes to a server; without one letters only land in files."""
    if settings.EMAIL_BACKEND == "django.core.mail.backends.filebased.EmailBackend":
        return [
            Warning(
                "没有设置 EMAIL_URL，邮件只写成文件，没有人收得到。",
                hint="设置 EMAIL_URL=smtp://用户:密码@主机:587。",
                id="config.W003",
            )
        ]
    return []
