"""Handing a message over: the rules propose, a person decides; what concerns a person or a unit stays."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deputies.models import Organisation
from deputies.services.organisations import add_organisation
from liaison.models import Conversation
from liaison.services.acting import act
from suggestions.models import Case, RoutingRule
from tests.cast import NOW
from tests.suggestions.people import extend

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def filed(cast):
    return cast.message(place="梧桐苑 3 幢", category_id=cast.category.pk).conversation


def door(conversation, name="refer"):
    return reverse(f"suggestions:{name}", args=[conversation.receipt])


def fields(conversation, **given):
    """Return what a browser sends of the page as it is first shown."""
    return {
        "version": conversation.version,
        "title": "路灯坏了三盏",
        "brief": "小区门口的路灯坏了三盏。",
        "how": "co",
    } | given


def test_the_rules_propose_and_say_why(cast, as_user, filed):
    RoutingRule.objects.create(congress=cast.congress, words="路灯、窨井盖", tier=3, unit=cast.department)
    RoutingRule.objects.create(
        congress=cast.congress, places="梧桐苑", tier=2, unit=cast.community, weight=-1
    )
    page = as_user(cast.li).get(door(filed)).content.decode()
    assert "建议交给青澜区住房和建设局" in page
    assert "内容里有“路灯”" in page
    assert "地点里有“梧桐苑”" in page
    assert re.search(r'name="tier" value="3"[^>]*checked', page)
    assert re.search(rf'<option value="{cast.department.pk}" selected', page)
    assert not Case.objects.exists()


def test_a_deputy_hands_over_in_one_press(cast, as_user, filed):
    answer = as_user(cast.li).post(door(filed), fields(filed, tier=3, far=cast.department.pk))
    case = Case.objects.get()
    assert answer.url == reverse("suggestions:case", args=[case.pk])
    assert (case.tier, case.title) == (3, "路灯坏了三盏")
    assert [(part.unit, part.role) for part in case.assignments.all()] == [(cast.department, "lead")]
    assert Conversation.objects.get(pk=filed.pk).state == "referred"


def test_lead_and_cohandlers_or_each_for_itself(cast, as_user, filed):
    more = extend(cast)
    client = as_user(cast.li)
    given = fields(filed, tier=3, far=cast.department.pk, further_1=more.bureau.pk, instruction="先到现场。")
    client.post(door(filed), given)
    together = Case.objects.get()
    assert {(part.unit, part.role) for part in together.assignments.all()} == {
        (cast.department, "lead"),
        (more.bureau, "co"),
    }
    assert together.assignments.first().instruction == "先到现场。"
    other = cast.message().conversation
    client.post(
        door(other), fields(other, tier=3, far=cast.department.pk, further_2=more.bureau.pk, how="separate")
    )
    apart = Case.objects.exclude(pk=together.pk).get()
    assert {part.role for part in apart.assignments.all()} == {"separate"}


def test_relay_to_a_deputy_of_a_higher_level(cast, as_user, filed):
    client = as_user(cast.li)
    assert "上级代表接力" not in client.get(door(filed)).content.decode()
    more = extend(cast)
    assert "金山（临江市人大常委会）" in client.get(door(filed)).content.decode()
    assert "请选一位代表。" in client.post(door(filed), fields(filed, tier=5)).content.decode()
    client.post(door(filed), fields(filed, tier=5, deputy=more.jin_deputy.pk))
    case = Case.objects.get()
    assert (case.tier, case.assignments.get().deputy) == (5, more.jin_deputy)


def test_near_duplicates_go_along_and_each_keeps_its_own_answer(cast, as_user, filed):
    same = cast.message(body="小区门口路灯坏了，晚上看不清。").conversation
    other = cast.message(body="加装电梯要多少人签字？").conversation
    html = as_user(cast.li).get(door(filed)).content.decode()
    offered = re.findall(r'name="together" value="(\d+)"', html)
    assert offered == [str(same.pk)]
    as_user(cast.li).post(door(filed), fields(filed, tier=2, near=cast.community.pk, together=[same.pk]))
    case = Case.objects.get()
    assert {row.conversation_id for row in case.sources.all()} == {filed.pk, same.pk}
    assert Conversation.objects.get(pk=other.pk).state == "submitted"
    alone = cast.message().conversation
    as_user(cast.li).post(door(alone), fields(alone, tier=2, near=cast.community.pk, together=[other.pk]))
    assert Conversation.objects.get(pk=other.pk).state == "submitted"


def test_what_identifies_the_constituent_is_blacked_out_and_refused(cast, as_user):
    filed = cast.message(
        body="路灯坏了，我的电话 13912340000，我是周大伟。",
        contact_name="周大伟",
        contact_phone="13912340000",
    ).conversation
    client = as_user(cast.li)
    form = client.get(door(filed)).content.decode()
    brief = re.search(r'<textarea name="brief"[^>]*>(.*?)</textarea>', form, re.S)[1]
    assert "13912340000" not in brief
    assert "【手机号】" in brief
    given = fields(filed, tier=3, far=cast.department.pk, brief="找周大伟 139 1234 0000。")
    answer = client.post(door(filed), given)
    assert 'id="id_brief_error"' in answer.content.decode()
    assert "找周大伟 139 1234 0000。" in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize("about", ["deputy", "unit"])
def test_what_is_about_a_person_or_a_unit_is_explained_and_stays(cast, as_user, about):
    filed = cast.message(about=about).conversation
    answer = as_user(cast.qian).get(door(filed))
    assert answer.status_code == 403
    assert "不能交给别人办理" in answer.content.decode()
    posted = as_user(cast.qian).post(door(filed), fields(filed, tier=3, far=cast.department.pk))
    assert posted.status_code == 403
    assert as_user(cast.qian).get(door(filed, "refer_many")).url == door(filed)
    assert as_user(cast.zhao).get(door(filed)).status_code == 404
    assert not Case.objects.exists()


def test_who_may_hand_over(cast, as_user, filed):
    statuses = {}
    for who in ("li", "qian", "zhang", "wang", "zhao", "sun", "bai", "lin", "audit", "admin"):
        statuses[who] = as_user(getattr(cast, who)).get(door(filed)).status_code
    hers = {"li": 200, "qian": 200, "zhang": 200}
    assert statuses == dict.fromkeys(statuses, 404) | hers
    hand_to_site(cast, filed)
    assert as_user(cast.wang).get(door(filed)).status_code == 200
    assert as_user(cast.zhang).get(door(filed)).status_code == 200
    assert as_user(cast.li).get(door(filed)).status_code == 403
    meeting = cast.appointment().conversation
    refused = as_user(cast.li).get(door(meeting))
    assert refused.status_code == 403
    assert "约见不能交办" in refused.content.decode()


def test_the_street_committee_hands_over_for_the_deputy(cast, as_user, filed):
    posted = as_user(cast.zhang).post(door(filed), fields(filed, tier=3, far=cast.department.pk))
    assert posted.status_code == 302, posted.context["form"].errors
    assert Case.objects.get().deputy == cast.li_deputy
    said = filed.entries.get()
    assert said.author == cast.zhang
    assert said.author_label == str(cast.street)
    assert cast.li.notices.exists()


def hand_to_site(cast, conversation):
    conversation = Conversation.objects.get(pk=conversation.pk)
    act(
        user=cast.li,
        conversation=conversation,
        name="hand_to_site",
        now=NOW,
        version=conversation.version,
        data={},
    )


def test_a_message_that_moved_on_is_told(cast, as_user, filed):
    client = as_user(cast.li)
    client.post(door(filed), fields(filed, tier=3, far=cast.department.pk))
    again = client.get(door(filed))
    assert again.url == reverse("liaison:conversation", args=[filed.receipt])
    assert "不能交办" in client.get(again.url).content.decode()


def test_who_comes_second_keeps_what_was_typed(cast, as_user, filed):
    stale = fields(filed, tier=3, far=cast.department.pk, title="我写的标题")
    fresh = Conversation.objects.get(pk=filed.pk)
    act(user=cast.li, conversation=fresh, name="accept", now=NOW, version=fresh.version, data={})
    answer = as_user(cast.li).post(door(filed), stale)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "我写的标题" in html
    assert "再按一次就行" in html
    version = Conversation.objects.get(pk=filed.pk).version
    assert f'name="version" value="{version}"' in html
    assert as_user(cast.li).post(door(filed), stale | {"version": version}).status_code == 302


def test_errors_stand_beside_their_fields(cast, as_user, filed):
    client = as_user(cast.li)
    cases = [
        ({}, "请选交给谁。"),
        ({"tier": 2}, "请选承办单位。"),
        ({"tier": 2, "near": cast.department.pk}, "这里面没有您选的"),
        ({"tier": 3, "far": cast.street.pk}, "这里面没有您选的"),
        ({"tier": 3, "far": cast.department.pk, "title": ""}, "请写标题。"),
        ({"tier": 3, "far": cast.department.pk, "title": "长" * 41}, "40"),
        ({"tier": 3, "far": cast.department.pk, "brief": " "}, "这一项要填。"),
        ({"tier": 3, "far": cast.department.pk, "further_1": cast.department.pk}, "同一个单位选了两次"),
        ({"tier": 9}, "不在可用的选项"),
        ({"tier": "x", "version": "y"}, "整数"),
    ]
    for given, words in cases:
        answer = client.post(door(filed), fields(filed, **given))
        assert answer.status_code == 200
        assert words in answer.content.decode(), given
    assert not Case.objects.exists()


def test_several_messages_to_one_unit_each_as_its_own_case(cast, as_user, filed):
    other = cast.message(body="路灯杆歪了。电话 13700001111").conversation
    third = cast.message(body="垃圾没人收。").conversation
    client = as_user(cast.li)
    html = client.get(door(filed, "refer_many")).content.decode()
    assert {f'value="{one.pk}"' in html for one in (filed, other, third)} == {True}
    given = {"conversations": [filed.pk, other.pk], "tier": 3, "far": cast.department.pk}
    done = client.post(door(filed, "refer_many"), given).content.decode()
    assert "已交办 2 件" in done
    briefs = set(Case.objects.values_list("brief", flat=True))
    assert briefs == {filed.body, "路灯杆歪了。电话 【手机号】"}
    assert Conversation.objects.get(pk=third.pk).state == "submitted"
    assert (
        "请至少选一件。"
        in client.post(door(third, "refer_many"), given | {"conversations": []}).content.decode()
    )


def test_one_that_cannot_go_is_told_and_the_others_go(cast, as_user, filed):
    named = cast.message(body="周大伟家门口的灯坏了。", contact_name="周大伟", contact_phone="").conversation
    given = {"conversations": [filed.pk, named.pk], "tier": 3, "far": cast.department.pk}
    done = as_user(cast.li).post(door(filed, "refer_many"), given).content.decode()
    assert "已交办 1 件" in done
    assert "没有交办" in done
    assert "群众留的姓名" in done
    assert Conversation.objects.get(pk=named.pk).state == "submitted"


def test_units_stand_in_groups_with_the_areas_own_first(cast, as_user, filed):
    extend(cast)
    RoutingRule.objects.create(congress=cast.congress, words="路灯", tier=3, unit=cast.department)
    add_organisation(name="别处社区", kind=Organisation.Kind.COMMUNITY, parent=cast.congress)
    html = as_user(cast.li).get(door(filed)).content.decode()
    near = re.search(r'<select name="near".*?</select>', html, re.S)[0]
    far = re.search(r'<select name="far".*?</select>', html, re.S)[0]
    assert re.findall(r'label="([^"]+)"', near) == ["本街道（镇）", "社区、村"]
    assert re.findall(r'label="([^"]+)"', far)[:2] == ["建议", "政府部门"]
    assert far.index("青澜区住房和建设局") < far.index("青澜区城市管理局")
    assert "白石区" not in html


def test_the_page_costs_the_same_with_many_units_and_messages(cast, as_user, filed):
    client, counts = as_user(cast.li), []
    for size in (1, 12):
        for number in range(size):
            name = f"{size}-{number}局"
            unit = add_organisation(
                name=name, kind=Organisation.Kind.DEPARTMENT, parent=cast.department.parent
            )
            RoutingRule.objects.create(congress=cast.congress, words="路灯", tier=3, unit=unit)
            cast.message()
        client.get(door(filed))
        with CaptureQueriesContext(connection) as spent:
            client.get(door(filed))
        counts.append(len(spent))
    assert counts[0] == counts[1]
    assert counts[1] <= 20
