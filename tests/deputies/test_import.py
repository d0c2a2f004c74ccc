"""Import of a roster: a clean sheet of 500, a sheet with every kind of fault, and doing it twice."""

from datetime import date
from io import BytesIO, StringIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from deputies.models import (
    Deputy,
    DeputyGroup,
    ElectingUnit,
    ElectoralDistrict,
    Organisation,
    Seat,
    Term,
)
from deputies.roster import read_roster
from deputies.services import mandates
from deputies.services.roster import import_roster
from tests.cast import NOW, TODAY
from tests.deputies.roster_sheets import HEADINGS, line, xlsx

SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "安邦长德恩发国海建军"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def group(cast):
    return DeputyGroup.objects.create(kind="mixed", name="长宁混编小组", organisation=cast.street)


def row(**changes):
    """A faultless row for the world of the cast."""
    known = {"district": "第1选区", "seat": 2, "groups": "", "site": "梧桐联络站", "mobile": "", "email": ""}
    return line(**(known | changes))


def sheet(*rows):
    return xlsx(HEADINGS, *rows)


def run(cast, *rows, dry_run=False, congresses=None):
    return import_roster(
        roster=read_roster(sheet(*rows), today=TODAY),
        congresses=congresses
        or Organisation.objects.filter(path__startswith=cast.congress.path, kind="congress"),
        actor=cast.qian,
        now=NOW,
        dry_run=dry_run,
    )


def test_deputy_takes_the_free_seat_with_all_that_the_sheet_says(cast, group):
    report = run(cast, row(name="华英", mobile="13800000009", groups="长宁混编小组"))
    assert (report.errors, report.created, report.seats_created) == ((), 1, 0)
    deputy = Deputy.objects.get(name="华英")
    assert deputy.status == Deputy.Status.ACTIVE
    assert deputy.seat == cast.vacant_seat
    assert Seat.objects.get(pk=cast.vacant_seat.pk).holder == deputy
    assert deputy.mobile == "13800000009"
    assert deputy.birth_month == date(1975, 3, 1)
    assert deputy.photo_consent
    assert deputy.search == "huaying hy 华英"
    assert deputy.groups.get().group == group


