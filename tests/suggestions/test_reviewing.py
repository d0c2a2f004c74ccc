"""The congress's office on a submitted suggestion: accepted with a number, returned, converted, merged, made key."""

import pytest

from deputies.errors import Refused
from liaison.models import Conversation, Notice
from suggestions.access import cases_visible_to
from suggestions.models import Case, Clock
from tests.liaison.test_concurrency import at_once
from tests.suggestions.formal import Formal
from tests.suggestions.people import extend


@pytest.fixture
def more(cast):
    return extend(cast)


@pytest.fixture
def formal(cast, more):
    return Formal(cast, more)


def told(user) -> list[str]:
    return [notice.title for notice in Notice.objects.filter(recipient=user)]


def test_accepting_gives_the_next_number_of_the_term(formal, cast, more):
    formal.submitted().act(cast.qian, "accept", note="属于本级职权")
    assert (formal.state(), formal.case.number) == ("numbered", "第18届第1号")
    assert (formal.suggestion.serial, formal.suggestion.review_note) == (1, "属于本级职权")
    assert formal.suggestion.reviewed_by == cast.qian
    assert Clock.objects.get().state == "running", "five working days until hand-over, not until the number"
    assert "编号：第18届第1号" in Conversation.objects.get().entries.last().body
    second = Formal(cast, more).numbered()
    assert second.case.number == "第18届第2号"


@pytest.mark.parametrize("name", ["accept", "return_to_deputy", "convert", "merge", "hand_over"])
def test_only_the_office_of_this_congress_reviews(formal, cast, name):
    formal.submitted()
    for user in (cast.bai, cast.zhang, cast.li, cast.gao, cast.lin, cast.feng, cast.zhao, cast.admin):
        with pytest.raises(Refused, match="身份"):
            formal.act(user, name, reason="不该由我", into=formal.case, parts=[1])
    assert (formal.state(), formal.case.number) == ("submitted", "")


def test_a_returned_suggestion_comes_again_with_a_new_clock(formal, cast):
    formal.submitted().later(days=2)
    formal.act(cast.qian, "return_to_deputy", reason="请写清是哪几盏", grounds=["empty", "several"])
    assert formal.state() == "returned"
    assert formal.suggestion.review_note == "没有实际内容；不是一事一议；请写清是哪几盏"
    assert Clock.objects.get().outcome == "met"
    assert any("退回代表补充修改" in title for title in told(cast.li))
    assert Conversation.objects.get().state == "referred", "the deputy still works on it"
    formal.act(cast.li, "edit", facts="东门至南门九盏不亮。")
    formal.submitted()
    running = Clock.objects.get(state="running")
    assert (running.purpose, running.started_on) == ("handover", formal.now.date())


def test_a_letter_goes_back_to_the_deputy_with_an_explanation(formal, cast):
    formal.submitted().act(cast.qian, "convert", reason="这是个案，请按来信转办", grounds=["letter"])
    conversation = Conversation.objects.get()
    assert (formal.state(), conversation.state) == ("converted", "accepted")
    assert "不作为代表建议办理" in conversation.entries.last().body
    assert formal.suggestion.review_note == "转交群众来信；这是个案，请按来信转办"
    assert any("转为来信办理" in title for title in told(cast.li))
    assert formal.case.closed_at == formal.now
    assert not Clock.objects.filter(state="running").exists()


def test_merged_ones_are_handled_together_and_answered_each(formal, cast, more):
    main = formal.numbered()
    other = Formal(cast, more, deputy=more.tang_deputy, conversations=[])
    other.cosigned(more.song, cast.li, deputies=[more.song_deputy, cast.li_deputy])
    other.contacted("presubmit", who=more.tang).submitted()
    other.act(cast.qian, "merge", into=main.case, reason="内容相同")
    assert other.state() == "merged"
    assert other.suggestion.merged_into == main.suggestion
    joined = dict(main.suggestion.cosigners.values_list("deputy__name", "state"))
    assert joined == {"唐敬": "joined", "宋佳": "joined"}, "李代表 is the first signer already"
    for user in (more.tang, more.song):
        assert main.case.pk in cases_visible_to(user).values_list("pk", flat=True)
        assert any("并入第18届第1号一并办理" in title for title in told(user))
    assert not Clock.objects.filter(case=other.case, state="running").exists()


@pytest.mark.django_db(transaction=True)
def test_two_that_are_merged_into_each_other_at_once_do_not_wait_for_ever(cast, more):
    pair = [Formal(cast, more).submitted(), Formal(cast, more).submitted()]
    results = at_once(2, lambda n: pair[n].act(cast.qian, "merge", into=pair[1 - n].case, reason="内容相同"))
    refused = [result for result in results if isinstance(result, Refused)]
    states = sorted(one.state() for one in pair)
    assert (len(refused), states) in ((1, ["merged", "submitted"]), (2, ["submitted", "submitted"]))


def test_messages_go_along_when_one_is_merged(cast, more):
    main, other = Formal(cast, more).numbered(), Formal(cast, more).numbered()
    [source] = other.case.sources.all()
    other.act(cast.qian, "merge", into=main.case, reason="内容相同")
    assert other.case.number == "第18届第2号", "the number stays its own"
    source.refresh_from_db()
    assert source.left_at is not None
    assert main.case.sources.filter(conversation=source.conversation, left_at=None).exists()
    assert not main.suggestion.cosigners.exists()


def test_what_takes_no_other_in(formal, cast, more):
    formal.submitted()
    with pytest.raises(Refused, match="另一件建议"):
        formal.act(cast.qian, "merge", into=formal.case, reason="自己")
    replied = Formal(cast, more).replied("A")
    with pytest.raises(Refused, match="已经答复"):
        formal.act(cast.qian, "merge", into=replied.case, reason="晚了")
    elsewhere = Formal(cast, more).submitted()
    Case.objects.filter(pk=elsewhere.case.pk).update(congress=cast.other_congress)
    with pytest.raises(Refused, match="本级人大"):
        formal.act(cast.qian, "merge", into=elsewhere.case, reason="别的区")
    assert formal.state() == "submitted"


def test_key_ones_name_the_decision_and_everybody_hears(formal, cast, more):
    formal.handed().act(cast.qian, "mark_key", reason="主任会议第六十七次会议决定")
    assert (formal.suggestion.is_key, formal.suggestion.key_reason) == (True, "主任会议第六十七次会议决定")
    for user in (cast.li, cast.he, more.shi):
        assert any("重点督办" in title for title in told(user))
    with pytest.raises(Refused, match="已经列为"):
        formal.act(cast.qian, "mark_key", reason="再来一次")
