"""Which fields of the constituent each role can see on which page, file, route and notice: the whole list.

A page that is not named for a role shows nothing of the constituent to her, or does not open at all. `stars` is the
telephone number with stars; a name or number in clear stands on no page before a reason was written down.
"""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from deputies.models import AuditEvent
from liaison.models import Notice
from suggestions.services.acting import act
from tests.cast import NOW
from tests.public_forms import new_phone, text_of
from tests.suggestions.case_world import moved
from tests.suggestions.masking import FIELDS, PEOPLE, build, fields_in, reader, seen_by
from tests.suggestions.people import written_to

pytestmark = pytest.mark.django_db

# The congress side reads the messages themselves (peers.md §12: nothing but contact data is hidden from it).
_MESSAGES = {
    "messages": "words place receipt",
    "message handed over": "stars words place board receipt photos",
    "message of a suggestion": "stars words place board receipt photos",
    "new message": "stars words place board receipt photos",
    "photo of a message": "photos",
    "photo of a case": "photos",
    "case": "words place receipt photos",
    "workbook": "place",
    "API messages": "words place receipt",
    "API message": "stars words place receipt photos",
    "API cases": "place",
    "API case": "place receipt",
}
# Papers of those who keep the registers of a site; what is printed is what they read on their pages, shortened.
_REGISTERS = {
    "slip": "receipt",
    "used paper form": "receipt",
    "register of receptions": "words receipt",
    "register of receptions, paper": "words",
    "register of receptions, workbook": "words",
    "register of matters": "words receipt",
    "register of matters, paper": "words receipt",
    "register of matters, workbook": "words receipt",
}
# Of all papers of a case one says where it is, and none who wrote, what, or by which receipt.
_SHEET = {"sheet of a case": "place"}
_ACTS = {
    "form of a message": "words place receipt photos",
    "look at the contact": "receipt",
    "refer": "words place receipt photos",
    "suggestion": "words receipt photos",
    "API suggestion": "receipt",
}
# Whoever handles reads what the deputy wrote for her, and where it is.
_HANDLES = _SHEET | {"case": "place", "workbook": "place", "API cases": "place", "API case": "place"}
_UNIT = _HANDLES | {"to-do list": "place", "cases": "place"}

SEES = {
    "nobody": {},
    "link": {"one-time page": "place"},
    "constituent": {
        "photo of a message": "photos",
        "progress": "words place receipt photos",
        "API receipt": "words place receipt photos",
    },
    "deputy": _MESSAGES
    | _ACTS
    | _SHEET
    | {
        "to-do list": "words place receipt",
        "collect": "words place receipt",
        "draft from a message": "words place receipt",
        "notices": "receipt",
        "API notices": "receipt",
    },
    "co_deputy": {},
    "relay": _HANDLES,
    "other_deputy": {},
    "site": {"used paper form": "receipt"},
    "street": _MESSAGES | _REGISTERS | _SHEET | {"refer": "words place receipt photos", "cases": "place"},
    "congress": _MESSAGES | _ACTS | _REGISTERS | _SHEET | {"cases": "place"},
    "clerk": _UNIT,
    "head": _UNIT,
    "co_clerk": _UNIT,
    "co_head": _UNIT,
    "community": _UNIT,
    "government": _HANDLES | {"cases": "place"},
    "committee": {},
    "leader": {},
    "auditor": {},
    "admin": {},
    "media": {},
    "other_congress": {},
}
# What is added where the constituent agreed to be called and the deputy gave the photos along.
_MAY_CALL = {"case": "stars place photos", "photo of a case": "photos"}
AGREED = {
    "link": {"one-time page": "place photos", "photo of the one-time page": "photos"},
    "relay": _MAY_CALL,
    **dict.fromkeys(("clerk", "head", "co_clerk", "co_head"), _MAY_CALL | {"suggestion": "stars"}),
    "community": _MAY_CALL,
    "government": {"case": "place photos", "photo of a case": "photos"},
}
HANDLERS = ("relay", "clerk", "head", "co_clerk", "co_head", "community")


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_list_names_every_role():
    assert set(SEES) == {"nobody", "link", "constituent", *PEOPLE}


@pytest.mark.parametrize("agreed", [False, True])
def test_each_role_sees_exactly_this(cast, agreed):
    world = build(cast, agreed=agreed)
    for who, expected in SEES.items():
        assert seen_by(world, who) == expected | (AGREED.get(who, {}) if agreed else {}), who


@pytest.mark.parametrize("agreed", [False, True])
def test_a_deputy_whose_message_joined_sees_the_case_as_units_do(cast, agreed):
    """The other constituent stays unknown to her, as she is to whoever handles; her own message she reads anyway."""
    world = build(cast, agreed=agreed)
    assert seen_by(world, "other_deputy") == {}
    hers = written_to(cast, world.more.song_deputy, body="对面也黑。")
    moved(world.case, cast.zhang, "join", conversations=[hers])
    expected = _SHEET | {"case": "place", "API cases": "place", "API case": "place"}
    if agreed:
        expected |= {"case": "place photos", "photo of a case": "photos"}
    assert seen_by(world, "other_deputy") == expected


