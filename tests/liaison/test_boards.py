"""The register of printed copies: who hung which where and when, what was seen there, what fell silent."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image

from deputies import audit
from deputies.models import AuditEvent
from liaison.models import ContactCode, Inspection, Notice, Placement, ScanCount
from liaison.queries import boards as register
from liaison.services import boards, codes, tenure
from liaison.services.scanning import count_scan
from tests.cast import NOW, TODAY
from tests.public_forms import GPS, heavy_file, new_phone, photo_with_place, svg_file, text_of

pytestmark = pytest.mark.django_db
LIST, TO_POST, EXPORT = (
    "/desk/liaison/boards/",
    "/desk/liaison/boards/post/",
    "/desk/liaison/boards/export/",
)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def code(cast):
    return ContactCode.objects.get(seat=cast.seat)


@pytest.fixture
def copy(cast, code):
    """A copy that is printed and waits to be put up."""
    return codes.add_placement(
        code=code, board="东门公示栏", address="岗亭右侧", community=cast.community, actor=cast.zhang, now=NOW
    )


def hung(cast, code, board, *, days: int) -> Placement:
    return codes.add_placement(
        code=code, board=board, posted_on=TODAY - days * DAY, actor=cast.zhang, now=NOW
    )


def page_of(copy):
    return reverse("liaison:board", args=[copy.pk])


def shown(client, name="all", **query) -> list:
    return list(client.get(LIST, {"show": name, **query}).context["page"])


# --- putting up ------------------------------------------------------------------------------------------


def test_one_tap_outside_records_day_person_and_a_photo_without_its_place(cast, as_user, copy):
    sign = as_user(cast.wang)
    page = text_of(sign.get(TO_POST))
    for words in (
        "东门公示栏",
        "岗亭右侧",
        "梧桐社区",
        copy.number,
        copy.token,
        'value="2026-11-18"',
        "capture",
    ):
        assert words in page
    given = {"placement": copy.pk, "posted_on": "2026-11-18", "photo": photo_with_place()}
    assert sign.post(TO_POST, given).status_code == 302
    copy.refresh_from_db()
    assert (copy.posted_on, copy.posted_by) == (TODAY, cast.wang)
    assert copy.posting_photo.startswith("boards/")
    assert "IMG" not in copy.posting_photo
    kept = sign.get(reverse("liaison:board_photo", args=[copy.pk])).content
    assert b"SecretPhone" not in kept
    assert not Image.open(BytesIO(kept)).getexif().get_ifd(GPS)
    assert not list(sign.get(TO_POST).context["page"])
    assert AuditEvent.objects.get(verb="post").capacity == "site"
    assert list(audit.faults()) == []


def test_the_screen_copy_is_nothing_to_put_up(cast, as_user, code):
    assert list(as_user(cast.zhang).get(TO_POST).context["page"]) == []
    assert shown(as_user(cast.zhang)) == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"posted_on": "2026-11-19"}, "不能在今天之后"),
        ({"posted_on": ""}, "必填"),
        ({"posted_on": "2026-11-18", "photo": svg_file}, "SVG"),
        ({"posted_on": "2026-11-18", "photo": heavy_file}, "超过 10 MB"),
    ],
)
def test_bad_input_is_told_at_its_copy_and_nothing_is_saved(cast, as_user, copy, given, sentence):
    given = {name: value() if callable(value) else value for name, value in given.items()}
    before = stored()
    response = as_user(cast.zhang).post(TO_POST, {"placement": copy.pk, **given})
    assert response.status_code == 200
    assert sentence in text_of(response)
    copy.refresh_from_db()
    assert (copy.posted_on, copy.posting_photo) == (None, "")
    assert stored() == before


def stored() -> set:
    return set(default_storage.listdir("boards")[1]) if default_storage.exists("boards") else set()


def test_nobody_records_what_hangs_elsewhere(cast, as_user, copy):
    other = codes.add_placement(
        code=codes.issue_code(seat=cast.sun_deputy.seat, actor=None, now=NOW),
        board="白石桥",
        actor=cast.bai,
        now=NOW,
    )
    for user, pk in ((cast.bai, copy.pk), (cast.wang, other.pk), (cast.zhang, other.pk), (cast.zhang, "x")):
        assert as_user(user).post(TO_POST, {"placement": pk, "posted_on": "2026-11-18"}).status_code == 404
        if pk != "x":
            assert as_user(user).get(reverse("liaison:board", args=[pk])).status_code == 404
    assert as_user(cast.li).get(TO_POST).status_code == 403
    assert not Placement.objects.filter(posted_on__isnull=False).exists()


def test_a_photo_that_is_replaced_is_taken_away(cast, as_user, copy, django_capture_on_commit_callbacks):
    sign = as_user(cast.zhang)
    sign.post(page_of(copy), {"act": "post", "posted_on": "2026-11-18", "photo": photo_with_place()})
    first = Placement.objects.get(pk=copy.pk).posting_photo
    given = {"act": "correct", "board": "西门公示栏", "posted_on": "2026-11-17", "photo": photo_with_place()}
    with django_capture_on_commit_callbacks(execute=True):
        assert sign.post(page_of(copy), given).status_code == 302
    copy.refresh_from_db()
    assert (copy.board, copy.address, copy.posted_on) == ("西门公示栏", "", TODAY - DAY)
    assert copy.posting_photo != first
    assert not default_storage.exists(first)
    assert default_storage.exists(copy.posting_photo)


# --- inspecting, replacing -------------------------------------------------------------------------------


def test_an_inspection_is_written_down_and_a_bad_one_asks_for_a_new_copy(cast, as_user, code):
    copy = hung(cast, code, "东门公示栏", days=40)
    given = {
        "act": "inspect",
        "condition": "pasted_over",
        "checked_on": "2026-11-18",
        "note": "盖了一张买药的",
    }
    assert as_user(cast.wang).post(page_of(copy), given | {"photo": photo_with_place()}).status_code == 302
    seen = Inspection.objects.get()
    assert (seen.condition, seen.checked_by, seen.note) == ("pasted_over", cast.wang, "盖了一张买药的")
    assert as_user(cast.wang).get(reverse("liaison:inspection_photo", args=[seen.pk])).status_code == 200
    page = text_of(as_user(cast.zhang).get(page_of(copy)))
    assert "盖了一张买药的" in page
    assert "同一位置换一份新的" in page
    assert shown(as_user(cast.zhang), "worn") == [copy]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"condition": "", "checked_on": "2026-11-18"}, "必填"),
        ({"condition": "good", "checked_on": "2026-12-01"}, "不能在今天之后"),
        ({"condition": "good", "checked_on": "2026-01-01"}, "不能早于张贴日期"),
    ],
)
def test_a_wrong_inspection_is_told_beside_its_field(cast, as_user, code, given, sentence):
    copy = hung(cast, code, "东门公示栏", days=40)
    response = as_user(cast.zhang).post(page_of(copy), {"act": "inspect", "note": "记得换", **given})
    assert sentence in text_of(response)
    assert "记得换" in text_of(response)
    assert not Inspection.objects.exists()


def test_a_copy_is_replaced_at_its_place_and_the_old_one_explains_itself(cast, as_user, copy, code):
    sign = as_user(cast.zhang)
    sign.post(page_of(copy), {"act": "post", "posted_on": "2026-11-18"})
    assert sign.post(page_of(copy), {"act": "replace", "reason": "褪色了"}).status_code == 302
    copy.refresh_from_db()
    new = code.placements.get(board="东门公示栏", state="live")
    assert (copy.state, copy.revoked_on) == ("revoked", TODAY)
    assert (new.address, new.community, new.posted_on) == ("岗亭右侧", cast.community, None)
    assert new.token != copy.token
    assert shown(sign, "to_post") == [new]
    assert "已经作废" in text_of(sign.post(page_of(copy), {"act": "revoke", "reason": "再来"}, follow=True))


def test_site_staff_look_and_hang_but_do_not_revoke(cast, as_user, code):
    copy = hung(cast, code, "东门公示栏", days=1)
    for act in ("revoke", "replace", "correct"):
        response = as_user(cast.wang).post(page_of(copy), {"act": act, "reason": "试试", "board": "别处"})
        assert response.status_code == 403
    assert as_user(cast.wang).post(page_of(copy), {"act": "explode"}).status_code == 404
    copy.refresh_from_db()
    assert (copy.state, copy.board) == ("live", "东门公示栏")


# --- Must show 4 -----------------------------------------------------------------------------------------


def test_a_revoked_copy_says_why_since_when_and_where_to_go_while_its_twins_work(cast, as_user, code):
    east, west = hung(cast, code, "东门公示栏", days=40), hung(cast, code, "西门公示栏", days=40)
    as_user(cast.zhang).post(page_of(east), {"act": "revoke", "reason": "被人贴了别的码"})
    response = new_phone().get(reverse("liaison:code", args=[east.token]))
    page = text_of(response)
    assert response.status_code == 410
    for words in ("被人贴了别的码", "2026年11月18日", "西门公示栏", "梧桐联络站", "0571-88000001"):
        assert words in page
    assert f"{reverse('liaison:code', args=[west.token])}?from=stopped" in page
    for twin in (west, cast.placement):
        opened = new_phone().get(reverse("liaison:code", args=[twin.token]))
        assert opened.status_code == 200
        assert "李敏" in text_of(opened)
    for name in ("message", "appointment"):
        assert new_phone().get(reverse(f"liaison:{name}", args=[east.token])).status_code == 410


def test_a_copy_printed_last_term_opens_the_successor(cast, code):
    copy = hung(cast, code, "东门公示栏", days=400)
    assert "李敏" in text_of(new_phone().get(reverse("liaison:code", args=[copy.token])))
    tenure.change_term(term=cast.next_term, actor=cast.qian, now=NOW, today=TODAY)
    page = text_of(new_phone().get(reverse("liaison:code", args=[copy.token])))
    assert "陈立" in page
    assert "李敏" not in page
    assert Placement.objects.get(pk=copy.pk).token == copy.token


# --- silent boards ---------------------------------------------------------------------------------------


def test_silent_is_what_hung_for_a_month_and_was_not_scanned_for_three(cast, code):
    count_scan(token=cast.placement.token, today=TODAY - 200 * DAY)  # scans have been counted for long
    fresh, never, late, quiet = (
        hung(cast, code, f"{n}", days=days) for n, days in enumerate((29, 30, 300, 300))
    )
    count_scan(token=late.token, today=TODAY - 89 * DAY)
    count_scan(token=quiet.token, today=TODAY - 90 * DAY)
    assert set(register.silent(Placement.objects.all(), today=TODAY)) == {never, quiet}
    count_scan(token=quiet.token, today=TODAY)
    codes.revoke_placement(placement=never, reason="拆了", actor=cast.zhang, now=NOW)
    assert not register.silent(Placement.objects.all(), today=TODAY).exists()
    assert fresh.is_live


def test_nobody_is_silent_before_scans_were_counted_for_a_month(cast, code):
    hung(cast, code, "东门", days=300)
    assert not register.silent(Placement.objects.all(), today=TODAY).exists()
    count_scan(token=cast.placement.token, today=TODAY - 29 * DAY)
    assert not register.silent(Placement.objects.all(), today=TODAY).exists()
    assert register.silent(Placement.objects.all(), today=TODAY + DAY).exists()


def test_those_who_can_walk_there_are_told_once_for_each_silence(cast, as_user, code):
    copy = hung(cast, code, "东门公示栏", days=300)
    count_scan(token=copy.token, today=TODAY - 120 * DAY)
    assert boards.warn_silent(now=NOW) == 2
    assert boards.warn_silent(now=NOW + DAY) == 0
    notices = Notice.objects.filter(kind="board")
    assert {notice.recipient for notice in notices} == {cast.wang, cast.zhang}
    assert "东门公示栏" in notices[0].title
    assert as_user(cast.wang).get(notices[0].url).status_code == 200
    assert shown(as_user(cast.zhang), "silent") == [copy]
    count_scan(token=copy.token, today=TODAY)
    assert boards.warn_silent(now=NOW + DAY) == 0
    assert boards.warn_silent(now=NOW + 91 * DAY) == 2


def test_looking_at_a_silent_board_takes_it_off_the_list(cast, as_user, code):
    copy = hung(cast, code, "东门公示栏", days=300)
    count_scan(token=copy.token, today=TODAY - 120 * DAY)
    sign = as_user(cast.zhang)
    assert "#inspect" in text_of(sign.get(LIST, {"show": "silent"}))
    sign.post(page_of(copy), {"act": "inspect", "condition": "good", "checked_on": "2026-11-18"})
    assert shown(sign, "silent") == []
    assert "没有沉默的牌子" in text_of(sign.get(LIST, {"show": "silent"}))


def test_telling_costs_the_same_for_two_and_for_forty(cast, code, django_assert_max_num_queries):
    counts = []
    for more in (2, 40):
        for number in range(more):
            copy = hung(cast, code, f"{more}-{number}", days=300)
            ScanCount.objects.create(placement=copy, day=TODAY - 200 * DAY, count=1)
            Placement.objects.filter(pk=copy.pk).update(last_scanned_on=TODAY - 200 * DAY)
        with django_assert_max_num_queries(12) as captured:
            assert boards.warn_silent(now=NOW) == 2 * more
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_revoked_copy_that_is_still_scanned_is_found(cast, as_user, code):
    copy = hung(cast, code, "东门公示栏", days=100)
    count_scan(token=copy.token, today=TODAY)
    codes.revoke_placement(placement=copy, reason="重印", actor=cast.zhang, now=NOW - 2 * DAY)
    assert shown(as_user(cast.zhang), "revoked_scanned") == [copy]
    assert "去揭下来" in text_of(as_user(cast.zhang).get(page_of(copy)))


# --- lists, pages, workbook ------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["东门", "岗亭", "梧桐社区", "李敏", "lm", "{number}", "{token}"])
def test_a_copy_is_found_by_what_people_know_of_it(cast, as_user, copy, query):
    query = query.format(number=copy.number, token=copy.token.upper())
    assert shown(as_user(cast.zhang), q=query) == [copy]
    assert shown(as_user(cast.zhang), q="没有这个") == []
    assert shown(as_user(cast.zhang), q="东门\0") is not None


def test_the_list_costs_the_same_for_ten_and_for_fifty(cast, as_user, code, django_assert_max_num_queries):
    sign, counts = as_user(cast.zhang), []
    for more in (10, 50):
        for number in range(code.placements.count(), more):
            copy = hung(cast, code, f"栏{number}", days=40)
            count_scan(token=copy.token, today=TODAY)
            Inspection.objects.create(
                placement=copy, condition="good", checked_on=TODAY, checked_by=cast.zhang, recorded_at=NOW
            )
        for address in (LIST, TO_POST):
            sign.get(address)
        with django_assert_max_num_queries(20) as captured:
            assert len(shown(sign)) == more - 1
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_what_is_to_be_put_up_costs_the_same_for_ten_and_for_forty(
    cast, as_user, code, django_assert_max_num_queries
):
    sign, counts = as_user(cast.zhang), []
    for more in (10, 40):
        for number in range(code.placements.count(), more):
            codes.add_placement(code=code, board=f"栏{number}", actor=cast.zhang, now=NOW)
        sign.get(TO_POST)
        with django_assert_max_num_queries(20) as captured:
            assert len(sign.get(TO_POST).context["page"].object_list) == more - 1
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_page_of_a_copy_shows_scans_in_figures_and_bars(cast, as_user, code):
    copy = hung(cast, code, "东门公示栏", days=60)
    for back, times in ((0, 2), (10, 3), (50, 4)):
        for _scan in range(times):
            count_scan(token=copy.token, today=TODAY - back * DAY)
    response = as_user(cast.zhang).get(page_of(copy))
    assert response.context["scans"].spans == [(7, 2), (30, 5), (90, 9)]
    page = text_of(response)
    assert page.count("<rect") == register.WEEKS
    assert "11-12—11-18：2 次" in page


def test_the_register_is_taken_away_as_a_workbook(cast, as_user, copy, code):
    hung(cast, code, "=1+1", days=40)
    response = as_user(cast.zhang).get(EXPORT, {"q": "", "show": "all"})
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("编号", "短码", "指向")
    assert {row[0] for row in rows[1:]} == {copy.number, f"{code.pk:04d}-03"}
    assert {row[8] for row in rows[1:]} == {"待张贴", "有效"}
    formula = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1")
    assert formula.data_type == "s"
    event = AuditEvent.objects.get(verb="export_boards")
    assert (event.actor, event.data["rows"]) == (cast.zhang, 2)
