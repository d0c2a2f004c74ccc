from datetime import date, time

import pytest
import time_machine
from django.urls import reverse

from deputies.models import Deputy, Site
from deputies.services.mandates import update_profile
from liaison.models import PrivacyNotice, ReceptionDay, ResponseFigure
from liaison.services import codes, tenure
from tests.cast import NOW, TODAY
from tests.public_forms import new_phone, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


def code(token):
    return reverse("liaison:code", args=[token])


def opened(token):
    return new_phone().get(code(token))


def test_a_code_opens_its_deputy_in_one_statement(cast, django_assert_num_queries):
    update_profile(deputy=cast.li_deputy, actor=None, now=NOW, pledge="件件有回音。")
    ResponseFigure.objects.create(deputy=cast.li_deputy, as_of=NOW, answered=12, median_hours=20, waiting=1)
    day = ReceptionDay.objects.create(site=cast.site, date=date(2026, 12, 15), starts=time(9), ends=time(11))
    day.deputies.add(cast.li_deputy)
    with django_assert_num_queries(1):
        response = opened(cast.placement.token)
    page = text_of(response)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    for words in (
        "李敏",
        "青澜区人大代表",
        "第1选区 梧桐",
        "件件有回音",
        "答复 12 件",
        "12月15日",
        "菜场旁边",
        "127.0.0.1",
    ):
        assert words in page
    assert "<script" not in page


def test_the_day_before_is_not_the_next_reception_day(cast):
    for on in (date(2026, 11, 17), date(2026, 12, 16)):
        day = ReceptionDay.objects.create(site=cast.site, date=on, starts=time(9), ends=time(11))
        day.deputies.add(cast.li_deputy)
    page = text_of(opened(cast.placement.token))
    assert "12月16日" in page
    assert "11月17日" not in page


@pytest.mark.parametrize("typed", ["{upper}", " {token} ", "{dashed}", "{wide}"])
def test_a_token_is_understood_however_it_was_typed(cast, typed):
    token = cast.placement.token
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in token)
    typed = typed.format(token=token, upper=token.upper(), dashed=f"{token[:5]}-{token[5:]}", wide=wide)
    assert opened(typed).status_code == 200


@pytest.mark.parametrize("token", ["nosuchcode", "hjkmnprtvw", "代表", "a" * 300])
def test_an_unknown_code_helps(cast, token):
    response = opened(token)
    assert response.status_code == 404
    assert "没有找到这张码" in text_of(response)
    assert reverse("liaison:enter_code") in text_of(response)


def test_the_short_code_is_typed_by_hand(cast):
    phone = new_phone()
    assert phone.get(reverse("liaison:enter_code")).status_code == 200
    response = phone.get(reverse("liaison:enter_code"), {"code": cast.placement.token.upper()})
    assert (response.status_code, response["Location"]) == (302, code(cast.placement.token))
    response = phone.get(reverse("liaison:enter_code"), {"code": "你好"})
    assert "短码不对" in text_of(response)
    assert 'value="你好"' in text_of(response)


def test_a_suspended_deputy_is_answered_for_by_the_site(cast):
    tenure.suspend(
        deputy=cast.li_deputy, ground=Deputy.Ground.DETAINED, since=TODAY, actor=cast.qian, now=NOW
    )
    page = text_of(opened(cast.placement.token))
    assert "李敏代表目前暂时停止执行代表职务" in page
    assert "梧桐联络站" in page
    assert "0571-88000001" in page
    assert "羁押" not in page


def test_a_vacant_seat_is_answered_for_by_the_site(cast, django_assert_num_queries):
    vacant = codes.issue_code(seat=cast.vacant_seat, actor=None, now=NOW).placements.get()
    with django_assert_num_queries(1):
        page = text_of(opened(vacant.token))
    assert "现在没有在任代表" in page
    assert reverse("liaison:message", args=[vacant.token]) in page


