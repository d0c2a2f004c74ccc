"""Canned answers: one's own and the shared ones, and nobody else's."""

import pytest

from deputies.errors import Refused
from liaison.models import CannedAnswer
from liaison.services import canned

pytestmark = pytest.mark.django_db
URL = "/desk/liaison/canned/"


@pytest.fixture
def shared(cast):
    return CannedAnswer.objects.create(title="补充地点", text="请补充具体的地点。")


def test_ones_own_stand_before_the_shared_and_those_of_others_are_unseen(cast, shared):
    own = canned.save_canned(user=cast.li, title="已转物业", text="已请物业去看。")
    canned.save_canned(user=cast.sun, title="别人的", text="别人的话。")
    assert list(canned.usable_by(cast.li)) == [own, shared]


def test_add_change_and_delete(cast, as_user, shared):
    client = as_user(cast.li)
    client.post(URL, {"title": "已转物业", "text": "已请物业去看。"})
    own = CannedAnswer.objects.get(owner=cast.li)
    assert "已请物业去看。" in client.get(f"{URL}?edit={own.pk}").content.decode()
    client.post(f"{URL}?edit={own.pk}", {"title": "转物业", "text": "物业今天去看。"})
    own.refresh_from_db()
    assert (own.title, own.text) == ("转物业", "物业今天去看。")
    client.post(URL, {"delete": own.pk})
    assert list(CannedAnswer.objects.all()) == [shared]


def test_shared_ones_and_those_of_others_cannot_be_changed(cast, as_user, shared):
    others = canned.save_canned(user=cast.sun, title="别人的", text="别人的话。")
    client = as_user(cast.li)
    for answer in (shared, others):
        assert client.post(URL, {"delete": answer.pk}).status_code == 403
        client.post(f"{URL}?edit={answer.pk}", {"title": "新的", "text": "另存一条。"})
        with pytest.raises(Refused):
            canned.save_canned(user=cast.li, pk=answer.pk, title="改", text="改")
    assert client.post(URL, {"delete": "x" * 9}).status_code == 403
    assert (
        CannedAnswer.objects.filter(pk__in=(shared.pk, others.pk), title__in=("补充地点", "别人的")).count()
        == 2
    )
    assert CannedAnswer.objects.filter(owner=cast.li).count() == 2


def test_a_refused_form_keeps_what_was_typed(cast, as_user):
    response = as_user(cast.li).post(URL, {"title": "", "text": "写了一半的话"})
    assert "写了一半的话" in response.content.decode()
    assert response.context["form"].errors["title"]


def test_there_are_as_many_as_a_phone_can_show(cast, as_user):
    for number in range(canned.LIMIT):
        canned.save_canned(user=cast.li, title=f"{number}", text="好的。")
    response = as_user(cast.li).post(URL, {"title": "再一条", "text": "好的。"})
    assert "最多 30 条" in response.content.decode()


def test_they_stand_above_the_field_for_the_answer(cast, as_user, shared):
    conversation = cast.message().conversation
    text = (
        as_user(cast.li).get(f"/desk/liaison/conversations/{conversation.receipt}/answer/").content.decode()
    )
    assert 'data-canned="请补充具体的地点。" data-canned-for="id_body"' in text


def test_who_answers_nobody_has_none(cast, as_user):
    for who in ("lin", "audit", "admin"):
        assert as_user(getattr(cast, who)).get(URL).status_code == 403
