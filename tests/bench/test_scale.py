"""How pages and sweeps grow with the number of messages, as ratios measured in one run.

Not a test of speed on some machine: `make bench` prints milliseconds at two sizes and their ratio.
"""

import statistics
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from deputies.models import Deputy, Membership, Role, User
from liaison.models import Conversation, Placement
from liaison.services import figures, sweeps

SMALL, LARGE = 2_000, 40_000
ROUNDS = 7

pytestmark = pytest.mark.django_db


def milliseconds(act) -> float:
    """Median of several runs after one that fills the caches."""
    act()
    taken = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def measure(client) -> dict[str, float]:
    deputy = Deputy.objects.seated().exclude(user=None).filter(conversations__isnull=False).first()
    token = Placement.objects.filter(code__seat__holder=deputy).first().token
    client.force_login(
        User.objects.get(pk=deputy.user_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    now = timezone.now()
    mine = {
        "page of a code": milliseconds(lambda: client.get(reverse("liaison:code", args=[token]))),
        "deputy's to-do page": milliseconds(lambda: client.get(reverse("desk"))),
        "deputy's queue": milliseconds(lambda: client.get(reverse("liaison:queue"))),
    }
    staff, _new = User.objects.get_or_create(username="bench", defaults={"name": "工委"})
    Membership.objects.get_or_create(user=staff, organisation=deputy.seat.congress, role=Role.CONGRESS_STAFF)
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    return mine | {
        "congress staff's queue": milliseconds(lambda: client.get(reverse("liaison:queue"))),
        "sweep with nothing due": milliseconds(
            lambda: sweeps.fall_back_silent(now=now - timedelta(days=4000))
        ),
        "figures of all deputies": milliseconds(lambda: figures.refresh_response_figures(now=now)),
    }


def test_twenty_times_the_messages(client):
    call_command("seed_scale", deputies=200, messages=SMALL)
    small = measure(client)
    call_command("seed_scale", deputies=200, messages=LARGE)
    large = measure(client)
    print(f"\n{Conversation.objects.count()} messages against {SMALL}")
    for name, before in small.items():
        print(f"{name:28} {before:8.1f} ms -> {large[name]:8.1f} ms   × {large[name] / before:.2f}")
    assert all(large.values())
