"""“这张码不对劲”: said without an account, told to those who manage the board, settled on the desk."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from deputies import audit
from liaison import limits
from liaison.models import Channel, Delivery, Notice, Placement, StickerReport
from liaison.services import codes
from liaison.services.stickers import report_sticker
from tests.cast import NOW, TODAY
from tests.public_forms import new_phone, text_of

pytestmark = pytest.mark.django_db
DESK = "/desk/liaison/boards/reports/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def board(cast):
    return codes.add_placement(
        code=cast.placement.code, board="东门公示栏", posted_on=TODAY, actor=cast.zhang, now=NOW
    )


def form_of(token):
    return reverse("liaison:sticker_report", args=[token])


def told() -> set:
    return {
        notice.recipient.username for notice in Notice.objects.filter(kind="board", recipient__isnull=False)
    }


def test_the_page_of_a_code_leads_to_the_form_without_scripts(cast, board):
    page = text_of(new_phone().get(reverse("liaison:code", args=[board.token])))
    assert form_of(board.token) in page
    form = text_of(new_phone().get(form_of(board.token)))
    assert "<script" not in form
    assert "东门公示栏" in form
    assert "别付钱" in form
    for label in StickerReport.What.labels:
        assert str(label) in form


def test_a_report_is_kept_without_a_name_and_told_to_those_who_manage_the_board(cast, board):
    Channel.objects.create(organisation=cast.street, kind="apprise", address="json://example.org/")
    phone = new_phone()
    words = "右下角翘起来了，扫开是买药的"
    response = phone.post(form_of(board.token), {"what": "pasted_over", "words": words}, follow=True)
    assert "收到了" in text_of(response)
    report = StickerReport.objects.get()
    assert (report.placement, report.what, report.words, report.typed) == (board, "pasted_over", words, "")
    assert told() == {"zhang", "qian"}
    assert Delivery.objects.filter(channel__organisation=cast.street).count() == 1
    assert not Notice.objects.filter(title__contains="买药").exists()
    assert list(audit.faults()) == []


def test_a_revoked_and_an_unknown_code_take_reports_too(cast, board):
    codes.revoke_placement(placement=board, reason="重印", actor=cast.zhang, now=NOW)
    assert form_of(board.token) in text_of(new_phone().get(reverse("liaison:code", args=[board.token])))
    unknown = new_phone().get(reverse("liaison:code", args=["hjkmnprtvw"]))
    assert form_of("hjkmnprtvw") in text_of(unknown)
    response = new_phone().post(form_of("hjkmnprtvw"), {"what": "asks_money", "words": "菜场门口电线杆上"})
    assert response.status_code == 302
    report = StickerReport.objects.get()
    assert (report.placement, report.typed) == (None, "hjkmnprtvw")
    assert told() == {"qian", "bai"}


def test_where_the_code_is_unknown_the_place_has_to_be_told(cast):
    response = new_phone().post(form_of("hjkmnprtvw"), {"what": "asks_money", "words": " "})
    assert "请写一下在哪里看到的" in text_of(response)
    assert not StickerReport.objects.exists()
    response = new_phone().post(form_of("-"), {"what": "asks_money", "words": "菜场"}, follow=True)
    assert "收到了" in text_of(response)
    assert StickerReport.objects.get().typed == ""


@pytest.mark.parametrize("token", ["<b>x", "a" * 300, "%00", "代表"])
def test_whatever_was_typed_is_kept_harmless(cast, token):
    address = f"/c/{token}/report/"
    response = new_phone().post(address, {"what": "other", "words": "东门"})
    assert response.status_code == 302
    report = StickerReport.objects.get()
    assert len(report.typed) <= 40
    assert "\0" not in report.typed


def test_bad_input_is_told_beside_the_field_and_the_words_stay(cast, board):
    response = new_phone().post(form_of(board.token), {"words": "右下角翘起来了"})
    assert "请选一种情况" in text_of(response)
    assert "右下角翘起来了" in text_of(response)
    long = new_phone().post(form_of(board.token), {"what": "other", "words": "字" * 301})
    assert "300" in text_of(long)
    assert not StickerReport.objects.exists()


def test_a_second_tap_is_the_same_report_and_a_flood_is_refused(cast, board):
    phone = new_phone()
    for _tap in range(2):
        phone.post(form_of(board.token), {"what": "other", "words": "一"})
    assert StickerReport.objects.count() == 1
    for number in range(limits.WRITES - 1):
        phone.post(form_of(board.token), {"what": "other", "words": f"第{number}次"})
    response = phone.post(form_of(board.token), {"what": "other", "words": "再来"})
    assert response.status_code == 429
    assert "再来" in text_of(response)
    assert StickerReport.objects.count() == limits.WRITES


def test_the_form_is_guarded_against_other_sites(cast, board):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(form_of(board.token), {"what": "other"}).status_code == 403
    assert not StickerReport.objects.exists()


@pytest.fixture
def report(cast, board):
    return report_sticker(placement=board, what="pasted_over", words="翘起来了", now=NOW)


def test_reports_are_shown_to_the_area_alone_and_unknown_codes_to_the_congress_staff(cast, as_user, report):
    stray = report_sticker(placement=None, typed="hjkmnprtvw", what="asks_money", words="菜场", now=NOW)
    shown = {
        user.username: set(as_user(user).get(DESK).context["page"])
        for user in (cast.zhang, cast.qian, cast.bai)
    }
    assert shown == {"zhang": {report}, "qian": {report, stray}, "bai": {stray}}
    assert as_user(cast.wang).get(DESK).status_code == 403


def test_settling_may_revoke_the_copy_in_the_same_act(cast, as_user, report, board):
    sign = as_user(cast.zhang)
    bad = sign.post(DESK, {"report": report.pk, "outcome": "确实被贴了", "revoke": "on"})
    assert "作废要写原因" in text_of(bad)
    report.refresh_from_db()
    assert report.settled_at is None
    given = {"report": report.pk, "outcome": "确实被贴了，已撕下", "revoke": "on", "reason": "被人贴了别的码"}
    assert sign.post(DESK, given).status_code == 302
    report.refresh_from_db()
    assert (report.outcome, report.settled_by, report.settled_at) == ("确实被贴了，已撕下", cast.zhang, NOW)
    board.refresh_from_db()
    assert (board.state, board.revoked_on) == (Placement.State.REVOKED, TODAY)
    assert "被人贴了别的码" in text_of(new_phone().get(reverse("liaison:code", args=[board.token])))
    assert new_phone().get(reverse("liaison:code", args=[cast.placement.token])).status_code == 200
    again = sign.post(DESK, given, follow=True)
    assert "已经处理过了" in text_of(again)
    assert list(audit.faults()) == []


def test_settling_without_revoking_leaves_the_copy_alone(cast, as_user, report, board):
    as_user(cast.zhang).post(DESK, {"report": report.pk, "outcome": "看过了，没有问题"})
    board.refresh_from_db()
    assert board.is_live
    assert StickerReport.objects.get().settled_by == cast.zhang


def test_nobody_settles_what_lies_elsewhere(cast, as_user, report):
    for pk in (report.pk, "x", "9" * 30):
        assert as_user(cast.bai).post(DESK, {"report": pk, "outcome": "好"}).status_code == 404
    report.refresh_from_db()
    assert report.settled_at is None


def test_the_list_costs_the_same_for_three_and_for_thirty(
    cast, as_user, board, django_assert_max_num_queries
):
    sign, counts = as_user(cast.zhang), []
    for more in (3, 30):
        for number in range(StickerReport.objects.count(), more):
            report_sticker(placement=board, what="other", words=f"{number}", now=NOW)
        sign.get(DESK)
        with django_assert_max_num_queries(20) as captured:
            assert len(sign.get(DESK).context["page"].object_list) == more
        counts.append(len(captured))
    assert counts[0] == counts[1]
