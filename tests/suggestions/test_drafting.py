"""A formal suggestion before the congress has it: draft, sources, co-signers, submission, withdrawal."""

from datetime import date

import pytest

from deputies.errors import Refused
from liaison.models import Conversation, Notice
from suggestions import access
from suggestions.access import cases_visible_to
from suggestions.models import Case, Clock, Source, Survey
from suggestions.services import drafting, surveying
from tests.cast import NOW
from tests.suggestions.formal import TEXT, Formal
from tests.suggestions.people import extend


@pytest.fixture
def more(cast):
    return extend(cast)


@pytest.fixture
def formal(cast, more):
    return Formal(cast, more)


def told(user) -> list[str]:
    return [notice.title for notice in Notice.objects.filter(recipient=user)]


def names(user, case) -> list[str]:
    return [move.name for move in access.moves(user, Case.objects.get(pk=case.pk))]


# --- opening ------------------------------------------------------------------------------------------


def test_a_submitted_draft_takes_its_message_along(formal, cast):
    conversation = Conversation.objects.get()
    case = formal.case
    assert (case.state, case.congress, case.deputy) == ("draft", cast.congress, cast.li_deputy)
    assert case.suggestion.term == cast.term
    assert conversation.state == "submitted", "a draft may never be submitted"
    formal.submitted()
    conversation.refresh_from_db()
    assert (formal.state(), conversation.state) == ("submitted", "referred")
    assert "已转为代表建议" in conversation.entries.last().body
    clock = Clock.objects.get(case=case)
    assert (clock.purpose, clock.due_on) == ("handover", date(2026, 11, 25))  # five working days, a Wednesday


def test_only_the_deputy_herself_drafts(cast, more):
    for user in (cast.qian, cast.zhang, cast.wang, cast.chen, more.tang):
        with pytest.raises(Refused, match="代表本人"):
            drafting.open_suggestion(user=user, deputy=cast.li_deputy, fields=TEXT, now=NOW)
    assert not Case.objects.exists()


def test_a_draft_needs_a_title_and_no_more(cast, more):
    with pytest.raises(Refused) as refused:
        drafting.open_suggestion(user=cast.li, deputy=cast.li_deputy, fields={"title": " "}, now=NOW)
    assert refused.value.field == "title"
    drafting.open_suggestion(user=cast.li, deputy=cast.li_deputy, fields={"title": "关于路灯的建议"}, now=NOW)


def test_one_message_feeds_one_case(formal, cast, more):
    with pytest.raises(Refused, match="已经并入另一件"):
        Formal(cast, more, conversations=[Conversation.objects.get()])
    assert Case.objects.count() == 1


@pytest.mark.parametrize("about", ["unit", "deputy"])
def test_what_is_about_a_unit_or_a_deputy_feeds_no_suggestion(cast, more, about):
    conversation = cast.message(about=about).conversation
    with pytest.raises(Refused, match="不能作为建议的来源"):
        Formal(cast, more, conversations=[conversation])


def test_what_was_answered_meanwhile_stays_behind(formal, cast):
    conversation = Conversation.objects.get()
    Conversation.objects.update(state="withdrawn")
    formal.contacted("presubmit", who=cast.li).submitted()
    conversation.refresh_from_db()
    assert conversation.state == "withdrawn"
    assert Source.objects.get().left_at == NOW


def test_only_its_deputies_see_a_draft(formal, cast, more):
    def seers():
        people = (
            cast.li,
            more.tang,
            cast.qian,
            cast.zhang,
            cast.gao,
            cast.lin,
            cast.zhao,
            cast.feng,
            cast.sun,
        )
        return [user.username for user in people if cases_visible_to(user).exists()]

    assert seers() == ["li"]
    formal.act(cast.li, "invite", deputies=[more.tang_deputy])
    assert seers() == ["li", "tang"]
    formal.submitted()
    assert seers() == ["li", "qian", "gao", "lin"], "an invitation not answered lapses"


