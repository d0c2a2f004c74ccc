from uuid import uuid4

import pytest

from tests import cast as people


@pytest.fixture
def cast(db) -> people.Cast:
    return people.build()


@pytest.fixture
def as_user(client):
    """Sign a member of the cast in without the pages in between."""

    def sign_in(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture(autouse=True)
def own_cache(settings):
    """Limits and sessions of one test are not those of another, also where workers share a cache."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}
