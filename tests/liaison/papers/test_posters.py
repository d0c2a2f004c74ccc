"""Posters, plates, boards and stickers: what is printed can be read, by people and by phones."""

from datetime import timedelta

import pikepdf
import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse

from deputies.models import Deputy, Seat
from liaison.models import ContactCode, Topic
from liaison.papers import posters, proof
from liaison.services.codes import add_placement, issue_code, revoke_placement, suspend_code
from tests.cast import NOW, TODAY
from tests.liaison.papers import printed
from tests.liaison.papers.printed import LOOK, print_all

A4_WIDTH = 210


@pytest.fixture(autouse=True)
def _clock(settings, tmp_path):
    settings.SITE_URL = "https://dbm.example.gov.cn"
    settings.MEDIA_ROOT = tmp_path / "media"
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(cast):
    """李代表 with portrait and pledge, an empty seat, a site and a topic: each with a code."""
    _portray(cast.li_deputy)
    Deputy.objects.filter(pk=cast.li_deputy.pk).update(pledge="件件有着落，事事有回音。", office_phone="")
    issue_code(seat=cast.vacant_seat, actor=None, now=NOW)
    issue_code(site=cast.site, actor=None, now=NOW)
    topic = Topic.objects.create(
        organisation=cast.street,
        site=cast.site,
        title="电瓶车在哪里充电",
        question="装一处充电棚，您赞成吗？",
        opens_on=TODAY,
        closes_on=TODAY + timedelta(days=30),
        state=Topic.State.OPEN,
        created_at=NOW,
    )
    code = ContactCode.objects.create(topic=topic, issued_at=NOW)
    code.placements.create(copy=1, token="7x3m9xw2hp")
    return cast


def _portray(deputy, size=(600, 750), *, consent=True):
    deputy.photo.save("li.jpg", ContentFile(printed.photo(size).getvalue()), save=False)
    deputy.photo_consent = consent
    deputy.save(update_fields=["photo", "photo_consent"])


def _fitting(layout):
    kinds = posters.LAYOUTS[layout].kinds
    return [
        copy
        for copy in printed.screen_copies()
        if ("seat" if copy.code.seat else "site" if copy.code.site else "topic") in kinds
    ]


def _address(settings, copy):
    return settings.SITE_URL + reverse("liaison:code", args=[copy.token])


@pytest.mark.parametrize("layout", posters.LAYOUTS)
def test_every_code_of_every_layout_is_read_in_hard_light(world, settings, tmp_path, layout):
    copies = _fitting(layout)
    whole = print_all(tmp_path, copies, layout)
    wanted = sorted(_address(settings, copy) for copy in copies)
    pages = printed.rasters(whole)
    for spoil in (lambda page: page, printed.tilted, printed.blurred, printed.covered):
        assert sorted(text for page in pages for text in printed.texts(spoil(page))) == wanted


@pytest.mark.parametrize("layout", posters.LAYOUTS)
def test_modules_are_large_enough_and_posters_give_the_code_a_third(world, tmp_path, layout):
    (page, *_rest) = printed.rasters(print_all(tmp_path, _fitting(layout), layout))
    for code in printed.codes(page):
        left, _top, right, _bottom = printed.box(code)
        side = (right - left) * 25.4 / printed.PPI
        assert side / printed.modules(code.text) >= 0.8
        assert code.ec_level == "H"
        if posters.LAYOUTS[layout].per_page == 1:
            assert (right - left) / page.width >= 0.33


@pytest.mark.parametrize("layout", posters.LAYOUTS)
def test_what_must_stand_on_every_paper(world, tmp_path, layout):
    words = "".join(printed.words(print_all(tmp_path, [world.placement], layout)))
    token = world.placement.token
    for said in (
        "李敏",
        "第1选区梧桐",
        "扫一扫",
        "留言或约见",
        "看答复",
        token,
        "dbm.example.gov.cn",
        "0571-88000001",
        world.placement.number,
    ):
        assert said in words, said


def test_sites_topics_and_empty_seats_say_who_reads(world, tmp_path):
    site, topic, vacant = (
        "".join(printed.words(print_all(tmp_path / name, copies, "poster_a4")))
        for name, copies in (
            ("site", [world.site.codes.get().placements.get()]),
            ("topic", [Topic.objects.get().codes.get().placements.get()]),
            ("vacant", [world.vacant_seat.codes.get().placements.get()]),
        )
    )
    assert "梧桐联络站" in site
    assert "长宁路18号" in site
    assert "电瓶车在哪里充电" in topic
    assert "说出您的看法" in topic
    assert "征集到2026年12月18日" in topic
    assert "这个选区的来信暂由梧桐联络站接待" in vacant
    assert "李敏" not in vacant


