"""A unit signs, drafts, releases and reports; the reply reaches the deputy, and may be sent back."""

from datetime import timedelta

import pytest

from deputies.errors import Refused
from deputies.models import AuditEvent, Membership, Role
from liaison.models import Notice
from liaison.services.acting import act as act_on_message
from liaison.services.acting import speak
from liaison.workflow import State
from suggestions.models import Assignment, Case, Clock, Commitment, Progress, Reply
from suggestions.services.parts import Part
from tests.cast import NOW, TODAY
from tests.suggestions import people
from tests.suggestions.matters import fresh, last_words, moved, opened, replied, told

pytestmark = pytest.mark.django_db
LEAD, CO, SEPARATE = Assignment.Role.LEAD, Assignment.Role.CO, Assignment.Role.SEPARATE
LATER = NOW + timedelta(days=20)


@pytest.fixture
def more(cast):
    return people.extend(cast)


@pytest.fixture
def case(cast) -> Case:
    return opened(cast)


def test_a_reply_goes_from_clerk_to_head_to_deputy_and_the_message_comes_back(cast, case):
    part, conversation = case.assignments.get(), case.conversations.get()
    part = moved(cast.zhao, case, "sign", part)
    assert (part.state, part.handler, part.signed_at) == ("signed", cast.zhao, NOW)
    part = moved(cast.zhao, case, "draft", part, body="准备换灯。")
    assert part.state == "drafted"
    assert told(cast.he)[-1] == "有答复等您审签"
    part = moved(cast.he, case, "revise", part, reason="写明时间")
    assert told(cast.zhao)[-1] == "答复被退回修改"
    moved(cast.zhao, case, "draft", part, body="20 日前换灯。", commitments=[("换灯", TODAY + timedelta(2))])
    moved(cast.zhao, case, "draft", part, body="20 日前换好三盏灯。")
    assert fresh(case).state == "handling"
    part = moved(cast.he, case, "release", part, body="20 日前换好三盏。", contact_person="赵科员", now=NOW)
    first, second = Reply.objects.order_by("pk")
    assert (first.state, first.reason) == ("revise", "写明时间")
    assert (second.state, second.drafted_by, second.released_by) == ("released", cast.zhao, cast.he)
    assert (second.body, second.contact_person) == ("20 日前换好三盏。", "赵科员")
    assert Commitment.objects.get().reply == second
    clock = part.clocks.get()
    assert (part.state, part.replied_at, clock.state, clock.outcome) == ("replied", NOW, "stopped", "met")
    case = fresh(case)
    assert (case.state, case.replied_at) == ("replied", NOW)
    conversation = fresh(conversation)
    assert (conversation.state, conversation.held_by, conversation.answered_at) == (
        State.ACCEPTED,
        "deputy",
        None,
    )
    assert last_words(conversation) == "青澜区住房和建设局已答复代表，代表核实后答复您。"
    assert "青澜区住房和建设局已答复" in told(cast.li)
    assert told(cast.zhang)[-1] == "青澜区住房和建设局已答复"
    assert Notice.objects.filter(recipient=cast.li, title__startswith="办理单位已答复，请核实").exists()
    seen = AuditEvent.objects.filter(chain=f"case:{case.pk}").order_by("seq").values_list("verb", flat=True)
    assert list(seen) == [
        "open_matter",
        "sign",
        "draft",
        "revise",
        "draft",
        "draft",
        "release",
        "all_replied",
    ]
    assert case.version == len(seen)


def test_a_reply_after_the_date_is_late_and_stays_late(cast, case):
    part = replied(cast.he, case, case.assignments.get(), now=LATER)
    assert part.clocks.get().outcome == "missed"


def test_a_clerk_cannot_release_and_a_promise_lies_ahead(cast, case):
    part = moved(cast.zhao, case, "sign", case.assignments.get())
    with pytest.raises(Refused):
        moved(cast.zhao, case, "release", part, body="好了")
    for on in (TODAY, TODAY - timedelta(1)):
        with pytest.raises(Refused, match="今天之后") as refused:
            moved(cast.he, case, "release", part, body="好了", commitments=[("换灯", on)])
        assert refused.value.field == "commitments"
    assert not Reply.objects.exists()


def test_a_co_handler_answers_the_lead_unit_and_not_the_deputy(cast, more):
    case = opened(cast, parts=[Part(LEAD, cast.department), Part(CO, more.bureau)])
    lead, co = case.assignments.order_by("pk")
    before = told(cast.li)
    replied(more.shi, case, co, "同意断电配合。")
    assert told(cast.li) == before
    assert told(cast.zhao)[-1] == "青澜区城市管理局已给会办意见"
    assert co.clocks.get().outcome == "met"
    assert (fresh(case).state, case.conversations.get().state) == ("handling", State.REFERRED)
    replied(cast.he, case, lead)
    assert fresh(case).state == "replied"
    assert last_words(case.conversations.get()) == "青澜区住房和建设局已答复代表，代表核实后答复您。"


def test_when_the_lead_has_replied_an_open_opinion_is_no_longer_owed(cast, more):
    case = opened(cast, parts=[Part(LEAD, cast.department), Part(CO, more.bureau)])
    lead, co = case.assignments.order_by("pk")
    replied(cast.he, case, lead)
    assert fresh(case).state == "replied"
    assert (fresh(co).state, co.clocks.get().state) == ("spared", "void")
    assert told(more.luo)[-1] == "主办单位已有结果，不再需要会办意见"
    assert fresh(case).version == AuditEvent.objects.filter(chain=f"case:{case.pk}").count()