# --- submitting ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["facts", "reasons", "proposal"])
def test_facts_reasons_and_proposal_are_all_needed(cast, more, missing):
    formal = Formal(cast, more, **{missing: " "})
    with pytest.raises(Refused) as refused:
        formal.submitted()
    assert refused.value.field == missing
    assert formal.state() == "draft"


def test_nothing_looked_into_is_refused(cast, more):
    formal = Formal(cast, more, conversations=[])
    with pytest.raises(Refused, match="不调研不建议"):
        formal.submitted()
    assert formal.state() == "draft"
    assert not Clock.objects.exists()


def test_a_visit_on_record_is_enough(cast, more):
    formal = Formal(cast, more, conversations=[])
    formal.contacted("presubmit", who=cast.li).submitted()
    assert formal.state() == "submitted"


def test_a_survey_counts_when_it_found_something_and_takes_its_messages_along(cast, more):
    conversations = [cast.message().conversation, cast.message().conversation]
    survey = surveying.open_survey(
        user=cast.li,
        deputy=cast.li_deputy,
        fields={"title": "老小区路灯", "how": Survey.How.VISIT, "started_on": NOW.date()},
        conversations=conversations,
        now=NOW,
    )
    assert {one.state for one in Conversation.objects.all()} == {"accepted"}
    assert "列入了调研" in conversations[0].entries.last().body
    bare = Formal(cast, more, conversations=[])
    bare.act(cast.li, "edit", survey=survey)
    bare.case.sources.update(left_at=NOW)
    with pytest.raises(Refused, match="有结论的调研"):
        bare.submitted()
    surveying.edit_survey(
        user=cast.li, survey=survey, fields={"findings": "九盏不亮。", "participants": "社区"}
    )
    bare.submitted()
    case = drafting.open_suggestion(user=cast.li, deputy=cast.li_deputy, fields=TEXT, survey=survey, now=NOW)
    assert case.suggestion.survey == survey
    assert set(case.sources.values_list("conversation", flat=True)) == {one.pk for one in conversations}


def test_a_survey_is_her_own(cast, more):
    fields = {"title": "路灯", "how": Survey.How.SYMPOSIUM, "started_on": NOW.date()}
    survey = surveying.open_survey(user=more.tang, deputy=more.tang_deputy, fields=fields, now=NOW)
    with pytest.raises(Refused, match="自己的调研"):
        drafting.open_suggestion(user=cast.li, deputy=cast.li_deputy, fields=TEXT, survey=survey, now=NOW)
    with pytest.raises(Refused, match="自己的调研"):
        surveying.edit_survey(user=cast.li, survey=survey, fields={"findings": "别人的"})
    with pytest.raises(Refused, match="结束不能早于开始"):
        surveying.edit_survey(user=more.tang, survey=survey, fields={"ended_on": date(2020, 1, 1)})


# --- signing together ---------------------------------------------------------------------------------


def test_each_decides_for_herself(formal, cast, more):
    formal.act(cast.li, "invite", deputies=[more.tang_deputy, more.song_deputy])
    assert formal.state() == "cosigning"
    assert names(more.tang, formal.case) == ["cosign", "decline_cosign"]
    formal.act(more.tang, "cosign")
    assert names(more.tang, formal.case) == ["decline_cosign"]
    formal.act(more.song, "decline_cosign")
    assert names(more.song, formal.case) == []
    states = formal.suggestion.cosigners.values_list("deputy__name", "state")
    assert list(states) == [("唐敬", "confirmed"), ("宋佳", "declined")]
    assert any("唐敬代表确认联名" in title for title in told(cast.li))
    with pytest.raises(Refused, match="已经表示不参加"):
        formal.act(cast.li, "invite", deputies=[more.song_deputy])


def test_new_text_asks_for_new_confirmations(formal, cast, more):
    formal.cosigned(more.tang, deputies=[more.tang_deputy])
    formal.act(cast.li, "edit", unsolved=2)
    assert formal.suggestion.cosigners.get().state == "confirmed", "the text is the same"
    formal.act(cast.li, "edit", proposal="一、换灯具。")
    assert formal.suggestion.cosigners.get().state == "invited"
    assert any("请重新确认" in title for title in told(more.tang))
    formal.act(more.tang, "cosign")
    formal.submitted()
    assert formal.suggestion.cosigners.get().state == "confirmed"