def test_suspended_deputy_is_not_shown(world, tmp_path):
    Deputy.objects.filter(pk=world.li_deputy.pk).update(status=Deputy.Status.SUSPENDED)
    words = "".join(printed.words(print_all(tmp_path, [world.placement], "plate")))
    assert "李敏" not in words
    assert "梧桐联络站" in words


@pytest.mark.parametrize("name", ["齉龘𠮷", "阿卜杜热西提·买买提江", "买合木提江阿不都热依木江"])
@pytest.mark.parametrize("layout", posters.LAYOUTS)
def test_hard_names_and_long_districts_stay_on_their_page(world, tmp_path, name, layout):
    Deputy.objects.filter(pk=world.li_deputy.pk).update(name=name, pledge="一定办好每一件事。" * 13)
    district = "江海省临江市青澜区长宁街道梧桐苑梧桐新苑长宁路沿线及其以北至铁路的全部居民小区甲"
    world.district.name = district[:40]
    world.district.save()
    whole = print_all(tmp_path, [world.placement], layout)
    (words,) = printed.words(whole)
    assert name in words
    assert district[:40] in words
    assert world.placement.number in words


def test_photos_without_consent_and_broken_files_leave_a_calm_place(world, tmp_path):
    _portray(world.li_deputy, consent=False)
    (page,) = posters.compose([world.placement], layout="poster_a4", look=LOOK)
    assert page.photos == {}
    _portray(world.li_deputy)
    assert _photos(print_all(tmp_path / "with", [world.placement], "poster_a4")) == 1
    world.li_deputy.refresh_from_db()
    (tmp_path / "media" / world.li_deputy.photo.name).write_bytes(b"no picture")
    assert _photos(print_all(tmp_path / "without", [world.placement], "poster_a4")) == 0


def _photos(whole) -> int:
    with pikepdf.open(whole) as file:
        return len(list(file.pages[0].get_images()))


@pytest.mark.parametrize("size", [(900, 300), (300, 900), (3000, 4000)])
def test_photo_of_the_wrong_ratio_is_cropped_to_its_frame(world, tmp_path, size):
    _portray(world.li_deputy, size)
    (page,) = printed.rasters(print_all(tmp_path, [world.placement], "poster_a4"), ppi=72)
    wide, high = (_reach(page, step) for step in ((1, 0), (0, 1)))
    assert wide / high == pytest.approx(58 / 72, abs=0.03)


def _reach(page, step, start=(100, 200)) -> int:
    """How far the colour at a point of the portrait goes to both sides."""
    colour, count = page.getpixel(start), -1
    for sign in (1, -1):
        x, y = start
        while page.getpixel((x, y)) == colour:
            x, y, count = x + sign * step[0], y + sign * step[1], count + 1
    return count


def test_board_shows_each_deputy_once_and_flows_over(world, tmp_path):
    for number in range(3, 12):
        seat = Seat.objects.create(
            congress=world.congress, district=world.district, number=number, organisation=world.street
        )
        issue_code(seat=seat, actor=None, now=NOW)
    copies = _fitting("board_district")
    twin = add_placement(code=world.placement.code, board="东门", actor=world.zhang, now=NOW)
    pages = posters.compose([*copies, twin], layout="board_district", look=LOOK)
    assert [len(page.addresses) for page in pages] == [8, 3, 1]


def test_site_stands_first_on_its_board(world):
    (page,) = posters.compose(_fitting("board_site"), layout="board_site", look=LOOK)
    assert [item["kind"] for item in page.data["items"]] == ["site", "seat", "seat"]
    assert page.data["heading"] == "梧桐联络站"


def test_faults_are_named_together_before_anything_is_printed(world, tmp_path):
    Deputy.objects.filter(pk=world.li_deputy.pk).update(name="李\U0010ffff敏")
    revoked = add_placement(code=world.site.codes.get(), board="西门", actor=world.zhang, now=NOW)
    revoke_placement(placement=revoked, reason="破了", actor=world.zhang, now=NOW)
    suspend_code(code=world.vacant_seat.codes.get(), reason="核对", actor=world.zhang, now=NOW)
    vacant = world.vacant_seat.codes.get().placements.get()
    with pytest.raises(posters.PrintRefused) as refused:
        print_all(tmp_path, [world.placement, revoked, vacant], "poster_a4")
    named, gone, paused = refused.value.items
    assert "\U0010ffff" in named
    assert world.placement.number in named
    assert gone.startswith("梧桐联络站")
    assert "作废" in gone
    assert "暂停" in paused
    assert not (tmp_path / "parts").exists()


def test_slogan_that_no_font_draws_is_refused(world):
    look = posters.Look(slogan="有话\ue123说")
    with pytest.raises(posters.PrintRefused, match="标语"):
        posters.compose([world.placement], layout="poster_a4", look=look)