def test_a_terminated_deputy_is_no_longer_named(cast):
    tenure.terminate(deputy=cast.li_deputy, ground="resigned", since=TODAY, actor=cast.qian, now=NOW)
    page = text_of(opened(cast.placement.token))
    assert "李敏" not in page
    assert "梧桐联络站" in page


def test_after_a_change_of_term_the_same_paper_opens_the_successor(cast):
    tenure.change_term(term=cast.next_term, actor=cast.qian, now=NOW, today=TODAY)
    page = text_of(opened(cast.placement.token))
    assert "陈立" in page
    assert "李敏" not in page


def test_a_site_has_a_page_of_its_own(cast, django_assert_num_queries):
    Site.objects.filter(pk=cast.site.pk).update(head=cast.li_deputy, feature="楼道里的联络站")
    token = codes.issue_code(site=cast.site, actor=None, now=NOW).placements.get().token
    with django_assert_num_queries(1):
        page = text_of(opened(token))
    assert "站长：李敏代表" in page
    assert "楼道里的联络站" in page


def test_a_revoked_copy_explains_itself_and_its_twin_goes_on(cast):
    twin = codes.add_placement(code=cast.placement.code, board="东门公示栏", actor=cast.zhang, now=NOW)
    codes.revoke_placement(placement=twin, reason="被人盖住", actor=cast.zhang, now=NOW)
    response = opened(twin.token)
    page = text_of(response)
    assert response.status_code == 410
    assert "no-store" in response["Cache-Control"]
    assert "已经作废" in page
    assert "被人盖住" in page
    assert "梧桐联络站" in page
    assert reverse("deputies:deputy", args=[cast.li_deputy.pk]) in page
    assert opened(cast.placement.token).status_code == 200


@pytest.mark.parametrize(("change", "status"), [(codes.retire_code, 410), (codes.suspend_code, 200)])
def test_a_stopped_code_offers_the_site_and_takes_no_words(cast, change, status):
    change(code=cast.placement.code, reason="核对选区", actor=cast.qian, now=NOW)
    for name in ("code", "message", "appointment"):
        address = reverse(f"liaison:{name}", args=[cast.placement.token])
        response = new_phone().get(address)
        assert response.status_code == status
        assert "核对选区" in text_of(response)
        assert 'name="body"' not in text_of(response)
        assert 'weui-btn_primary" href="/c/' not in text_of(response)
    response = new_phone().post(reverse("liaison:message", args=[cast.placement.token]), {"body": "路灯坏了"})
    assert response.status_code == status


def test_the_code_of_a_closed_site_takes_no_words(cast):
    token = codes.issue_code(site=cast.site, actor=None, now=NOW).placements.get().token
    Site.objects.filter(pk=cast.site.pk).update(is_active=False)
    assert "暂停使用" in text_of(opened(token))


def test_the_directory_leads_to_the_code_of_the_seat(cast):
    address = reverse("liaison:contact_deputy", args=[cast.li_deputy.pk])
    token = cast.placement.token
    for to, name in (("message", "message"), ("appointment", "appointment"), ("", "code"), ("x", "code")):
        response = new_phone().get(address, {"to": to})
        assert response.status_code == 302
        assert response["Location"] == reverse(f"liaison:{name}", args=[token])
    assert new_phone().get(reverse("liaison:contact_deputy", args=[cast.chen_deputy.pk])).status_code == 404
    assert new_phone().get(reverse("liaison:contact_site", args=[cast.site.pk])).status_code == 404
    codes.issue_code(site=cast.site, actor=None, now=NOW)
    assert new_phone().get(reverse("liaison:contact_site", args=[cast.site.pk])).status_code == 302


def test_the_privacy_notice_stands_in_full(cast):
    assert "全文" in text_of(new_phone().get(reverse("liaison:privacy")))


def test_nothing_is_collected_without_a_privacy_notice(cast):
    PrivacyNotice.objects.all().delete()
    assert new_phone().get(reverse("liaison:privacy")).status_code == 404
    response = new_phone().get(reverse("liaison:message", args=[cast.placement.token]))
    assert "隐私说明还没有公布" in text_of(response)
    assert "<form id" not in text_of(response)
