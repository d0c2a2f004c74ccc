"""The site of system administrators: configuration only, entered through the ordinary sign-in."""

from django.apps import apps
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from deputies.access import Right, has_right

# Group, then icon and model of each page; the words are the models' own.
PAGES = [
    (_("人员与单位"), [("person", "deputies_user"), ("account_tree", "deputies_organisation")]),
    (
        _("届次与席位"),
        [
            ("event_repeat", "deputies_term"),
            ("map", "deputies_electoraldistrict"),
            ("how_to_vote", "deputies_electingunit"),
            ("event_seat", "deputies_seat"),
            ("badge", "deputies_deputy"),
            ("groups", "deputies_deputygroup"),
        ],
    ),
    (_("站点与日历"), [("home_pin", "deputies_site"), ("calendar_month", "deputies_calendaryear")]),
    (
        _("留言"),
        [
            ("category", "liaison_category"),
            ("policy", "liaison_privacynotice"),
            ("quickreply", "liaison_cannedanswer"),
            ("campaign", "liaison_channel"),
        ],
    ),
    (
        _("交办与建议"),
        [
            ("timer", "suggestions_clockrule"),
            ("grading", "suggestions_replyscheme"),
            ("alt_route", "suggestions_routingrule"),
        ],
    ),
    (_("公开"), [("checklist", "supervision_workplan")]),
]


class ConfigurationSite(UnfoldAdminSite):
    """Let in those who hold the right to configure; the flag `is_staff` alone opens nothing (domain.md §6)."""

    index_title = _("系统配置")

    def has_permission(self, request):
        user = request.user
        if not user.is_active:
            return False
        return user.is_superuser or (user.is_staff and has_right(user, Right.CONFIGURE))

    def get_app_list(self, request, app_label=None):
        """Return the pages in the groups of the side, for the first page."""
        if app_label:
            return super().get_app_list(request, app_label)
        pages = {
            f"{app['app_label']}_{model['object_name'].lower()}": model
            for app in super().get_app_list(request)
            for model in app["models"]
        }
        return [
            {
                "name": title,
                "app_label": "config",
                "app_url": reverse("admin:index"),
                "has_module_perms": True,
                "models": [pages[name] for _icon, name in group if name in pages],
            }
            for title, group in PAGES
        ]

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """Send people through the ordinary sign-in, where lockout and second factor hold."""
        target = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
            target = reverse("admin:index")
        if self.has_permission(request):
            return redirect(target)
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(target)

    def logout(self, request, extra_context=None):
        logout(request)
        return redirect("account_login")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")


def sidebar(request) -> list[dict]:
    """Return the pages of the configuration in groups, for the side of the theme."""
    return [
        {
            "title": title,
            "separator": True,
            "items": [
                {
                    "title": apps.get_model(*name.split("_"))._meta.verbose_name_plural,
                    "icon": icon,
                    "link": reverse(f"admin:{name}_changelist"),
                }
                for icon, name in pages
            ],
        }
        for title, pages in PAGES
    ]
