"""A matter is handed over, widened and taken back; who reads what, and what is refused."""

from datetime import timedelta

import pytest

from deputies.errors import Conflict, Refused
from deputies.models import AuditEvent, Organisation
from deputies.services.organisations import add_organisation
from liaison.models import Conversation, Notice
from liaison.services.acting import act as act_on_message
from liaison.services.acting import speak
from liaison.services.tenure import change_term
from liaison.workflow import State
from suggestions import access
from suggestions.models import Assignment, Case, Clock, NumberSeries, Progress, Source
from suggestions.services import sweeps
from suggestions.services.parts import Part
from tests.cast import NOW, TODAY
from tests.suggestions import people
from tests.suggestions.matters import Role, fresh, last_words, moved, opened, replied, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def more(cast):
    return people.extend(cast)


def test_a_matter_goes_to_a_unit_with_number_clock_and_notices(cast, more):
    conversation = cast.message(place="梧桐苑东门", category_id=cast.category.pk).conversation
    case = opened(cast, conversations=[conversation])
    assert (case.number, case.state, case.version) == ("交办〔2026〕1号", "handling", 1)
    assert (case.deputy, case.organisation, case.congress) == (cast.li_deputy, cast.street, cast.congress)
    assert (case.place, case.category) == ("梧桐苑东门", cast.category)
    part = case.assignments.get()
    assert (part.unit, part.role, part.state) == (cast.department, Role.LEAD, "handed")
    clock = part.clocks.get()
    assert (clock.rule_key, clock.due_on) == ("message.unit_reply", TODAY + timedelta(days=15))
    assert fresh(conversation).state == State.REFERRED
    assert last_words(conversation) == (
        "已交青澜区住房和建设局办理，最迟2026年12月3日前有答复，核实后答复您。"
    )
    assert told(cast.zhao) == told(cast.he) == ["有一件交您单位办理"]
    assert told(cast.zhang) == ["新交办一件，请关注"]
    assert told(cast.li) == told(cast.qian) == told(more.luo) == []
    event = AuditEvent.objects.get(chain=f"case:{case.pk}")
    assert (event.verb, event.capacity, event.actor) == ("open_matter", "deputy", cast.li)


def test_numbers_follow_each_other_per_congress_and_year(cast):
    numbers = [opened(cast).number for _ in range(2)]
    later = NOW.replace(year=2027, month=1, day=5)
    numbers.append(opened(cast, conversations=[cast.message(now=later).conversation], now=later).number)
    assert numbers == ["交办〔2026〕1号", "交办〔2026〕2号", "交办〔2027〕1号"]


def test_the_street_committee_hands_over_for_a_silent_deputy_and_she_is_told(cast):
    conversation = cast.message().conversation
    Conversation.objects.filter(pk=conversation.pk).update(held_by="site")
    case = opened(
        cast,
        user=cast.zhang,
        conversations=[fresh(conversation)],
        tier=2,
        parts=[Part(Role.LEAD, cast.community)],
    )
    assert (case.tier, case.deputy) == (2, cast.li_deputy)
    assert told(cast.li) == ["新交办一件，请关注"]
    assert told(cast.zhang) == []
    assert told(cast.wu) == ["有一件交您单位办理"]


def test_staff_of_the_station_see_the_case_of_a_message_they_hold(cast):
    conversation = cast.message().conversation
    Conversation.objects.filter(pk=conversation.pk).update(held_by="site")
    case = opened(cast, user=cast.wang, conversations=[fresh(conversation)])
    assert case in access.cases_visible_to(cast.wang)
    assert not access.capacities(cast.wang, case)
    other = opened(cast)
    assert other not in access.cases_visible_to(cast.wang)


