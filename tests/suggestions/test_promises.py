"""How the promises of a reply end: kept on a day, or not kept and why."""

from datetime import timedelta

import pytest

from deputies.errors import Refused
from liaison.models import Conversation, Notice
from suggestions.access import moves
from suggestions.models import Assignment, Commitment
from suggestions.services.acting import act
from tests.cast import NOW, TODAY
from tests.suggestions.matters import opened

pytestmark = pytest.mark.django_db
PROMISE = ("换好六盏路灯", TODAY + timedelta(days=10))


def do(user, part, name, *, now=NOW, **data):
    part = Assignment.objects.select_related("unit", "case__congress", "case__organisation").get(pk=part.pk)
    return act(
        user=user, case=part.case, assignment=part, name=name, version=part.case.version, data=data, now=now
    )


@pytest.fixture
def promised(cast):
    part = opened(cast).assignments.get()
    do(cast.zhao, part, "sign")
    do(cast.he, part, "release", body="分两批换。", commitments=[PROMISE])
    return part


def settle(user, part, *, now=NOW + timedelta(days=9), **data):
    given = {"commitment": Commitment.objects.get(), "outcome": "kept", "on": now.date()} | data
    return do(user, part, "settle_promise", now=now, **given)


def test_a_kept_promise_is_on_record_and_told(cast, promised):
    settle(cast.zhao, promised, note="六盏都亮了", tells_constituent=True)
    promise = Commitment.objects.get()
    assert (promise.state, promise.done_on) == ("kept", TODAY + timedelta(days=9))
    said = Conversation.objects.get().entries.last()
    assert said.body == "青澜区住房和建设局：承诺已兑现：换好六盏路灯。六盏都亮了"
    assert Notice.objects.filter(recipient=cast.li, title__contains="兑现了一项承诺").exists()
    assert promised.case.progress.last().body == "承诺已兑现：换好六盏路灯。六盏都亮了"


def test_a_broken_promise_says_why(cast, promised):
    with pytest.raises(Refused) as refused:
        settle(cast.zhao, promised, outcome="broken")
    assert refused.value.field == "note"
    settle(cast.zhao, promised, outcome="broken", note="灯杆断货，年底前补")
    assert Commitment.objects.get().state == "broken"


def test_a_promise_ends_once_and_not_tomorrow(cast, promised):
    with pytest.raises(Refused) as refused:
        settle(cast.zhao, promised, on=TODAY + timedelta(days=10))
    assert refused.value.field == "on"
    settle(cast.zhao, promised)
    with pytest.raises(Refused, match="承诺"):
        settle(cast.zhao, promised)
    part = Assignment.objects.select_related("unit", "case__congress", "case__organisation").get()
    assert "settle_promise" not in {move.name for move in moves(cast.zhao, part.case, part)}


def test_the_form_offers_what_is_open(cast, promised, as_user):
    client = as_user(cast.zhao)
    door = f"/desk/suggestions/{promised.case_id}/parts/{promised.pk}/settle_promise/"
    shown = client.get(door)
    assert "换好六盏路灯" in shown.content.decode()
    version = shown.context["form"]["version"].value()
    given = {"version": version, "commitment": Commitment.objects.get().pk, "outcome": "kept"}
    refused = client.post(door, given | {"on": "2099-01-01"})
    assert refused.context["form"].errors["on"] == ["日期不能在今天以后。"]
    assert client.post(door, given | {"on": "2026-11-18"}).status_code == 302
    assert Commitment.objects.get().state == "kept"
