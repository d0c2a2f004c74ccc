"""Run by the site's own `manage.py shell`: prints what tests need to know of the demo world, as JSON.

sessions: a session key for each person with an account; codes: the id of the live code of each deputy, by user
name, and of each site, by name; printed: what was printed for each deputy's seat, as token and name of the site;
samples: receipts with their PINs; cases: receipts of each kind and state, for the person on whose desk to look;
files: keys of what was handed over and of formal suggestions, one of each kind and state, for each of these people;
written: everything that people wrote into the database.
"""

import json
import sys

from django.apps import apps
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db.models import CharField, OuterRef, Subquery, TextField

import liaison.demo
import suggestions.demo
from deputies.models import Deputy, User
from liaison.access import conversations_visible_to
from liaison.models import ContactCode, Placement
from suggestions.access import assignments_visible_to, cases_visible_to


def session_of(user: User) -> str:
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def cases() -> dict[str, dict[str, str]]:
    """Return a receipt of each kind and state for the first of these people who sees one."""
    shown, given = {}, set()
    for username in ("li", "wang", "qian"):
        seen = conversations_visible_to(User.objects.get(username=username)).order_by("pk")
        of_kind = {f"{case.kind}-{case.state}": case.receipt for case in seen}
        shown[username] = {kind: receipt for kind, receipt in of_kind.items() if kind not in given}
        given |= of_kind.keys()
    return shown


def files() -> dict[str, dict[str, int]]:
    """Return a case of each kind, with its state or that of the person's own part, which nobody before her has."""
    shown, given = {}, set()
    for username in ("li", "qian", "zhao", "he", "zhang", "feng", "wu"):
        user = User.objects.get(username=username)
        own = assignments_visible_to(user).filter(case=OuterRef("pk")).values("state")[:1]
        seen = cases_visible_to(user).annotate(own=Subquery(own)).order_by("pk")
        of_kind = {f"{case.kind}-{case.own or case.state}": case.pk for case in seen}
        mine = given if username in ("li", "qian") else set()
        shown[username] = {kind: pk for kind, pk in of_kind.items() if kind not in mine}
        given |= of_kind.keys()
    return shown


def written() -> str:
    words = set()
    for model in apps.get_models():
        names = [
            f.name
            for f in model._meta.concrete_fields
            if isinstance(f, (CharField, TextField)) and not f.choices
        ]
        for row in model._default_manager.values_list(*names) if names else ():
            words.update(filter(None, row))
    return "\n".join(sorted(words))


live = ContactCode.objects.exclude(state=ContactCode.State.RETIRED)
code_of_seat = {code.seat_id: code.pk for code in live.filter(seat__isnull=False)}
code_of_site = {code.site.name: code.pk for code in live.filter(site__isnull=False).select_related("site")}
print_of_seat = {
    placement.code.seat_id: (placement.token, placement.code.seat.site.name)
    for placement in Placement.objects.filter(copy=1, code__seat__site__isnull=False).select_related(
        "code__seat__site"
    )
}
served = (
    Deputy.objects.exclude(status=Deputy.Status.ELECTED).filter(user__isnull=False).select_related("user")
)
json.dump(
    {
        "sessions": {user.username: session_of(user) for user in User.objects.filter(is_active=True)},
        "codes": code_of_site
        | {d.user.username: code_of_seat[d.seat_id] for d in served if d.seat_id in code_of_seat},
        "printed": {d.user.username: print_of_seat[d.seat_id] for d in served if d.seat_id in print_of_seat},
        "samples": [
            (sample.receipt, sample.pin) for sample in [*liaison.demo.samples(), *suggestions.demo.samples()]
        ],
        "cases": cases(),
        "files": files(),
        "written": written(),
    },
    sys.stdout,
)