def test_address_too_long_for_stickers_is_refused_and_a_longer_one_keeps_its_modules(
    world, settings, tmp_path
):
    settings.SITE_URL = "https://daibiao.renda.qinglanqu.linjiang.gov.cn"
    (page,) = printed.rasters(print_all(tmp_path, [world.placement], "stickers"))
    (code,) = printed.codes(page)
    left, _top, right, _bottom = printed.box(code)
    assert code.text.startswith(settings.SITE_URL)
    assert (code.ec_level, 25.4 / printed.PPI * (right - left) / 37 > 0.85) == ("Q", True)
    settings.SITE_URL = "https://" + "daibiao" * 9 + ".gov.cn"
    with pytest.raises(posters.PrintRefused, match="网址太长"):
        posters.compose([world.placement], layout="stickers", look=LOOK)


def test_layout_for_others_is_refused(world):
    with pytest.raises(posters.PrintRefused, match="不是给这种码"):
        posters.compose(world.site.codes.get().placements.all(), layout="board_district", look=LOOK)


def test_office_restyles_a_poster_without_python(world, settings, tmp_path):
    settings.PAPERS_DIR = tmp_path / "papers"
    own = settings.PAPERS_DIR / "posters" / "poster.typ"
    own.parent.mkdir(parents=True)
    own.write_text(
        '#import "/papers/lib.typ": *\n'
        "#let paper(data) = { set text(font: faces); for sheet in data.pages { page(width: 200mm, height: 200mm)["
        "自己的版式 #sheet.items.first().name #code(sheet.items.first(), 100mm)] } }\n",
        encoding="utf-8",
    )
    whole = print_all(tmp_path, [world.placement], "poster_a4")
    assert "自己的版式李敏" in "".join(printed.words(whole))


def test_template_that_loses_the_code_or_shows_another_is_refused_by_name(world, settings, tmp_path):
    settings.PAPERS_DIR = tmp_path / "papers"
    own = settings.PAPERS_DIR / "posters" / "poster.typ"
    own.parent.mkdir(parents=True)
    copies = [world.placement, world.site.codes.get().placements.get()]
    for body, said in (
        ("page(width: 200mm, height: 200mm)[没有码]", "读不出来"),
        (
            "page(width: 200mm, height: 200mm, code(data.pages.first().items.first(), 100mm))",
            "不是它的",
        ),
    ):
        own.write_text(
            f'#import "/papers/lib.typ": *\n#let paper(data) = for sheet in data.pages {{ {body} }}\n',
            encoding="utf-8",
        )
        with pytest.raises(posters.PrintRefused) as refused:
            print_all(tmp_path, copies, "poster_a4")
        assert any(said in item for item in refused.value.items)
        assert not list((tmp_path / "parts").glob("*.pdf"))
        assert not (tmp_path / "whole.pdf").exists()


def test_parts_are_kept_and_a_stop_is_heard(world, tmp_path, monkeypatch):
    monkeypatch.setattr(posters, "PAGES_A_PART", 1)
    pages = posters.compose(printed.screen_copies(), layout="card", look=LOOK)
    heard = []

    def stop_after_two(done):
        heard.append(done)
        return done < 2

    run = {"layout": "card", "look": LOOK, "folder": tmp_path}
    parts = posters.print_parts(pages, on_part=stop_after_two, **run)
    assert (len(parts), heard) == (2, [1, 2])
    before = [part.stat().st_mtime_ns for part in parts]
    parts = posters.print_parts(pages, on_part=lambda done: True, **run)
    assert len(parts) == len(pages)
    assert [part.stat().st_mtime_ns for part in parts[:2]] == before
    assert not list(tmp_path.glob("*.new")) or len(list(tmp_path.glob("*.pdf"))) == len(pages)
    assert posters.join(parts, tmp_path / "whole.pdf") == len(pages)


def test_later_pages_are_read_where_the_code_was_before(world, tmp_path, monkeypatch):
    looked = []
    raster = proof._raster
    monkeypatch.setattr(proof, "_raster", lambda *place: looked.append(len(place)) or raster(*place))
    print_all(tmp_path, printed.screen_copies(), "card")
    assert looked == [1, 2, 2, 2]


def test_statements_do_not_grow_with_the_copies(world, django_assert_num_queries):
    copies = [world.placement]
    with django_assert_num_queries(2):
        posters.compose(copies, layout="card", look=LOOK)
    copies += [
        add_placement(code=world.placement.code, board=f"{number} 号楼", actor=world.zhang, now=NOW)
        for number in range(30)
    ]
    with django_assert_num_queries(2):
        posters.compose(copies, layout="card", look=LOOK)


def test_preview_is_the_first_page_as_picture(world):
    (page,) = posters.compose([world.placement], layout="plate", look=LOOK)
    assert posters.preview(page, layout="plate", look=LOOK).startswith(b"\x89PNG")