def test_a_number_in_clear_is_shown_once_to_who_handles_and_the_reason_is_kept(cast):
    world = build(cast, agreed=True)
    url = world.surfaces["look at the contact by a unit"]
    for who in HANDLERS:
        browser = reader(world, who)
        reason = f"约时间看现场（{who}）"
        empty = browser.post(url, {"reason": " "})
        assert fields_in(world, empty) == set()
        response = browser.post(url, {"reason": reason})
        assert fields_in(world, response) == {"name", "phone"}, who
        assert "no-store" in response["Cache-Control"]
        assert fields_in(world, browser.get(url)) == set(), who
        kept = AuditEvent.objects.filter(verb="reveal_contact", data__reason=reason)
        user = cast.users.get(PEOPLE[who]) or getattr(world.more, PEOPLE[who])
        assert {(event.chain, event.actor_id) for event in kept} == {
            (f"case:{world.case.pk}", user.pk),
            (f"conversation:{world.handed.pk}", user.pk),
        }
    audit_log = text_of(reader(world, "auditor").get(world.surfaces["audit log"]))
    assert "约时间看现场（head）" in audit_log
    assert "何局长" in audit_log
    assert FIELDS["phone"] not in audit_log


@pytest.mark.parametrize(
    ("agreed", "who"),
    [(False, who) for who in ("nobody", *PEOPLE)]
    + [(True, who) for who in ("nobody", *PEOPLE) if who not in HANDLERS],
)
def test_to_everybody_else_the_look_at_the_number_does_not_exist(cast, agreed, who):
    world = build(cast, agreed=agreed)
    browser = reader(world, who)
    response = browser.post(world.surfaces["look at the contact by a unit"], {"reason": "想联系他"})
    assert response.status_code == (302 if who == "nobody" else 404)
    assert not AuditEvent.objects.filter(verb="reveal_contact").exists()


def test_a_unit_asks_only_for_messages_of_its_own_case(cast):
    world = build(cast, agreed=True)
    url = reverse("suggestions:reveal", args=[world.case.pk, world.fresh.pk])
    assert reader(world, "head").post(url, {"reason": "想联系他"}).status_code == 404
    moved(world.case, cast.li, "recall", reason="我来办。")
    url = world.surfaces["look at the contact by a unit"]
    assert reader(world, "head").post(url, {"reason": "想联系他"}).status_code == 404


def test_a_unit_that_gave_the_case_back_sees_nothing_any_more(cast):
    world = build(cast, agreed=True)
    moved(world.case, cast.he, "request_return", world.lead, reason="灯杆归城管局。")
    moved(world.case, cast.zhang, "accept_return", world.lead, unit=world.more.government)
    seen = seen_by(world, "clerk")
    assert not {"case", "photo of a case", "API case"} & set(seen)
    assert reader(world, "clerk").post(
        world.surfaces["look at the contact by a unit"], {"reason": "还想联系"}
    ).status_code == 404  # fmt: skip


@pytest.mark.parametrize("agreed", [False, True])
def test_no_notice_letter_or_record_holds_words_or_contact(cast, agreed, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        world = build(cast, agreed=agreed)
        act(
            user=cast.he,
            case=world.case,
            assignment=world.lead,
            name="sign",
            now=NOW + timedelta(hours=1),
            version=type(world.case).objects.get(pk=world.case.pk).version,
            data={},
        )
    texts = [f"{notice.title} {notice.url}" for notice in Notice.objects.all()]
    texts += [f"{letter.subject} {letter.body}" for letter in mail.outbox]
    texts += [str(event.data) for event in AuditEvent.objects.all()]
    assert len(texts) > 20
    for text in texts:
        assert not [name for name, value in FIELDS.items() if value in text], text
    units = [
        user.pk for user in (cast.zhao, cast.he, cast.wu, world.more.luo, world.more.shi, world.more.jin)
    ]
    for notice in Notice.objects.filter(recipient__in=units):
        assert not any(one.receipt in f"{notice.title}{notice.url}" for one in world.conversations)


def test_the_constituent_reads_no_name_and_number_of_those_who_handle(cast):
    world = build(cast, agreed=True)
    moved(world.case, cast.zhao, "sign", world.lead)
    moved(
        world.case, cast.he, "release", world.lead, body="换了。", contact_person="赵经办", contact_phone="0571-88009911"
    )  # fmt: skip
    browser = reader(world, "constituent")
    told = text_of(browser.get(world.surfaces["progress"])) + text_of(
        new_phone().get(world.surfaces["API receipt"], headers={"X-Receipt-Pin": world.pin})
    )
    for secret in ("赵科员", "何局长", "赵经办", "88009911"):
        assert secret not in told