def test_separate_units_answer_each_for_itself(cast, more):
    case = opened(cast, parts=[Part(SEPARATE, cast.department), Part(SEPARATE, more.bureau)])
    one, two = case.assignments.order_by("pk")
    replied(cast.he, case, one)
    assert (fresh(case).state, told(cast.li)[-1]) == ("handling", "青澜区住房和建设局已答复")
    replied(more.shi, case, two)
    assert fresh(case).state == "replied"
    assert last_words(case.conversations.get()) == (
        "青澜区住房和建设局、青澜区城市管理局已答复代表，代表核实后答复您。"
    )


def test_cancelling_the_last_one_that_owes_lets_the_others_replies_be_all(cast, more):
    case = opened(cast, parts=[Part(SEPARATE, cast.department), Part(SEPARATE, more.bureau)])
    one, two = case.assignments.order_by("pk")
    replied(cast.he, case, one)
    two = moved(cast.zhang, case, "cancel", two, reason="不用了")
    assert (two.state, two.reason, two.clocks.get().state) == ("cancelled", "不用了", "void")
    assert fresh(case).state == "replied"


def test_progress_reaches_the_constituent_only_where_the_unit_says_so(cast, case):
    part, conversation = moved(cast.zhao, case, "sign", case.assignments.get()), case.conversations.get()
    before = last_words(conversation)
    moved(cast.zhao, case, "report", part, body="灯具已采购")
    assert last_words(conversation) == before
    assert told(cast.li)[-1] == told(cast.zhang)[-1] == "青澜区住房和建设局报告了进展"
    moved(cast.zhao, case, "report", part, body="明天施工", tells_constituent=True)
    assert last_words(conversation) == "青澜区住房和建设局：明天施工"
    assert (
        list(Progress.objects.values_list("kind", "label")) == [("report", "青澜区住房和建设局 赵科员")] * 2
    )


def test_a_reply_sent_back_is_handled_again_with_its_own_clock(cast, case):
    part = replied(cast.he, case, case.assignments.get(), now=LATER)
    conversation = case.conversations.get()
    part = moved(cast.li, case, "send_back", part, reason="没有说什么时候修", now=LATER)
    assert (part.state, part.round, part.replied_at, part.reason) == ("signed", 2, None, "没有说什么时候修")
    assert (Reply.objects.get().state, Reply.objects.get().reason) == ("sent_back", "没有说什么时候修")
    first, second = part.clocks.order_by("pk")
    assert (first.outcome, second.state, second.rule_key) == ("missed", "running", "message.rehandle")
    assert (second.round, second.started_on, second.start_event) == (2, LATER.date(), "退回重办")
    assert (fresh(case).state, fresh(conversation).state) == ("handling", State.REFERRED)
    assert last_words(conversation) == "代表核实后认为还没有办好，已退回重办。"
    assert told(cast.zhao)[-1] == told(cast.he)[-1] == "答复被退回，请重新办理"
    again = moved(cast.he, case, "release", part, body="已修", now=LATER)
    assert (again.state, fresh(case).state) == ("replied", "replied")
    assert list(Reply.objects.order_by("pk").values_list("round", "state")) == [
        (1, "sent_back"),
        (2, "released"),
    ]
    assert fresh(conversation).state == State.ACCEPTED


def test_what_the_deputy_answered_already_stays_answered_when_a_reply_is_sent_back(cast, case):
    part = replied(cast.he, case, case.assignments.get())
    conversation = case.conversations.get()
    act_on_message(user=cast.li, conversation=conversation, name="answer", now=NOW, version=conversation.version, data={"body": "好了"})  # fmt: skip
    moved(cast.zhang, case, "send_back", part, reason="现场没有修")
    assert (fresh(case).state, fresh(conversation).state) == ("handling", State.ANSWERED)
    moved(cast.he, case, "release", part, body="真的修好了")
    assert (fresh(case).state, fresh(conversation).state) == ("replied", State.ANSWERED)
    assert told(cast.li)[-1] == "青澜区住房和建设局已答复"


def test_a_withdrawn_message_does_not_stand_in_the_way_of_a_reply(cast, case):
    conversation = case.conversations.get()
    speak(conversation=conversation, name="withdraw", now=NOW, data={})
    replied(cast.he, case, case.assignments.get())
    assert (fresh(case).state, fresh(conversation).state) == ("replied", State.WITHDRAWN)


def test_urging_reaches_the_unit_and_its_head_each_time(cast, case):
    part = case.assignments.get()
    moved(cast.li, case, "urge", part)
    moved(cast.feng, case, "urge", part, body="群众又来问了")
    assert told(cast.zhao).count("收到催办，请抓紧办理") == told(cast.he).count("收到催办，请抓紧办理") == 2
    assert list(Progress.objects.values_list("kind", "body", "label")) == [
        ("urge", "请抓紧办理。", "李敏代表"),
        ("urge", "群众又来问了", "青澜区政府办公室 冯主任科员"),
    ]


def test_people_above_a_unit_are_told_only_where_the_unit_has_nobody(cast, more):
    Membership.objects.create(user=cast.gao, organisation=more.government, role=Role.UNIT_HEAD, since=TODAY)
    opened(cast)
    assert told(cast.gao) == []
    opened(cast, parts=[Part(LEAD, more.quiet)])
    assert told(cast.gao) == ["有一件交您单位办理"]
    assert not Clock.objects.exclude(state="running").exists()