def test_messages_of_the_same_thing_are_one_case_and_keep_their_own_threads(cast):
    one, two = (cast.message().conversation for _ in range(2))
    case = opened(cast, conversations=[two, one, two])
    assert set(case.conversations.all()) == {one, two}
    assert last_words(one) == last_words(two)
    part = case.assignments.get()
    replied(cast.he, case, part)
    assert {fresh(one).state, fresh(two).state} == {State.ACCEPTED}
    act_on_message(user=cast.li, conversation=fresh(one), name="answer", now=NOW, version=fresh(one).version, data={"body": "修好了"})  # fmt: skip
    assert (fresh(one).state, fresh(two).state) == (State.ANSWERED, State.ACCEPTED)


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"title": " "}, "title", "请写标题"),
        ({"title": "字" * 81}, "title", "最多 80"),
        ({"brief": ""}, "brief", "请写交办内容"),
        ({"tier": 4}, "tier", "请选层级"),
        ({"tier": 1}, "tier", "请选层级"),
        ({"tier": 2}, "tier", "第二级只交社区"),
        ({"tier": 5}, "deputy", "第五级请选一位上级代表"),
    ],
)
def test_what_is_missing_or_does_not_fit_is_said_beside_its_field(cast, fields, field, says):
    conversation = cast.message().conversation
    with pytest.raises(Refused, match=says) as refused:
        opened(cast, conversations=[conversation], **fields)
    assert refused.value.field == field
    assert not Case.objects.exists()
    assert fresh(conversation).state == State.SUBMITTED
    assert not NumberSeries.objects.exists()
    assert not Notice.objects.filter(kind="case").exists()


def test_only_units_of_the_county_that_handle_are_taken(cast):
    elsewhere = add_organisation(
        name="白石区住建局", kind=Organisation.Kind.DEPARTMENT, parent=cast.other_congress
    )
    closed = add_organisation(name="旧局", kind=Organisation.Kind.DEPARTMENT, parent=cast.congress)
    Organisation.objects.filter(pk=closed.pk).update(is_active=False)
    for unit in (elsewhere, fresh(closed), cast.street, cast.congress):
        with pytest.raises(Refused) as refused:
            opened(cast, parts=[Part(Role.LEAD, unit)])
        assert refused.value.field == "unit"
    with pytest.raises(Refused, match="请选第二级"):
        opened(cast, parts=[Part(Role.LEAD, cast.community)])


@pytest.mark.parametrize(
    ("brief", "says"),
    [
        ("请联系 138-1234 1234 处理", "电话"),
        ("请联系１３８１２３４１２３４", "电话"),
        ("来信人周大 明说路灯坏了", "姓名"),
    ],
)
def test_a_brief_that_names_the_constituent_is_refused(cast, brief, says):
    conversation = cast.message(contact_name="周大明", contact_phone="13812341234").conversation
    with pytest.raises(Refused, match=says) as refused:
        opened(cast, conversations=[conversation], brief=brief)
    assert refused.value.field == "brief"
    assert opened(cast, conversations=[conversation], brief="路灯坏了三盏，在 18 号门口").pk


def test_somebody_who_acted_first_wins(cast):
    conversation = cast.message().conversation
    act_on_message(user=cast.li, conversation=conversation, name="accept", now=NOW, version=1, data={})
    with pytest.raises(Conflict):
        opened(cast, conversations=[conversation], version=1)
    assert opened(cast, conversations=[fresh(conversation)], version=2).pk
    with pytest.raises(Refused, match="已经在“交办〔2026〕1号”里办理"):
        opened(cast, conversations=[fresh(conversation)])


@pytest.mark.parametrize(
    "who", ["sun", "bai", "zhao", "he", "feng", "gao", "lin", "mei", "audit", "admin", "wu"]
)
def test_who_may_not_speak_in_the_thread_may_not_hand_it_over(cast, who):
    with pytest.raises(Refused):
        opened(cast, user=cast.users[who])
    assert not Case.objects.exists()


def test_further_units_are_added_and_must_fit_the_division(cast, more):
    case = opened(cast)
    moved(cast.zhang, case, "assign", parts=[Part(Role.CO, more.bureau, instruction="配合断电")])
    added = case.assignments.get(unit=more.bureau)
    assert (added.role, added.instruction) == (Role.CO, "配合断电")
    assert added.clocks.get().rule_key == "message.cohandler"
    assert last_words(case.conversations.get()).startswith("已交青澜区城市管理局办理")
    for parts, says in (
        ([Part(Role.LEAD, more.quiet)], "主办单位只能有一个"),
        ([Part(Role.SEPARATE, more.quiet)], "不能同时用"),
        ([Part(Role.CO, more.bureau)], "选了两次"),
        ([Part(Role.RELAY, deputy=more.jin_deputy)], "请用“接力”"),
    ):
        with pytest.raises(Refused, match=says):
            moved(cast.li, case, "assign", parts=parts)
    assert case.assignments.count() == 2


