"""The description of the API is complete, in Chinese, and true: nothing it allows makes the server fail."""

import ipaddress
import re
from contextlib import suppress

import pytest
import schemathesis
from django.conf import settings as site_settings
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from config.wsgi import application

EXAMPLES = 4
PUBLIC = "/api/v1/public/"


@pytest.fixture(scope="module")
def schema() -> dict:
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(schema):
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield path, method, operation


def test_the_schema_is_valid_and_without_warnings(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


def test_every_operation_is_named_in_chinese_under_a_known_heading(schema):
    headings = {tag["name"] for tag in schema["tags"]}
    for path, method, operation in operations(schema):
        assert re.search("[一-鿿]", operation.get("summary", "")), f"{method} {path}"
        assert set(operation["tags"]) <= headings, f"{method} {path}"


def test_only_the_public_part_needs_no_account(schema):
    for path, method, operation in operations(schema):
        open_to_all = operation.get("security", [{}]) == [{}]
        assert open_to_all == path.startswith(PUBLIC), f"{method} {path}"


@pytest.mark.parametrize("path", ["/api/schema/", "/api/docs/", "/api/docs/?script="])
def test_schema_and_documentation_need_no_account_and_no_inline_script(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "default-src 'self'" in policy
    if path == "/api/docs/":
        inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", answer.content.decode())
        assert not inline


@override_settings(REQUIRE_MFA=True)
def test_staff_without_a_second_factor_get_nothing_but_the_public_part(cast, as_user):
    client = as_user(cast.qian)
    assert client.get("/api/v1/conversations/").status_code == 403
    assert client.get("/api/v1/public/sites/").status_code == 200
    assert client.get("/api/schema/").status_code == 200


def test_the_network_range_of_staff_holds_for_the_api(cast, as_user, settings):
    settings.STAFF_NETWORKS = [ipaddress.ip_network("10.0.0.0/8")]
    client = as_user(cast.qian)
    assert client.get("/api/v1/conversations/").status_code == 403
    assert client.get("/api/v1/conversations/", REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get("/api/v1/public/sites/").status_code == 200


class World:
    """Real addresses of things, so that half of the calls get past the door."""

    def __init__(self, cast):
        filed = cast.message()
        self.headers = {"X-Receipt-Pin": filed.pin}
        self.parameters = {
            "token": cast.placement.token,
            "receipt": filed.conversation.receipt,
            "name": "answer",
            "id": cast.li_deputy.pk,
            "date": "2026-10-01",
            "number": "2026-0001",
        }

    def path_parameters(self, operation) -> dict:
        return {name: self.parameters[name] for name in re.findall(r"{(\w+)}", operation.path)}


@pytest.fixture
def one_connection():
    """Keep the test's connection open between calls, as the test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
def test_nothing_that_the_schema_allows_or_forbids_makes_the_server_fail(cast, client, monkeypatch, settings):
    monkeypatch.setattr("liaison.limits.WRITES", 10**6)
    settings.DEBUG_PROPAGATE_EXCEPTIONS = True
    client.force_login(cast.qian, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = f"{site_settings.SESSION_COOKIE_NAME}={client.cookies[site_settings.SESSION_COOKIE_NAME].value}"
    world = World(cast)
    seen = {}
    schema = schemathesis.openapi.from_wsgi("/api/schema/", application)
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in GenerationMode:
            for real in (True, False):
                try_operation(operation, mode, world if real else None, cookie, seen)
    assert len(seen) == sum(1 for _operation in operations(schema.raw_schema))
    assert {200, 201, 400, 404} <= set().union(*seen.values())


def try_operation(operation, mode, world, cookie, seen) -> None:
    fixed = {"path_parameters": world.path_parameters(operation), "headers": world.headers} if world else {}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode, **fixed))
    def call(case):
        answer = case.call(headers={"Cookie": cookie})
        seen.setdefault(operation.label, set()).add(answer.status_code)
        assert answer.status_code < 500, case.as_curl_command()

    with suppress(Unsatisfiable):  # an operation with nothing to get wrong has no wrong call
        call()
