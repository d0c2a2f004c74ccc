"""A formal suggestion on its pages, by the right people: signed, reviewed, handed over, rated, published."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deputies.models import User
from suggestions import access
from suggestions.models import Assignment, Case, CoSigner, Progress, ReplyRating
from suggestions.queries.case import CaseOnPage, for_page
from suggestions.queries.suggestion import sheet
from suggestions.views.offers import offers
from tests.cast import NOW
from tests.suggestions.formal import TEXT, Formal
from tests.suggestions.people import extend

pytestmark = pytest.mark.django_db
Role = Assignment.Role


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def formal(cast):
    return Formal(cast, extend(cast))


def page(formal) -> str:
    return reverse("suggestions:case", args=[formal.case.pk])


def door(formal, name: str) -> str:
    return reverse("suggestions:act", args=[formal.case.pk, name])


def hand_over(formal) -> str:
    return reverse("suggestions:hand_over", args=[formal.case.pk])


def publish(formal) -> str:
    return reverse("suggestions:publish", args=[formal.case.pk])


def sent(formal, **fields) -> dict:
    """Fields as the page sends them, with the version it showed."""
    return {"version": Case.objects.get(pk=formal.case.pk).version} | fields


def seen_by(formal, user):
    case = for_page(access.cases_visible_to(user)).get(pk=formal.case.pk)
    return CaseOnPage(case, user)


# --- signing together ----------------------------------------------------------------------------


def test_deputies_of_the_street_are_ticked_others_named(as_user, formal):
    client = as_user(formal.cast.li)
    form = client.get(door(formal, "invite")).context["form"]
    assert {label for _key, label in form.fields["deputies"].choices} == {
        f"{deputy.name}（{deputy.seat.place}）"
        for deputy in (formal.more.tang_deputy, formal.more.song_deputy)
    }
    tang = str(formal.more.tang_deputy.pk)
    wrong = client.post(door(formal, "invite"), sent(formal, deputies=[tang], others="宋佳、王五"))
    assert "王五" in str(wrong.context["form"].errors["others"])
    assert not CoSigner.objects.exists()
    client.post(door(formal, "invite"), sent(formal, deputies=[tang], others="宋佳"))
    assert CoSigner.objects.count() == 2
    nobody = client.post(door(formal, "invite"), sent(formal, others=""))
    assert nobody.context["form"].non_field_errors()


def test_whoever_is_invited_reads_the_full_text_and_signs_or_not(as_user, formal):
    formal.cosigned(deputies=[formal.more.tang_deputy, formal.more.song_deputy])
    client = as_user(formal.more.tang)
    shown = client.get(page(formal))
    for words in (*TEXT.values(), "请您决定是否联名"):
        assert words in shown.text
    client.post(door(formal, "cosign"), sent(formal))
    client = as_user(formal.more.song)
    client.post(door(formal, "decline_cosign"), sent(formal))
    states = dict(CoSigner.objects.values_list("deputy__name", "state"))
    assert states == {"唐敬": "confirmed", "宋佳": "declined"}
    assert client.get(page(formal)).status_code == 404


# --- review --------------------------------------------------------------------------------------


def test_the_reviewer_has_the_list_the_text_and_what_is_like_it_in_sight(as_user, formal):
    earlier = Formal(formal.cast, formal.more, conversations=[formal.cast.message().conversation])
    earlier.submitted()
    far = Formal(
        formal.cast,
        formal.more,
        conversations=[formal.cast.message().conversation],
        title="关于社区食堂的建议",
        proposal="请民政部门开办老年助餐点。",
    )
    far.submitted()
    formal.submitted()
    shown = as_user(formal.cast.qian).get(page(formal))
    assert "涉及具体司法案件" in shown.text
    assert shown.context["sheet"].similar == [earlier.case]
    for who in (formal.cast.li, formal.cast.zhang, formal.cast.gao):
        assert "涉及具体司法案件" not in as_user(who).get(page(formal)).text


def test_a_return_names_the_ground_and_the_deputy_reads_it(as_user, formal):
    formal.submitted()
    client = as_user(formal.cast.qian)
    wrong = client.post(door(formal, "return_to_deputy"), sent(formal, reason="写了很久的说明"))
    assert wrong.context["form"].errors["grounds"]
    assert "写了很久的说明" in wrong.text
    client.post(
        door(formal, "return_to_deputy"),
        sent(formal, grounds=["several"], reason="请分成两件，一件说灯，一件说路。"),
    )
    assert formal.state() == "returned"
    shown = as_user(formal.cast.li).get(page(formal)).text
    assert "不是一事一议" in shown
    assert "请分成两件" in shown


def test_a_duplicate_goes_into_the_earlier_one(as_user, formal):
    earlier = Formal(formal.cast, formal.more, conversations=[formal.cast.message().conversation])
    earlier.numbered()
    formal.submitted()
    client = as_user(formal.cast.qian)
    form = client.get(door(formal, "merge")).context["form"]
    assert str(earlier.case.pk) in form.fields["into"].rows
    client.post(door(formal, "merge"), sent(formal, into=earlier.case.pk, reason="同一处路灯。"))
    assert formal.state() == "merged"
    assert (
        reverse("suggestions:case", args=[earlier.case.pk]) in as_user(formal.cast.li).get(page(formal)).text
    )


# --- hand-over -----------------------------------------------------------------------------------


def test_both_dates_and_how_they_are_counted_stand_beside_the_form(as_user, formal):
    shown = as_user(formal.numbered().cast.qian).get(hand_over(formal))
    by_key = {limit.key: limit for limit in shown.context["limits"]}
    assert by_key["suggestion.reply"].due.date.isoformat() == "2027-02-18"
    assert by_key["suggestion.reply_complex"].due.date.isoformat() == "2027-05-18"
    assert by_key["suggestion.cohandler"].due.date.isoformat() == "2026-12-18"
    assert all(limit.why for limit in by_key.values())


def test_lead_and_co_handlers(as_user, formal):
    formal.numbered()
    client = as_user(formal.cast.qian)
    client.post(
        hand_over(formal),
        sent(
            formal,
            way="lead",
            is_complex="no",
            lead=formal.cast.department.pk,
            units=[formal.more.bureau.pk],
            instruction="先见面。",
        ),
    )
    roles = dict(formal.case.assignments.values_list("unit__name", "role"))
    assert roles == {"青澜区住房和建设局": "lead", "青澜区城市管理局": "co"}
    assert set(formal.case.assignments.values_list("instruction", flat=True)) == {"先见面。"}


def test_separate_units_and_six_months(as_user, formal):
    formal.numbered()
    units = [formal.cast.department.pk, formal.more.bureau.pk]
    client = as_user(formal.cast.qian)
    wrong = client.post(
        hand_over(formal), sent(formal, way="separate", units=units, is_complex="yes", lead=units[0])
    )
    assert wrong.context["form"].errors["complex_reason"]
    assert formal.state() == "numbered"
    client.post(
        hand_over(formal),
        sent(formal, way="separate", units=units, is_complex="yes", complex_reason="涉及全区管网。"),
    )
    assert set(formal.case.assignments.values_list("role", flat=True)) == {"separate"}
    assert formal.suggestion.is_complex


def test_a_wrong_division_is_told_beside_the_field(as_user, formal):
    formal.numbered()
    client = as_user(formal.cast.qian)
    assert client.post(hand_over(formal), sent(formal, way="lead")).context["form"].errors["lead"]
    one = sent(formal, way="separate", units=[formal.more.bureau.pk])
    assert client.post(hand_over(formal), one).context["form"].errors["units"]
    assert not formal.case.assignments.exists()


def test_somebody_else_handed_over_first(as_user, formal):
    formal.numbered()
    chosen = {"way": "lead", "lead": formal.cast.department.pk, "is_complex": "no"}
    stale = sent(formal, **chosen, instruction="写了很久的要求")
    formal.act(formal.cast.qian, "contact", on=NOW.date(), phase="before", body="电话")
    shown = as_user(formal.cast.qian).post(hand_over(formal), stale)
    assert shown.context["form"].non_field_errors()
    assert "写了很久的要求" in shown.text
    assert formal.state() == "numbered"


def test_who_may_hand_over_and_when(as_user, formal):
    formal.submitted()
    early = as_user(formal.cast.qian).get(hand_over(formal))
    assert early.url == page(formal)
    formal.act(formal.cast.qian, "accept")
    expected = {formal.cast.li: 403, formal.cast.zhang: 404, formal.cast.bai: 404, formal.cast.gao: 403}
    for who, status in expected.items():
        assert as_user(who).get(hand_over(formal)).status_code == status, who.name


# --- handling ------------------------------------------------------------------------------------


def test_phases_of_contact_are_ticked_or_missing(as_user, formal):
    formal.handed()
    client = as_user(formal.cast.zhao)
    client.post(
        door(formal, "contact"),
        sent(formal, phase="before", kind="face", on="2026-11-18", with_whom="李代表", body="当面商量灯位。"),
    )
    talks = {phase.label: bool(phase.rows) for phase in client.get(page(formal)).context["sheet"].talks}
    assert talks == {"办理前": True, "办理中": False, "办理后": False}
    ahead = sent(formal, phase="before", kind="face", on="2026-11-19", body="明天见。")
    assert client.post(door(formal, "contact"), ahead).context["form"].errors["on"]


def test_talks_before_submission_stay_on_the_congress_side(as_user, formal):
    formal.act(formal.cast.li, "contact", on=NOW.date(), kind="phone", body="先问过局里能不能办。")
    assert Progress.objects.get().phase == "presubmit"
    formal.handed()
    for who, reads in ((formal.cast.li, True), (formal.cast.qian, True), (formal.cast.zhao, False)):
        assert ("先问过局里" in as_user(who).get(page(formal)).text) is reads, who.name


def test_the_deputy_rates_result_and_attitude_apart_and_the_unit_never_sees_who(as_user, formal):
    formal.cosigned(formal.more.tang, deputies=[formal.more.tang_deputy]).replied("B")
    client = as_user(formal.cast.li)
    wrong = client.post(door(formal, "rate"), sent(formal, result="1", attitude="3", comment=""))
    assert wrong.context["form"].errors["comment"]
    client.post(door(formal, "rate"), sent(formal, result="2", attitude="3", comment="还有两盏没换。"))
    rating = ReplyRating.objects.get()
    assert (rating.deputy, rating.result, rating.attitude) == (formal.cast.li_deputy, 2, 3)
    assert "还有两盏没换。" in as_user(formal.cast.qian).get(page(formal)).text
    for unit in (formal.cast.zhao, formal.cast.he, formal.more.luo):
        assert "还有两盏没换。" not in as_user(unit).get(page(formal)).text


def test_staff_collect_ratings_and_record_what_they_were_told(as_user, formal, django_assert_max_num_queries):
    formal.cosigned(formal.more.tang, deputies=[formal.more.tang_deputy]).replied("A").rated(
        (formal.cast.li, 3, 3)
    )
    client = as_user(formal.cast.qian)
    with django_assert_max_num_queries(20):
        lines = client.get("/desk/suggestions/ratings/").context["page"].rows
    assert [(name, bool(rating)) for name, rating in lines[0].asked] == [("李敏", True), ("唐敬", False)]
    assert lines[0].due_on
    form = client.get(door(formal, "rate")).context["form"]
    assert [row.name for row in form.fields["deputy"].rows.values()] == ["唐敬"]
    told = sent(formal, deputy=formal.more.tang_deputy.pk, result="3", attitude="2", comment="")
    client.post(door(formal, "rate"), told)
    rating = ReplyRating.objects.get(deputy=formal.more.tang_deputy)
    assert rating.taken_by == formal.cast.qian
    assert as_user(formal.cast.li).get("/desk/suggestions/ratings/").status_code == 403
    assert not as_user(formal.cast.bai).get("/desk/suggestions/ratings/").context["page"].rows


def test_tracking_shows_reports_and_both_classes(as_user, formal):
    formal.replied("B", commitments=[("换完最后两盏灯", NOW.date().replace(month=12))]).satisfied()
    formal.act(formal.cast.qian, "track")
    client = as_user(formal.cast.he)
    client.post(door(formal, "track_report"), sent(formal, on="2026-11-18", body="灯具已到货。"))
    upgraded = sent(formal, reply_class=formal.reply_class("A").pk, body="两盏灯已换好。")
    client.post(door(formal, "upgrade"), upgraded)
    shown = as_user(formal.cast.li).get(page(formal)).text
    for words in ("灯具已到货。", "换完最后两盏灯", "两盏灯已换好。", "部分解决", "已经解决"):
        assert words in shown


# --- publication ---------------------------------------------------------------------------------


@pytest.fixture
def completed(formal):
    formal.replied("A", body="一、已换灯。经办人电话 13812341234。").satisfied()
    formal.act(formal.cast.qian, "complete")
    return formal


def decision(formal, **changes) -> dict:
    copies = {"public_title": "路灯改造", "public_text": "九盏不亮。", "public_reply": "已换灯。"}
    return sent(formal, publish="full", **copies) | changes


def test_the_decision_begins_with_a_redacted_copy_beside_the_original(as_user, completed):
    shown = as_user(completed.cast.qian).get(publish(completed))
    form = shown.context["form"]
    assert "13812341234" not in form["public_reply"].value()
    assert "13812341234" in shown.context["originals"][1]
    assert shown.context["shown"].reply == form["public_reply"].value()


def test_another_look_decides_nothing(as_user, completed):
    look = decision(completed, public_title="改过的标题", then="look")
    shown = as_user(completed.cast.qian).post(publish(completed), look)
    assert shown.context["shown"].title == "改过的标题"
    assert completed.state() == "completed"


def test_personal_data_left_in_is_refused_until_checked(as_user, completed):
    client = as_user(completed.cast.qian)
    left = decision(completed, public_reply="打 13812341234")
    assert client.post(publish(completed), left).context["form"].errors["public_reply"]
    assert completed.state() == "completed"
    client.post(publish(completed), left | {"checked": "on"})
    assert (completed.state(), completed.suggestion.public_reply) == ("archived", "打 13812341234")


def test_by_title_alone_no_copy_of_the_text_is_kept(as_user, completed):
    as_user(completed.cast.qian).post(publish(completed), decision(completed, publish="title"))
    suggestion = completed.suggestion
    assert (suggestion.publish, suggestion.public_title, suggestion.public_text) == ("title", "路灯改造", "")


def test_never_more_than_the_deputy_agreed_to(as_user, cast):
    formal = Formal(cast, extend(cast), consents_to="title")
    formal.replied("A").satisfied()
    formal.act(cast.qian, "complete")
    client = as_user(cast.qian)
    choices = [key for key, _label in client.get(publish(formal)).context["form"].fields["publish"].choices]
    assert choices == ["title", "none"]
    assert client.post(publish(formal), decision(formal)).context["form"].errors["publish"]


def test_not_publishing_says_why(as_user, completed):
    client = as_user(completed.cast.qian)
    assert client.post(publish(completed), decision(completed, publish="none")).context["form"].errors["note"]
    client.post(publish(completed), decision(completed, publish="none", note="涉及未公开规划。"))
    assert completed.state() == "archived"


# --- buttons -------------------------------------------------------------------------------------


def test_every_button_leads_to_a_page(as_user, formal):
    """At each stage and for everybody concerned, what the page offers opens."""
    people = [formal.cast.li, formal.cast.qian, formal.cast.zhao, formal.cast.he, formal.more.tang]
    stages = [
        lambda: formal.cosigned(deputies=[formal.more.tang_deputy]),
        lambda: formal.act(formal.more.tang, "cosign"),
        formal.handed,
        lambda: formal.act(formal.cast.zhao, "sign", formal.part()),
        lambda: formal.contacted("before", "during").opined(),
        lambda: formal.act(formal.cast.he, "release", formal.part(), **formal.answer("B")),
        lambda: formal.rated((formal.cast.li, 1, 3), (formal.more.tang, 2, 3), comment="没有办完。"),
    ]
    tried = set()
    for stage in stages:
        stage()
        for who in people:
            if not access.cases_visible_to(who).filter(pk=formal.case.pk).exists():
                continue
            client = as_user(who)
            assert client.get(page(formal)).status_code == 200
            for offer in [one for found in offers(seen_by(formal, who)).values() for one in found]:
                tried.add(offer.move.name)
                if not offer.at_once:
                    assert client.get(offer.url).status_code == 200, (who.name, offer.move.name)
    assert {"edit", "submit", "invite", "contact", "rate", "rehandle"} <= tried


def test_the_page_costs_the_same_however_much_belongs_to_it(formal):
    formal.cosigned(formal.more.tang, deputies=[formal.more.tang_deputy]).replied("B")

    def cost():
        user = User.objects.get(pk=formal.cast.qian.pk)
        with CaptureQueriesContext(connection) as counted:
            sheet(seen_by(formal, user))
        return len(counted)

    before = cost()
    for number in range(15):
        Progress.objects.create(
            case=formal.case,
            kind="face",
            phase="after",
            on=NOW.date(),
            body=f"回访 {number}",
            label="局里",
            at=NOW,
        )
    assert cost() == before
