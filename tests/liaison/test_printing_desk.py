"""The print desk: a choice, what it comes to, its first page, and the batch that prints exactly it."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from deputies.models import AuditEvent, Deputy, ElectoralDistrict, Seat
from liaison.models import ContactCode, Placement, PrintBatch, Topic
from liaison.papers.posters import LAYOUTS
from liaison.services import printing as service
from liaison.services.codes import add_placement, issue_code, record_posting, revoke_placement
from tests.cast import NOW, TODAY

pytestmark = pytest.mark.django_db

DESK = "/desk/liaison/print/"
OF_DEPUTY = next(key for key, layout in LAYOUTS.items() if "seat" in layout.kinds)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def code(cast) -> ContactCode:
    return cast.placement.code


def place(cast, code, board="东门"):
    return add_placement(code=code, board=board, actor=cast.zhang, now=NOW)


def choose(cast, **choice):
    """The fields of the form, as the page posts them."""
    fields = {
        "what": "organisation",
        "organisation": cast.street.pk,
        "kind": "seat",
        "copies": "waiting",
        "each": 1,
        "layout": OF_DEPUTY,
        "theme": "",
        "slogan": "",
        "key": uuid4().hex,
    }
    return fields | choice


def test_an_empty_register_is_offered_new_copies(cast, as_user):
    page = as_user(cast.zhang).get(DESK)
    assert page.status_code == 200
    text = page.content.decode()
    assert "开始印 1 份" in text
    assert "使用中的码 1 张，已登记待张贴 0 份，有效 0 份" in text
    assert page.context["plan"].choice.copies == "new"


def test_new_copies_are_registered_and_queued_in_one_go(cast, as_user, code):
    answer = as_user(cast.zhang).post(
        DESK, choose(cast, copies="new", each=3, theme="blue", slogan="有事找代表")
    )
    batch = PrintBatch.objects.get()
    assert answer.url == reverse("liaison:print_batch", args=[batch.pk])
    made = list(code.placements.order_by("copy"))[1:]
    assert [copy.copy for copy in made] == [2, 3, 4]
    assert {(copy.board, copy.posted_on) for copy in made} == {("", None)}
    assert batch.items == [copy.pk for copy in made]
    assert (batch.state, batch.total, batch.asked_by) == ("waiting", 3, cast.zhang)
    assert (batch.theme, batch.slogan, batch.organisation) == ("blue", "有事找代表", cast.street)
    placed = AuditEvent.objects.get(chain=f"code:{code.pk}", verb="place")
    assert (placed.actor, placed.data) == (cast.zhang, {"copies": [2, 3, 4]})
    asked = AuditEvent.objects.get(chain=f"print:{batch.pk}")
    assert (asked.verb, asked.actor) == ("ask", cast.zhang)
    assert asked.data == {"layout": OF_DEPUTY, "copies": 3}


def test_one_form_sent_twice_is_one_batch(cast, as_user, code):
    sign, sent = as_user(cast.zhang), choose(cast, copies="new", each=2)
    first, second = sign.post(DESK, sent), sign.post(DESK, sent)
    assert first.url == second.url
    assert PrintBatch.objects.count() == 1
    assert code.placements.count() == 3


def test_only_what_waits_is_printed_or_all_that_lives(cast, as_user, code):
    waiting, posted, revoked = (place(cast, code, board) for board in ("东门", "西门", "南门"))
    record_posting(placement=posted, posted_on=TODAY, actor=cast.zhang, now=NOW)
    revoke_placement(placement=revoked, reason="拆了", actor=cast.zhang, now=NOW)
    sign = as_user(cast.zhang)
    page = sign.get(DESK)
    assert page.context["plan"].choice.copies == "waiting"
    assert "已登记待张贴 1 份，有效 2 份" in page.content.decode()
    sign.post(DESK, choose(cast))
    sign.post(DESK, choose(cast, copies="live"))
    waited, lived = PrintBatch.objects.order_by("pk")
    assert waited.items == [waiting.pk]
    assert lived.items == [waiting.pk, posted.pk]
    assert cast.placement.pk not in lived.items, "what screens show is not for paper"
    assert Placement.objects.count() == 4


def test_a_choice_by_district_site_or_ticks(cast, as_user, code):
    own = place(cast, code)
    site = issue_code(site=cast.site, actor=None, now=NOW)
    sites_own = place(cast, site, "站门口")
    sign = as_user(cast.zhang)
    both = next((key for key, layout in LAYOUTS.items() if {"seat", "site"} <= set(layout.kinds)), None)
    for choice, items in (
        ({"what": "district", "district": cast.district.pk}, [own.pk]),
        ({"what": "site", "site": cast.site.pk}, [own.pk]),
        ({"what": "codes", "codes": [code.pk]}, [own.pk]),
        ({"what": "site", "site": cast.site.pk, "kind": "", "layout": both}, [own.pk, sites_own.pk]),
        ({"what": "codes", "codes": [code.pk, site.pk], "kind": "", "layout": both}, [own.pk, sites_own.pk]),
    ):
        sent = choose(cast, **choice)
        sign.post(DESK, sent)
        assert sorted(PrintBatch.objects.get(key=sent["key"]).items) == items, choice


def test_a_suspended_code_and_an_empty_seat_are_not_printed(cast, as_user, code):
    place(cast, issue_code(seat=cast.vacant_seat, actor=None, now=NOW))
    place(cast, code)
    ContactCode.objects.filter(pk=code.pk).update(state="suspended")
    page = as_user(cast.zhang).get(DESK, choose(cast))
    assert page.context["plan"].codes == ()
    assert "这个范围里没有使用中的码" in page.content.decode()


def test_nothing_to_print_says_what_to_do(cast, as_user, code):
    sign = as_user(cast.zhang)
    assert "还没有登记要贴的份" in sign.get(DESK, choose(cast)).content.decode()
    record_posting(placement=place(cast, code), posted_on=TODAY, actor=cast.zhang, now=NOW)
    assert "登记的都已经张贴" in sign.get(DESK, choose(cast)).content.decode()
    refused = sign.post(DESK, choose(cast))
    assert "这样选没有可印的，请换一个范围" in refused.content.decode()
    assert not PrintBatch.objects.exists()


def test_too_much_for_one_batch_is_refused_and_nothing_registered(cast, as_user, code, monkeypatch):
    monkeypatch.setattr(service, "MOST_COPIES", 2)
    page = as_user(cast.zhang).post(DESK, choose(cast, copies="new", each=3))
    assert "一批最多印 2 份，这样选有 3 份" in page.content.decode()
    assert not PrintBatch.objects.exists()
    assert code.placements.count() == 1


def test_the_limit_is_three_thousand():
    assert service.MOST_COPIES == 3000


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what": "district", "district": ""}, "请选一个选区"),
        ({"what": "site", "site": "999999"}, "不在您管的范围里"),
        ({"what": "x"}, "选择一个有效的选项"),
        ({"copies": "new", "each": 0}, "每张码写 1 到 20 份"),
        ({"copies": "new", "each": 21}, "每张码写 1 到 20 份"),
        ({"copies": "new", "each": ""}, "请写每张码要几份"),
        ({"copies": "new", "each": "三"}, "每张码写 1 到 20 份"),
        ({"layout": "x"}, "选择一个有效的选项"),
        ({"theme": "pink"}, "选择一个有效的选项"),
        ({"slogan": "长" * 31}, "标语最多 30 个字"),
        ({"organisation": "9" * 30}, "不在您管的范围里"),
        ({"what": "codes", "codes": ["9" * 30, "x"]}, "选择一个有效的选项"),
        ({"what": "codes", "codes": ["999999"]}, "不在您管的范围里"),
    ],
)
def test_bad_input_is_told_in_words_and_saves_nothing(cast, as_user, code, wrong, sentence):
    place(cast, code)
    sign = as_user(cast.zhang)
    page = sign.post(DESK, choose(cast, **wrong))
    assert page.status_code == 200
    assert sentence in page.content.decode().replace("。", "")
    assert not PrintBatch.objects.exists()
    picture = sign.get(f"{DESK}preview.png", choose(cast, **wrong))
    assert picture.status_code == 400
    assert sentence in picture.content.decode().replace("。", "")


def test_a_layout_names_the_kinds_it_is_made_for(cast, as_user):
    narrow = next(((key, one) for key, one in LAYOUTS.items() if "site" not in one.kinds), None)
    if narrow is None:
        narrow = next((key, one) for key, one in LAYOUTS.items() if "topic" not in one.kinds)
        other = "topic"
    else:
        other = "site"
    page = as_user(cast.zhang).get(DESK, choose(cast, layout=narrow[0], kind=other))
    assert f"“{narrow[1].label}”只印" in page.content.decode()


def test_what_lies_elsewhere_cannot_be_chosen(cast, as_user, code):
    theirs = issue_code(seat=cast.sun_deputy.seat, actor=None, now=NOW)
    sign = as_user(cast.zhang)
    for choice in (
        {"what": "organisation", "organisation": cast.congress.pk},
        {"what": "codes", "codes": [theirs.pk]},
        {"what": "codes", "codes": [code.pk, theirs.pk]},
    ):
        page = sign.post(DESK, choose(cast, copies="new", **choice))
        assert "不在您管的范围里" in page.content.decode()
    assert not PrintBatch.objects.exists()
    assert theirs.placements.count() == 1


def test_htmx_gets_the_moving_part_alone(cast, as_user):
    sign = as_user(cast.zhang)
    part = sign.get(DESK, choose(cast, copies="new"), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "开始印 1 份" in part.content.decode()
    assert "HX-Request" in part["Vary"]


def test_the_first_page_is_shown_and_nothing_registered(cast, as_user, code):
    sign = as_user(cast.zhang)
    pictures = {
        sign.get(f"{DESK}preview.png", choose(cast, copies="new", **look)).content
        for look in ({}, {"theme": "blue"}, {"slogan": "有事找代表"})
    }
    assert len(pictures) == 3, "the picture follows the choice"
    assert all(picture.startswith(PNG) for picture in pictures)
    assert code.placements.count() == 1
    assert sign.get(f"{DESK}preview.png", choose(cast)).status_code == 404


def test_every_layout_can_be_looked_at(cast, as_user, code):
    issue_code(site=cast.site, actor=None, now=NOW)
    sign = as_user(cast.zhang)
    for key, layout in LAYOUTS.items():
        if {"seat", "site"} & set(layout.kinds):
            picture = sign.get(f"{DESK}preview.png", choose(cast, copies="new", layout=key, kind=""))
            assert picture.content.startswith(PNG), (key, picture.content[:200])


def test_ticked_codes_come_from_the_list(cast, as_user, code):
    sign = as_user(cast.zhang)
    listed = sign.get(reverse("liaison:codes")).content.decode()
    assert f'name="codes" value="{code.pk}"' in listed
    assert f'action="{DESK}"' in listed
    page = sign.get(DESK, {"codes": [code.pk]})
    assert page.context["plan"].choice.what == "codes"
    assert "勾选的 1 张码" in page.content.decode()
    detail = sign.get(reverse("liaison:code_detail", args=[code.pk])).content.decode()
    assert f"{DESK}?codes={code.pk}" in detail


def test_the_desk_costs_the_same_for_ten_and_for_two_hundred(cast, as_user, django_assert_max_num_queries):
    district = ElectoralDistrict.objects.create(
        congress=cast.congress, organisation=cast.street, number=7, name="多", places=""
    )
    sign, reads, writes, made = as_user(cast.zhang), [], [], 0
    for more in (10, 200):
        for number in range(made + 1, more + 1):
            seat = Seat.objects.create(
                congress=cast.congress, district=district, number=number, organisation=cast.street
            )
            seat.holder = Deputy.objects.create(
                seat=seat, term=cast.term, name=f"第{number}", level=4, elected_on=TODAY, status_since=TODAY
            )
            seat.save()
            ContactCode.objects.create(seat=seat, issued_at=NOW)
        made = more
        sign.get(DESK)
        with django_assert_max_num_queries(30) as captured:
            assert sign.get(DESK, choose(cast, copies="new")).status_code == 200
        reads.append(len(captured))
        with django_assert_max_num_queries(45) as captured:
            assert sign.post(DESK, choose(cast, copies="new")).status_code == 302
        writes.append(len(captured))
    assert reads[0] == reads[1]
    assert writes[1] <= writes[0] + 6, "a few statements more, since SQLite takes rows in portions"
    assert PrintBatch.objects.order_by("-pk").first().total == 201


def test_batches_cost_the_same_for_three_and_for_forty(cast, as_user, django_assert_max_num_queries):
    sign, counts = as_user(cast.zhang), []
    for more in (3, 40):
        for _number in range(more):
            sign.post(DESK, choose(cast, copies="new"))
        with django_assert_max_num_queries(16) as captured:
            page = sign.get(reverse("liaison:print_batches"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert "长宁街道" in page.content.decode()


def test_what_leads_nowhere_any_more_is_not_offered(cast, as_user):
    issue_code(site=cast.site, actor=None, now=NOW)
    over = Topic.objects.create(
        organisation=cast.street,
        title="旧议题",
        question="？",
        state=Topic.State.OPEN,
        opens_on=TODAY - timedelta(days=9),
        closes_on=TODAY - timedelta(days=1),
        created_at=NOW,
    )
    issue_code(topic=over, actor=None, now=NOW)
    sign = as_user(cast.zhang)
    plan = sign.get(DESK, choose(cast, copies="new", kind="")).context["plan"]
    assert len(plan.codes) == 2
    assert plan.codes[0] == cast.placement.code_id, "deputies come before sites"
    cast.site.is_active = False
    cast.site.save()
    plan = sign.get(DESK, choose(cast, copies="new", kind="")).context["plan"]
    assert plan.codes == (cast.placement.code_id,)


def test_an_item_that_cannot_be_printed_is_named_before_printing(cast, as_user):
    Deputy.objects.filter(pk=cast.li_deputy.pk).update(name="李\U000f0000")
    page = as_user(cast.zhang).get(DESK, choose(cast, copies="new"))
    text = page.content.decode()
    assert "这几项先改好再印" in text
    assert "没有字体画得出" in text
    assert "print-start" not in text.split('id="print-preview"')[1]
