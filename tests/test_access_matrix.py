"""Every named URL and API route × every member of the cast. A URL without a row fails the suite.

Codes are what a GET gives (a row may name POST). Outsiders get 404, insiders without the right 403, people
without an account are sent to sign in, or get 403 from the API.
"""

import pytest
import time_machine
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access_rows import EVERYBODY, ROWS, SKIPPED_PREFIXES, scene
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def named_urls(patterns, namespace="", prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_urls(pattern.url_patterns, inner, route)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", route


def test_every_url_has_a_row_and_every_row_a_url():
    names = {
        name
        for name, route in named_urls(get_resolver().url_patterns)
        if not route.lstrip("^").startswith(SKIPPED_PREFIXES)
    }
    assert names == set(ROWS)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_access(name, client, cast):
    row = ROWS[name]
    with time_machine.travel(NOW, tick=False):
        world = scene(cast)
        kwargs = row.kwargs(world) if row.kwargs else {}
        url = reverse(name, kwargs=kwargs) + row.query
        found = {}
        for who in EVERYBODY:
            client.logout()
            if who != "nobody":
                client.force_login(
                    cast.users[who], backend="allauth.account.auth_backends.AuthenticationBackend"
                )
            found[who] = getattr(client, row.method)(url).status_code
    expected = {who: row.code_for(who) for who in EVERYBODY}
    assert found == expected


def test_the_admin_site_opens_for_system_administrators_alone(client, cast):
    pages = [reverse("admin:index")] + [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]
    assert len(pages) > 10
    for who in EVERYBODY:
        client.logout()
        if who != "nobody":
            client.force_login(cast.users[who], backend="allauth.account.auth_backends.AuthenticationBackend")
        opened = [url for url in pages if client.get(url).status_code == 200]
        assert opened == (pages if who == "admin" else []), who


def test_no_conversation_lies_in_the_admin_site():
    registered = {model._meta.label for model in admin.site._registry}
    assert not registered & {
        "liaison.Conversation", "liaison.Entry", "liaison.Rating", "liaison.Attachment", "liaison.Appointment"
    }  # fmt: skip


@pytest.mark.parametrize("who", ["nobody", "li", "admin"])
def test_sign_in_pages_have_no_dead_end(client, cast, who):
    if who != "nobody":
        client.force_login(cast.users[who], backend="allauth.account.auth_backends.AuthenticationBackend")
    pages = {
        name: route
        for name, route in named_urls(get_resolver().url_patterns)
        if route.startswith("accounts/") and "<" not in route
    }
    assert len(pages) > 10
    for route in pages.values():
        assert client.get("/" + route.replace("^", "").replace("$", "")).status_code in (
            200,
            302,
            403,
            404,
            405,
        ), route