def test_a_replied_matter_takes_another_unit_and_goes_out_again(cast, more):
    case = opened(cast)
    replied(cast.he, case, case.assignments.get(), "不归我们，归城管局。")
    conversation = case.conversations.get()
    assert (fresh(case).state, conversation.state) == ("replied", State.ACCEPTED)
    case = moved(cast.li, case, "assign", parts=[Part(Role.CO, more.bureau)])
    assert (case.state, fresh(conversation).state) == ("handling", State.REFERRED)


def test_a_further_message_joins_and_hears_who_handles(cast, more):
    case, late = opened(cast), cast.message(contact_phone="13812341234").conversation
    moved(cast.li, case, "join", conversations=[late])
    assert fresh(late).state == State.REFERRED
    assert last_words(late).startswith("已交青澜区住房和建设局办理，最迟2026年12月3日")
    with pytest.raises(Refused, match="已经在"):
        moved(cast.li, case, "join", conversations=[fresh(late)])
    stranger = Conversation.objects.get(pk=cast.message(about="unit").conversation.pk)
    with pytest.raises(Refused, match="反映的是代表或者单位本身"):
        moved(cast.qian, case, "join", conversations=[stranger])


def test_a_message_with_a_name_that_stands_in_the_brief_cannot_join(cast):
    case = opened(cast, brief="王小丫家门口的路灯不亮")
    with pytest.raises(Refused, match="姓名"):
        moved(cast.li, case, "join", conversations=[cast.message(contact_name="王小丫").conversation])


def test_recalled_work_ends_everywhere_and_the_message_can_go_elsewhere(cast, more):
    case = opened(cast, parts=[Part(Role.LEAD, cast.department), Part(Role.CO, more.bureau)])
    case = moved(cast.li, case, "recall", reason="她自己解决了")
    conversation = case.conversations.get()
    assert (case.state, case.closed_at) == ("cancelled", NOW)
    assert set(case.assignments.values_list("state", "reason")) == {("cancelled", "她自己解决了")}
    assert set(Clock.objects.values_list("state", flat=True)) == {"void"}
    assert (conversation.state, last_words(conversation)) == (
        State.ACCEPTED,
        "交办已撤回，改由代表直接处理。",
    )
    assert told(cast.zhao)[-1] == told(more.shi)[-1] == "交办已撤销"
    assert case not in access.cases_visible_to(cast.zhao)
    assert (
        Notice.objects.get(recipient=cast.zhao, title__startswith="交办已撤销").url
        == "/desk/liaison/notices/"
    )
    again = opened(cast, conversations=[conversation], parts=[Part(Role.LEAD, more.bureau)])
    assert list(Source.objects.filter(left_at=None)) == list(again.sources.all())


def test_a_visit_is_kept_and_told_where_wished(cast):
    case = opened(cast)
    moved(cast.zhang, case, "visit", kind="visit", on=TODAY, with_whom="物业", body="看了现场", tells_constituent=True)  # fmt: skip
    row = Progress.objects.get()
    assert (row.kind, row.with_whom, row.label) == ("visit", "物业", "长宁街道人大工委 张干事")
    assert last_words(case.conversations.get()) == "长宁街道人大工委：看了现场"
    replied(cast.he, case, case.assignments.get())
    moved(cast.li, case, "visit", body="又去了一次", tells_constituent=True)
    assert last_words(case.conversations.get()) == "李敏代表：又去了一次"
    case.conversations.update(state="withdrawn")
    with pytest.raises(Refused, match="没有群众可以告诉") as refused:
        moved(cast.li, case, "visit", body="再去一次", tells_constituent=True)
    assert refused.value.field == "tells_constituent"
    moved(cast.li, case, "visit", body="再去一次")
    assert Progress.objects.count() == 3