def test_mobile_number_is_encrypted_at_rest(cast):
    from django.db import connection

    run(cast, row(name="华英", mobile="13800000009"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile FROM deputies_deputy WHERE name = %s", ["华英"])
        assert "13800000009" not in cursor.fetchone()[0]


def test_seats_are_made_where_none_is_left_and_numbered_in_order(cast):
    report = run(
        cast, *(row(name=name, seat=None, index=n) for n, name in enumerate(("甲一", "乙二", "丙三"), 1))
    )
    assert (report.created, report.seats_created) == (3, 2)
    assert dict(
        Deputy.objects.exclude(name__in=("李敏", "陈立", "孙强")).values_list("name", "seat__number")
    ) == {
        "甲一": 2,
        "乙二": 3,
        "丙三": 4,
    }


@pytest.mark.parametrize("district", ["梧桐", "第1选区", "第一选区", "第 １ 选区梧桐", "梧桐选区"])
def test_district_is_known_however_it_is_written(cast, district):
    assert run(cast, row(name="华英", district=district)).errors == ()


def test_importing_twice_changes_nothing(cast, group):
    rows = [row(name="华英", groups="长宁混编小组"), row(name="李敏", seat=1, photo_consent="否")]
    first, again = run(cast, *rows), run(cast, *rows)
    assert (first.created, first.updated) == (1, 1)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert Deputy.objects.filter(name="华英").count() == 1


def test_known_deputy_is_updated_and_an_empty_cell_keeps_what_is_known(cast):
    mandates.update_profile(deputy=cast.li_deputy, actor=cast.qian, now=NOW, pledge="说到做到", post="老师")
    run(cast, row(name="李敏", seat=1, pledge="", post="校长"))
    cast.li_deputy.refresh_from_db()
    assert (cast.li_deputy.pledge, cast.li_deputy.post) == ("说到做到", "校长")


def test_consent_is_taken_back_by_the_sheet(cast):
    mandates.update_profile(deputy=cast.li_deputy, actor=cast.qian, now=NOW, photo_consent=True)
    run(cast, row(name="李敏", seat=1, photo_consent="否"))
    cast.li_deputy.refresh_from_db()
    assert not cast.li_deputy.photo_consent


def test_coming_term_waits_as_elected(cast):
    run(cast, row(name="华英", term="第十九届", elected_on="2026-11-08"))
    deputy = Deputy.objects.get(name="华英")
    assert deputy.status == Deputy.Status.ELECTED
    assert Seat.objects.get(pk=cast.vacant_seat.pk).holder is None


def test_electing_unit_is_served_by_the_congress_of_its_name(cast):
    city = Organisation.objects.get(name="临江市人大常委会")
    Term.objects.create(
        congress=city, number=15, starts_on=date(2022, 1, 1), ends_on=date(2027, 1, 1), is_current=True
    )
    ElectingUnit.objects.create(congress=city, name="青澜区人大")
    report = run(
        cast,
        row(name="华英", level="市", term="15", district="青澜区人大", seat=1),
        congresses=Organisation.objects.filter(kind="congress"),
    )
    assert report.errors == ()
    seat = Deputy.objects.get(name="华英").seat
    assert seat.electing_unit.name == "青澜区人大"
    assert seat.organisation.name == "青澜区人大代表工委"


def _faults(cast):
    ElectoralDistrict.objects.create(
        congress=cast.congress, organisation=cast.street, number=2, name="香樟", places=""
    )
    mandates.terminate(deputy=cast.li_deputy, ground="resigned", since=TODAY, actor=cast.qian, now=NOW)
    mandates.appoint(
        seat=cast.vacant_seat, term=cast.term, name="何方", elected_on=date(2021, 11, 8), actor=None, now=NOW
    )
    Term.objects.create(
        congress=cast.congress, number=17, starts_on=date(2016, 12, 20), ends_on=date(2021, 12, 20)
    )
    base = {"district": "第2选区", "seat": None}
    return [
        (row(**base | {"name": ""}), "B", "姓名"),
        (row(**base | {"name": "华1"}), "B", "数字"),
        (row(**base, name="甲甲", sex="不详"), "C", ""),
        (row(**base, name="乙乙", birth_month="2015-03"), "E", "18 周岁"),
        (row(**base, name="丙丙", level="村"), "H", "代表层级"),
        (row(**base, name="丁丁", term="第九百届"), "I", ""),
        (row(**base, name="戊戊", term="第二十届"), "I", "第二十届"),
        (row(**base, name="己己", term="第十七届"), "I", "已经结束"),
        (row(name="庚庚", district="第99选区", seat=None), "J", "没有"),
        (row(name="辛辛", district="青澜区人大", seat=None), "J", "选区"),
        (row(name="壬壬", district="第1选区", seat=2), "B", "何方"),
        (row(name="李敏", district="第1选区", seat=None), "B", "终止"),
        (row(name="何方", district="第1选区", seat=3), "K", "席位 2"),
        (row(**base | {"name": "癸癸", "seat": "零"}), "K", "正整数"),
        (row(**base, name="子子", mobile="1380000"), "L", "11 位"),
        (row(**base, name="丑丑", email="x@"), "M", "邮箱"),
        (row(**base, name="寅寅", elected_on="2030-01-01"), "N", "晚于今天"),
        (row(**base, name="卯卯", groups="没有的小组"), "O", "代表小组"),
        (row(**base, name="辰辰", site="没有的站"), "P", "联络站"),
        (row(**base, name="巳巳", photo_consent="也许"), "R", ""),
    ]


def test_every_fault_is_named_by_row_and_column_and_nothing_is_written(cast, tmp_path):
    faults = _faults(cast)
    before = Deputy.objects.count(), Seat.objects.count()
    file = tmp_path / "faults.xlsx"
    file.write_bytes(sheet(*(cells for cells, _column, _words in faults)))
    err = StringIO()
    with pytest.raises(CommandError, match="什么都没有写入"):
        call_command("import_roster", file, "--congress", "青澜区人大", stderr=err, stdout=StringIO())
    lines = err.getvalue().splitlines()
    for number, (_cells, column, words) in enumerate(faults, start=2):
        place = f"第 {number} 行 {column} 列"
        assert any(line.startswith(place) and words in line for line in lines), (place, words, lines)
    assert (Deputy.objects.count(), Seat.objects.count()) == before


def test_one_fault_stops_all_the_clean_rows(cast):
    report = run(cast, row(name="华英"), row(name="英华", district="第99选区", seat=None))
    assert [error.row for error in report.errors] == [3]
    assert not Deputy.objects.filter(name="华英").exists()


def test_seat_given_twice_and_district_in_two_congresses(cast):
    ElectoralDistrict.objects.create(
        congress=cast.other_congress, organisation=cast.other_congress, number=9, name="梧桐", places=""
    )
    report = run(
        cast, row(name="华英", district="梧桐"), congresses=Organisation.objects.filter(kind="congress")
    )
    assert "都有" in report.errors[0].message


def test_dry_run_reports_and_writes_nothing(cast):
    report = run(cast, row(name="华英"), dry_run=True)
    assert (report.created, report.outcomes[0].name) == (1, "华英")
    assert not Deputy.objects.filter(name="华英").exists()


def _five_hundred(cast):
    ElectoralDistrict.objects.bulk_create(
        ElectoralDistrict(congress=cast.congress, organisation=cast.street, number=n, name=f"片区{n}")
        for n in range(2, 202)
    )
    names = [first + second + third for first in SURNAMES for second in GIVEN for third in GIVEN]
    return [
        row(
            index=n,
            name=names[n],
            district=f"第{2 + n // 3}选区",
            seat=1 + n % 3,
            mobile=f"138{n:08d}",
            email=f"d{n}@example.com",
        )
        for n in range(500)
    ]


def test_five_hundred_clean_deputies_go_in_by_the_command(cast, tmp_path):
    file = tmp_path / "clean.xlsx"
    file.write_bytes(sheet(*_five_hundred(cast)))
    out = StringIO()
    call_command("import_roster", file, "--congress", "青澜区人大", stdout=out)
    assert "新增 500 位" in out.getvalue()
    assert Deputy.objects.seated().count() == 502


def test_comparing_a_long_sheet_costs_as_much_as_a_short_one(cast, django_assert_max_num_queries):
    rows = _five_hundred(cast)
    counts = []
    for cells in (rows[:10], rows[:200]):
        with django_assert_max_num_queries(14) as captured:
            assert run(cast, *cells, dry_run=True).errors == ()
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_command_refuses_a_missing_file_and_an_unknown_congress(cast, tmp_path):
    with pytest.raises(CommandError, match="没有这个文件"):
        call_command("import_roster", tmp_path / "none.xlsx")
    file = tmp_path / "x.xlsx"
    file.write_bytes(sheet(row(name="华英")))
    with pytest.raises(CommandError, match="没有叫"):
        call_command("import_roster", file, "--congress", "月球人大")


IMPORT = "/desk/deputies/import/"


def _upload(*rows):
    return {"act": "check", "file": SimpleUploadedFile("名册.xlsx", sheet(*rows))}


def test_page_checks_then_confirms(cast, as_user):
    sign = as_user(cast.qian)
    response = sign.post(IMPORT, _upload(row(name="华英")))
    assert response.context["report"].created == 1
    assert not Deputy.objects.filter(name="华英").exists()
    confirmed = sign.post(IMPORT, {"act": "confirm", "token": response.context["token"]}, follow=True)
    assert "新增 1 位" in confirmed.content.decode()
    assert Deputy.objects.filter(name="华英").exists()
    again = sign.post(IMPORT, {"act": "confirm", "token": response.context["token"]}, follow=True)
    assert "请重新上传" in again.content.decode()


def test_checked_file_belongs_to_the_one_who_sent_it(cast, as_user):
    token = as_user(cast.qian).post(IMPORT, _upload(row(name="华英"))).context["token"]
    as_user(cast.bai).post(IMPORT, {"act": "confirm", "token": token})
    assert not Deputy.objects.filter(name="华英").exists()


def test_page_lists_faults_and_offers_no_confirmation(cast, as_user):
    response = as_user(cast.qian).post(
        IMPORT, _upload(row(name="华1"), row(name="英华", district="第99选区"))
    )
    html = response.content.decode()
    assert "有 2 处错误" in html
    assert "姓名中有数字" in html
    assert not response.context["token"]


@pytest.mark.parametrize("content", [b"", b"not a sheet", b"PK\x03\x04broken"])
def test_page_says_what_is_wrong_with_a_file(cast, as_user, content):
    response = as_user(cast.qian).post(
        IMPORT, {"act": "check", "file": SimpleUploadedFile("x.xlsx", content)}
    )
    assert response.status_code == 200
    assert response.context["form"].errors or response.context["report"].errors


def test_congress_staff_import_into_their_own_congress_only(cast, as_user):
    response = as_user(cast.bai).post(IMPORT, _upload(row(name="华英", seat=None, district="梧桐", site="")))
    assert response.context["report"].errors
    assert as_user(cast.zhang).get(IMPORT).status_code == 403
    assert as_user(cast.li).get(IMPORT).status_code == 403


def test_template_is_a_workbook_with_the_columns(cast, as_user):
    response = as_user(cast.qian).get(reverse("deputies:roster_template"))
    book = load_workbook(BytesIO(response.content))
    assert "姓名*" in [cell.value for cell in book.active[3]]
