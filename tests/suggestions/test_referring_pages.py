"""Handing a message over: the rules propose, a person decides; what concerns a person or a unit stays."""

import re

import pytest
import time_machine
from django.urls import reverse

from liaison.models import Conversation
from liaison.services.acting import act as act_in_liaison
from suggestions.models import Assignment, Case, RoutingRule
from tests.cast import NOW
from tests.suggestions.people import extend

pytestmark = pytest.mark.django_db
Role = Assignment.Role


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
    RoutingRule.objects.create(congress=cast.congress, places="梧桐苑", tier=2, unit=cast.community, weight=-1)
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