def test_a_matter_is_completed_when_every_message_is_settled(cast):
    conversations = [cast.message().conversation for _ in range(2)]
    case = opened(cast, conversations=conversations)
    replied(cast.he, case, case.assignments.get())
    assert sweeps.complete_settled(now=NOW) == 0
    Conversation.objects.filter(pk=conversations[0].pk).update(state="closed", closed_at=NOW)
    assert sweeps.complete_settled(now=NOW) == 0
    speak(conversation=conversations[1], name="withdraw", now=NOW, data={})
    assert sweeps.complete_settled(now=NOW) == 1
    assert sweeps.complete_settled(now=NOW) == 0
    case = fresh(case)
    assert (case.state, case.closed_at) == ("completed", NOW)
    event = AuditEvent.objects.filter(chain=f"case:{case.pk}").order_by("-seq").first()
    assert (event.verb, event.capacity) == ("complete", "system")
    Conversation.objects.filter(pk=conversations[0].pk).update(state="accepted", closed_at=None)
    again = opened(cast, conversations=[fresh(conversations[0])])
    assert again.number == "交办〔2026〕2号"


def test_what_all_its_constituents_took_back_is_not_handled_on(cast, more):
    one, two = (cast.message().conversation for _ in range(2))
    case = opened(
        cast,
        conversations=[one, two],
        parts=[Part(Role.LEAD, cast.department), Part(Role.CO, more.bureau)],
    )
    still_wanted = opened(cast)
    speak(conversation=one, name="withdraw", now=NOW, data={})
    assert sweeps.recall_unwanted(now=NOW) == 0
    speak(conversation=two, name="withdraw", now=NOW, data={})
    assert sweeps.recall_unwanted(now=NOW) == 1
    assert sweeps.recall_unwanted(now=NOW) == 0
    case = fresh(case)
    assert (case.state, case.version) == ("cancelled", 4)
    assert set(case.assignments.values_list("state", flat=True)) == {"cancelled"}
    assert set(case.clocks.values_list("state", flat=True)) == {"void"}
    assert told(cast.zhao)[-1] == told(more.luo)[-1] == "群众撤回了留言，不用再办理"
    verbs = AuditEvent.objects.filter(chain=f"case:{case.pk}").order_by("seq")
    assert list(verbs.values_list("verb", flat=True)) == ["open_matter", "recall", "cancel", "cancel"]
    assert fresh(still_wanted).state == "handling"


def test_after_a_change_of_term_the_successor_goes_on(cast):
    case, done = opened(cast), opened(cast)
    moved(cast.li, done, "recall", reason="解决了")
    assert sweeps.follow_seats(now=NOW) == 0
    change_term(term=cast.next_term, actor=cast.qian, now=NOW, today=TODAY)
    assert sweeps.follow_seats(now=NOW) == 1
    assert sweeps.follow_seats(now=NOW) == 0
    case = fresh(case)
    assert (case.deputy, fresh(done).deputy) == (cast.chen_deputy, cast.li_deputy)
    assert told(cast.chen) == ["换届后请继续跟进"]
    assert "recall" in {move.name for move in access.moves(cast.chen, case)}
    replied(cast.he, case, case.assignments.get())
    assert told(cast.chen)[-1] == "青澜区住房和建设局已答复"
    assert case.version + 3 == AuditEvent.objects.filter(chain=f"case:{case.pk}").count()


@pytest.mark.parametrize("count", [1, 12])
def test_sweeps_cost_the_same_however_many_there_are(cast, django_assert_max_num_queries, count):
    for _ in range(count):
        case = opened(cast)
        replied(cast.he, case, case.assignments.get())
        unwanted = cast.message().conversation
        opened(cast, conversations=[unwanted])
        speak(conversation=unwanted, name="withdraw", now=NOW, data={})
    Conversation.objects.filter(state="accepted").update(state="closed", closed_at=NOW)
    with django_assert_max_num_queries(9):
        assert sweeps.complete_settled(now=NOW) == count
    with django_assert_max_num_queries(22):
        assert sweeps.recall_unwanted(now=NOW) == count
    assert not Assignment.objects.filter(state="handed").exists()