def test_invitations_lapse_at_submission_and_are_told(formal, cast, more):
    formal.cosigned(more.tang, deputies=[more.tang_deputy, more.song_deputy]).submitted()
    assert dict(formal.suggestion.cosigners.values_list("deputy__name", "state")) == {
        "唐敬": "confirmed",
        "宋佳": "lapsed",
    }
    assert any("联名邀请到此为止" in title for title in told(more.song))
    formal.act(cast.qian, "return_to_deputy", reason="请写清位置", grounds=["empty"])
    formal.act(cast.li, "invite", deputies=[more.song_deputy])
    formal.act(more.song, "cosign")
    assert formal.state() == "returned"
    formal.submitted()
    assert set(formal.suggestion.cosigners.values_list("state", flat=True)) == {"confirmed"}


def test_who_can_be_invited(formal, cast, more):
    for deputy, words in (
        (cast.li_deputy, "自己"),
        (cast.sun_deputy, "本届人大"),
        (cast.chen_deputy, "本届人大"),
        (more.jin_deputy, "本届人大"),
    ):
        with pytest.raises(Refused, match=words):
            formal.act(cast.li, "invite", deputies=[deputy])
    more.song_deputy.user = None
    more.song_deputy.save()
    with pytest.raises(Refused, match="没有账号"):
        formal.act(cast.li, "invite", deputies=[more.song_deputy])
    assert formal.state() == "draft"


# --- delegation, return, withdrawal -------------------------------------------------------------------


def test_a_delegation_reviews_in_session_only(cast, more):
    between = Formal(cast, more)
    assert "to_delegation" not in names(cast.li, between.case)
    with pytest.raises(Refused, match="会议期间"):
        between.act(cast.li, "to_delegation", delegation="长宁代表团")
    formal = Formal(cast, more, session="in", session_name="第六次会议")
    formal.act(cast.li, "to_delegation", delegation="长宁代表团")
    assert formal.state() == "delegation"
    assert not Clock.objects.exists()
    formal.act(cast.qian, "delegation_returns", reason="第二条再具体些")
    assert (formal.state(), formal.suggestion.review_note) == ("returned", "第二条再具体些")
    formal.act(cast.li, "edit", proposal="一、换灯具；二、每月巡查。")
    formal.act(cast.li, "to_delegation", delegation="长宁代表团")
    formal.act(cast.qian, "delegation_agrees")
    assert formal.state() == "submitted"
    assert Clock.objects.get().purpose == "handover"


def test_a_draft_is_thrown_away_without_a_word_to_the_constituent(formal, cast):
    before = Conversation.objects.get().entries.count()
    formal.act(cast.li, "withdraw", reason="另写一件")
    conversation = Conversation.objects.get()
    assert (formal.state(), conversation.state) == ("withdrawn", "submitted")
    assert conversation.entries.count() == before
    assert Source.objects.get().left_at == NOW


def test_withdrawing_ends_the_handling_and_tells_everybody(formal, cast, more):
    formal.cosigned(more.tang, deputies=[more.tang_deputy]).handed()
    formal.act(cast.zhao, "sign", formal.part())
    formal.later(days=1).act(cast.li, "withdraw", reason="问题已经解决")
    assert formal.state() == "withdrawn"
    assert set(formal.case.assignments.values_list("state", flat=True)) == {"cancelled"}
    assert not Clock.objects.filter(state="running").exists()
    assert Conversation.objects.get().state == "accepted"
    for user in (cast.zhao, cast.he, more.luo, more.tang, cast.qian):
        assert any("代表撤回了建议" in title for title in told(user)), user


def test_nobody_else_withdraws(formal, cast, more):
    formal.cosigned(more.tang, deputies=[more.tang_deputy]).submitted()
    for user in (cast.qian, more.tang, cast.zhang, cast.zhao):
        with pytest.raises(Refused):
            formal.act(user, "withdraw", reason="不是我的")
    assert formal.state() == "submitted"
