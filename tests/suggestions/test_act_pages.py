"""The small forms of a case: what they send is what the tables need; refusals stand beside the field."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from deputies.models import AuditEvent
from suggestions import workflow
from suggestions.forms import FORMS, form_for
from suggestions.models import Assignment, Case, Extension, Progress
from suggestions.services.parts import Part
from suggestions.workflow import ASSIGNMENT, MATTER, Capacity
from tests.cast import NOW
from tests.suggestions.case_world import door, matter, moved, page
from tests.suggestions.people import extend

pytestmark = pytest.mark.django_db
Role = Assignment.Role
REPLY = {"body": "已更换三盏路灯。", "contact_person": "赵科员", "contact_phone": "8800 6001"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def case(cast):
    return matter(cast)


@pytest.fixture
def part(case):
    return case.assignments.select_related("unit").get()


def send(client, case, name, part=None, **data):
    case = Case.objects.get(pk=case.pk)
    return client.post(door(case, name, part), {"version": case.version} | data)


def state_of(part):
    return Assignment.objects.get(pk=part.pk).state


def test_every_form_has_the_fields_its_move_needs(cast, case, part):
    case.live_parts = [part]
    missing, made_of = {}, {"role": "parts", "receipts": "conversations"}
    for subject in (MATTER, ASSIGNMENT):
        for move in workflow.MOVES[subject].values():
            own_page = move.elsewhere and (subject, move.name) not in FORMS
            if move.capacities == {Capacity.SYSTEM} or own_page:
                continue
            form = form_for(subject, move.name)(
                case=case, assignment=part if subject == ASSIGNMENT else None, user=cast.li
            )
            fields = set(form.fields) | {made_of[name] for name in made_of if name in form.fields}
            if lacking := set(move.needs) - fields:
                missing[subject, move.name] = lacking
    assert not missing


def test_signing_takes_one_press(cast, as_user, case, part):
    answer = send(as_user(cast.zhao), case, "sign", part)
    assert answer.url == page(case)
    assert state_of(part) == "signed"


def test_outsiders_insiders_and_moves_out_of_turn(cast, as_user, case, part):
    address = door(case, "sign", part)
    assert as_user(cast.bai).get(address).status_code == 404
    assert as_user(cast.li).get(address).status_code == 403
    assert as_user(cast.li).post(address, {"version": case.version}).status_code == 403
    client = as_user(cast.zhao)
    assert client.get(door(case, "nothing", part)).status_code == 404
    assert client.get(door(case, "sign")).status_code == 404
    other = reverse("suggestions:part_act", args=[case.pk, part.pk + 99, "sign"])
    assert client.get(other).status_code == 404
    early = client.get(door(case, "draft", part), follow=True)
    assert "现在是“待签收”，不能“起草答复”。" in early.content.decode()
    assert state_of(part) == "handed"
    assert as_user(cast.li).get(door(case, "complete")).status_code == 403


def test_the_wide_page_loads_the_form_alone(cast, as_user, case, part):
    client = as_user(cast.zhao)
    whole = client.get(door(case, "request_return", part)).content.decode()
    alone = client.get(door(case, "request_return", part), headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole
    assert "<html" not in alone
    assert alone.lstrip().startswith("<form")


def test_a_reply_with_promises_is_drafted_and_released(cast, as_user, case, part):
    moved(case, cast.zhao, "sign", part)
    client = as_user(cast.zhao)
    page_of_error = send(client, case, "draft", part, **REPLY, promise_1="换灯").content.decode()
    assert "承诺要有日期。" in page_of_error
    assert REPLY["body"] in page_of_error
    assert state_of(part) == "signed"
    promised = {"promise_1": "换灯", "promise_1_on": "2026-12-10"}
    assert send(client, case, "draft", part, **REPLY, **promised).status_code == 302
    assert state_of(part) == "drafted"
    head = as_user(cast.he)
    form = head.get(door(case, "release", part)).content.decode()
    assert REPLY["body"] in form
    assert 'value="2026-12-10"' in form
    assert "答复类别" not in form
    assert send(head, case, "release", part, **REPLY, **promised).status_code == 302
    assert state_of(part) == "replied"
    reply = part.replies.get()
    assert (reply.body, reply.contact_person, reply.state) == (REPLY["body"], "赵科员", "released")
    assert [(one.text, str(one.due_on)) for one in reply.commitments.all()] == [("换灯", "2026-12-10")]


def test_a_unit_names_who_should_handle_and_the_deputy_follows(cast, as_user, case, part):
    more = extend(cast)
    client = as_user(cast.zhao)
    assert "这一项要填。" in send(client, case, "request_return", part).content.decode()
    wrong = send(client, case, "request_return", part, reason="路灯归城管局。", proposed_unit=cast.street.pk)
    assert "这里面没有您选的" in wrong.content.decode()
    send(client, case, "request_return", part, reason="路灯归城管局。", proposed_unit=more.bureau.pk)
    form = as_user(cast.li).get(door(case, "accept_return", part)).content.decode()
    assert f'<option value="{more.bureau.pk}" selected' in form
    assert f'value="{cast.department.pk}"' not in form
    send(as_user(cast.li), case, "accept_return", part, unit=more.bureau.pk)
    assert state_of(part) == "returned"
    assert case.assignments.exclude(pk=part.pk).get().unit == more.bureau
    assert as_user(cast.zhao).get(page(case)).status_code == 404


def test_refusals_of_the_service_stand_beside_the_field(cast, as_user, case, part):
    moved(case, cast.zhao, "sign", part)
    client, due = as_user(cast.zhao), part.clocks.get().due_on
    for until in (NOW.date(), due, due + timedelta(days=400)):
        answer = send(client, case, "ask_extension", part, until=str(until), reason="等配件。")
        assert answer.status_code == 200
        assert 'id="id_until_error"' in answer.content.decode()
    assert not Extension.objects.exists()
    until = due + timedelta(days=3)
    assert send(client, case, "ask_extension", part, until=str(until), reason="等配件。").status_code == 302
    staff = as_user(cast.zhang)
    refused = send(staff, case, "decide_extension", part, decision="decline")
    assert 'id="id_note_error"' in refused.content.decode()
    assert send(staff, case, "decide_extension", part, decision="approve").status_code == 302
    assert Extension.objects.get().state == "approved"


def test_who_comes_second_sees_what_is_new_and_keeps_what_was_typed(cast, as_user, case, part):
    moved(case, cast.zhao, "sign", part)
    seen = Case.objects.get(pk=case.pk).version
    moved(case, cast.he, "report", part, body="已到现场。", tells_constituent=False)
    client = as_user(cast.zhao)
    answer = client.post(door(case, "draft", part), {"version": seen} | REPLY)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert REPLY["body"] in html
    assert "报告进展" in html
    version = Case.objects.get(pk=case.pk).version
    assert f'name="version" value="{version}"' in html
    moved(case, cast.he, "release", part, **REPLY, commitments=[], reply_class=None)
    late = client.post(door(case, "draft", part), {"version": version} | REPLY)
    assert late.status_code == 409
    assert "现在不能再“起草答复”了" in late.content.decode()
    assert REPLY["body"] in late.content.decode()


def test_what_the_congress_side_does_with_the_whole_matter(cast, as_user, case, part):
    more = extend(cast)
    li = as_user(cast.li)
    same = cast.message(body="小区门口的路灯坏了，晚上看不清。").conversation
    html = li.get(door(case, "join")).content.decode()
    assert f'value="{same.pk}"' in html
    assert send(li, case, "join", conversations=[same.pk]).status_code == 302
    assert case.sources.count() == 2
    other = cast.message(body="路灯杆子歪了。").conversation
    for wrong in ("", "abc", "261118-ZZZZZZZZ", same.receipt):
        assert send(li, case, "join", receipts=wrong).status_code == 200
    assert send(li, case, "join", receipts=f" {other.receipt.lower()}，").status_code == 302
    assert case.sources.count() == 3
    assert send(li, case, "assign", unit=more.bureau.pk, role="co", instruction="一起看").status_code == 302
    added = case.assignments.get(unit=more.bureau)
    assert (added.role, added.instruction) == ("co", "一起看")
    assert send(li, case, "relay", deputy=more.jin_deputy.pk, reason="要市里定。").status_code == 302
    assert case.assignments.get(deputy=more.jin_deputy).role == "relay"
    talk = {"kind": "phone", "on": "2026-11-18", "with_whom": "居委会", "body": "通过电话。"}
    assert send(li, case, "visit", **talk).status_code == 302
    assert Progress.objects.filter(case=case, kind="phone", with_whom="居委会").exists()
    assert send(li, case, "recall", reason="我自己来。").status_code == 302
    assert Case.objects.get(pk=case.pk).state == "cancelled"


def test_a_relayed_deputy_answers_on_her_phone(cast, as_user):
    more = extend(cast)
    case = matter(cast, Part(Role.RELAY, deputy=more.jin_deputy), tier=Case.Tier.RELAY)
    part = case.assignments.select_related("deputy").get()
    jin = as_user(more.jin)
    assert 'data-move="sign"' in jin.get(page(case)).content.decode()
    send(jin, case, "sign", part)
    assert send(jin, case, "release", part, body="市里已列入计划。").status_code == 302
    assert Case.objects.get(pk=case.pk).state == "replied"


def test_typed_nonsense_is_no_error_of_the_server(cast, as_user, case, part):
    moved(case, cast.zhao, "sign", part)
    client = as_user(cast.zhao)
    nonsense = ["", "x" * 5000, "\x00", "-1", "9" * 30, "<script>", "2026-99-99"]
    for name in ("draft", "report", "ask_extension", "request_return"):
        for value in nonsense:
            data = dict.fromkeys(
                ("version", "body", "until", "reason", "proposed_unit", "promise_1_on"), value
            )
            assert client.post(door(case, name, part), data).status_code in (200, 302, 409)
    events = AuditEvent.objects.filter(chain=f"case:{case.pk}")
    assert {event.verb for event in events} == {"open_matter", "sign"}
