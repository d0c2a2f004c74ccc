"""What the constituent sees of the handling: one message, four phases, who handles it by when."""

import pytest
import time_machine
from django.urls import reverse

from suggestions.models import Assignment, Case, Clock, Suggestion
from suggestions.services.parts import Part
from tests.cast import NOW
from tests.public_forms import counting, new_phone, statements, text_of
from tests.suggestions.case_world import matter, moved
from tests.suggestions.formal import Formal
from tests.suggestions.people import extend

pytestmark = pytest.mark.django_db
Role = Assignment.Role


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def filed(cast):
    return cast.message(place="梧桐苑 3 幢", contact_name="周建国", contact_phone="13812341234")


@pytest.fixture
def phone(filed):
    browser = new_phone()
    browser.post(reverse("liaison:find"), {"receipt": filed.conversation.receipt, "pin": filed.pin})
    return browser


def track(phone, filed):
    return phone.get(reverse("liaison:track", args=[filed.conversation.receipt]))


def told(filed):
    response = new_phone().get(
        f"/api/v1/public/messages/{filed.conversation.receipt}/", headers={"X-Receipt-Pin": filed.pin}
    )
    assert response.status_code == 200
    return response.json()["handling"]


def taken(response):
    return response.context["phases"][2]


def part_of(case, unit=None):
    return case.assignments.exclude(state__in=("returned", "cancelled")).get(
        **({"unit": unit} if unit else {})
    )


def test_nobody_else_handles_what_was_not_given_away(cast, filed, phone):
    page = track(phone, filed)
    assert page.context["handling"] is None
    assert "谁在办" not in text_of(page)
    assert told(filed) is None


def test_the_third_phase_says_how_far_the_unit_is(cast, filed, phone):
    case = matter(cast, filed=filed)
    page = track(phone, filed)
    assert (taken(page)["note"], taken(page)["at"]) == ("等单位领单", None)
    assert "11月18日交给他们，等领单" in text_of(page)
    assert "12月3日前" in text_of(page)
    assert [phase["state"] for phase in page.context["phases"]] == ["done", "done", "current", "todo"]

    moved(case, cast.zhao, "sign", part_of(case))
    page = track(phone, filed)
    assert (taken(page)["note"], taken(page)["at"]) == ("单位在办", NOW)
    assert "11月18日领单，正在办" in text_of(page)
    assert "青澜区住房和建设局答复李敏代表。" in text_of(page)

    moved(case, cast.he, "release", part_of(case), body="三盏灯都换了。")
    page = track(phone, filed)
    assert taken(page)["note"] == "单位已答复"
    assert "11月18日已答复代表" in text_of(page)
    assert "三盏灯都换了。" not in text_of(page)  # the deputy answers, not the unit


def test_the_receipt_of_the_api_names_unit_state_and_dates(cast, filed):
    case = matter(cast, filed=filed)
    moved(case, cast.zhao, "sign", part_of(case))
    handling = told(filed)
    assert (handling["kind"], handling["state_label"], handling["number"], handling["title"]) == (
        "matter", "办理中", "", ""
    )  # fmt: skip
    (handler,) = handling["handlers"]
    assert handler["name"] == "青澜区住房和建设局"
    assert (handler["state"], handler["due_on"], handler["first_due_on"]) == (
        "signed", "2026-12-03", "2026-12-03"
    )  # fmt: skip
    assert handler["replied_at"] is None


def test_an_extension_keeps_the_first_date_in_sight(cast, filed, phone):
    case = matter(cast, filed=filed)
    moved(case, cast.zhao, "sign", part_of(case))
    Clock.objects.filter(case=case).update(due_on="2026-12-10")
    assert "原定12月3日前，延到12月10日前" in text_of(track(phone, filed))


def test_co_handlers_owe_the_lead_unit_and_are_not_waited_for(cast, filed, phone):
    more = extend(cast)
    matter(cast, Part(Role.LEAD, unit=cast.department), Part(Role.CO, unit=more.bureau), filed=filed)
    page = text_of(track(phone, filed))
    assert "青澜区城市管理局" not in page.partition("谁在办")[2].partition("往来")[0]
    assert [handler["name"] for handler in told(filed)["handlers"]] == ["青澜区住房和建设局"]


def test_a_deputy_of_a_higher_congress_is_named_with_it(cast, filed, phone):
    more = extend(cast)
    matter(cast, Part(Role.RELAY, deputy=more.jin_deputy), filed=filed, tier=Case.Tier.RELAY)
    assert "临江市人大常委会金山代表" in text_of(track(phone, filed))


def test_a_suggestion_made_of_the_message_is_shown_by_number_title_and_state(cast, filed, phone):
    formal = Formal(cast, extend(cast), conversations=[filed.conversation])
    assert track(phone, filed).context["handling"] is None  # a draft is for its deputies alone
    formal.submitted()
    assert "已写成代表建议，等审查编号。" in text_of(track(phone, filed))
    formal.act(cast.qian, "accept", note="")
    formal.act(cast.qian, "hand_over", parts=[Part(Role.LEAD, cast.department)])
    page = text_of(track(phone, filed))
    assert "已写成代表建议第1号《关于梧桐苑周边路灯改造的建议》。" in page
    assert "青澜区住房和建设局" in page
    handling = told(filed)
    assert (handling["kind"], handling["number"], handling["state_label"]) == (
        "suggestion",
        "第1号",
        "办理中",
    )
    Suggestion.objects.update(publish="none")
    page = text_of(track(phone, filed)).partition("谁在办")[2].partition("往来")[0]
    assert "第1号" in page
    assert "关于梧桐苑" not in page


def test_after_a_recall_the_deputy_is_alone_again(cast, filed, phone):
    case = matter(cast, filed=filed)
    moved(case, cast.li, "recall", reason="我自己来办。")
    assert track(phone, filed).context["handling"] is None


def test_a_case_costs_two_statements_however_many_units(cast, filed, phone):
    track(phone, filed)
    with counting() as alone:
        track(phone, filed)
    more = extend(cast)
    units = [cast.department, more.bureau, more.quiet]
    matter(cast, *[Part(Role.SEPARATE, unit=unit) for unit in units], filed=filed)
    with counting() as captured:
        page = track(phone, filed)
    assert len(page.context["handling"].handlers) == 3
    assert len(statements(captured)) <= len(statements(alone)) + 2


def test_no_page_shows_a_clerk_or_her_telephone_to_the_constituent(cast, filed, phone):
    case = matter(cast, filed=filed)
    moved(case, cast.zhao, "sign", part_of(case))
    moved(
        case, cast.he, "release", part_of(case), body="换了。", contact_person="赵经办", contact_phone="0571-88009911"
    )  # fmt: skip
    page = text_of(track(phone, filed))
    for secret in ("赵科员", "何局长", "赵经办", "88009911"):
        assert secret not in page
