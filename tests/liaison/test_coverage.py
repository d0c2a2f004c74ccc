"""Coverage: a hundred districts and 460 points (domain.md 003-05), read off one page in constant statements."""

import pytest
import time_machine
from django.urls import reverse

from deputies.models import Deputy, ElectoralDistrict, Seat, User
from liaison.models import ContactCode, Placement
from liaison.queries.coverage import CODE_OLDER_THAN, UNANSWERED_FOR, coverage, idle_codes
from liaison.services import codes
from tests.cast import NOW, TODAY
from tests.public_forms import text_of

pytestmark = pytest.mark.django_db
PAGE = "/desk/liaison/boards/coverage/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def districts(cast, count: int, *, points: int, since: int = 0) -> None:
    """Add districts with one deputy each and a code; spread points over them."""
    made = ElectoralDistrict.objects.bulk_create(
        ElectoralDistrict(
            congress=cast.congress, organisation=cast.street, number=since + n + 2, name=f"选区{since + n}"
        )
        for n in range(count)
    )
    seats = Seat.objects.bulk_create(
        Seat(congress=cast.congress, district=district, organisation=cast.street) for district in made
    )
    people = Deputy.objects.bulk_create(
        Deputy(
            seat=seat, term=cast.term, name=f"代表{since + n}", level=4, elected_on=TODAY, status_since=TODAY
        )
        for n, seat in enumerate(seats)
    )
    for seat, person in zip(seats, people, strict=True):
        seat.holder = person
    Seat.objects.bulk_update(seats, ["holder"])
    issued = ContactCode.objects.bulk_create(ContactCode(seat=seat, issued_at=NOW) for seat in seats)
    Placement.objects.bulk_create(
        Placement(
            code=issued[n % count],
            copy=n // count + 1,
            token=f"t{since}x{n}",
            board=f"公示栏{since}-{n}",
            posted_on=TODAY,
        )
        for n in range(points)
    )


def test_a_hundred_districts_and_460_points_are_read_off_the_page(cast, as_user):
    districts(cast, 99, points=460)
    found = as_user(cast.qian).get(PAGE)
    total = found.context["total"]
    assert (total.districts, total.covered, total.points, total.posted) == (100, 99, 460, 460)
    assert (total.deputies, total.with_code) == (100, 100)
    assert found.context["found"].bare_districts == [cast.district]
    page = text_of(found)
    for figure in (">100<", ">460<", "99 个有在贴的牌子", "100 位有能用的码", "梧桐"):
        assert figure in page
    codes.add_placement(code=cast.placement.code, board="东门", posted_on=TODAY, actor=cast.zhang, now=NOW)
    assert coverage(cast.qian).total.covered == 100
    assert "每个选区都有在贴的牌子" in text_of(as_user(cast.zhang).get(PAGE))


def test_only_what_hangs_and_works_covers_a_district(cast):
    copy = codes.add_placement(code=cast.placement.code, board="东门", actor=cast.zhang, now=NOW)
    assert coverage(cast.qian).total.covered == 0
    codes.record_posting(placement=copy, posted_on=TODAY, actor=cast.zhang, now=NOW)
    assert coverage(cast.qian).total.covered == 1
    codes.suspend_code(code=copy.code, reason="核对", actor=cast.qian, now=NOW)
    assert coverage(cast.qian).total.covered == 0
    assert coverage(cast.qian).bare_deputies == [cast.li_deputy]
    codes.resume_code(code=copy.code, actor=cast.qian, now=NOW)
    codes.revoke_placement(placement=copy, reason="拆了", actor=cast.qian, now=NOW)
    assert coverage(cast.qian).total.covered == 0
    assert coverage(cast.qian).total.with_code == 1


def test_one_board_with_the_codes_of_two_deputies_is_one_point(cast):
    other = codes.issue_code(site=cast.site, actor=None, now=NOW)
    for code in (cast.placement.code, other):
        codes.add_placement(code=code, board="东门公示栏", posted_on=TODAY, actor=cast.zhang, now=NOW)
    total = coverage(cast.qian).total
    assert (total.points, total.posted) == (1, 2)


def test_figures_are_of_ones_own_area(cast, as_user):
    districts(cast, 3, points=3)
    assert coverage(cast.bai).total.districts == 1
    assert coverage(cast.zhang).total.districts == 4
    assert as_user(cast.wang).get(PAGE).status_code == 403


def test_figures_lead_to_the_lists_behind_them(cast, as_user):
    districts(cast, 2, points=4)
    page = text_of(as_user(cast.qian).get(PAGE))
    assert f"?show=posted&amp;street={cast.street.pk}" in as_user(cast.qian).get(PAGE).content.decode()
    assert f"{reverse('liaison:boards')}?show=posted" in page
    listed = as_user(cast.qian).get(reverse("liaison:boards"), {"show": "posted", "street": cast.street.pk})
    assert listed.context["page"].paginator.count == 4


def test_the_page_costs_the_same_for_five_and_for_a_hundred_districts(
    cast, as_user, django_assert_max_num_queries
):
    sign, counts = as_user(cast.qian), []
    for number, (more, points) in enumerate(((4, 8), (96, 452))):
        districts(cast, more, points=points, since=number * 100)
        sign.get(PAGE)
        with django_assert_max_num_queries(25) as captured:
            assert sign.get(PAGE).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_codes_lie_idle_where_nobody_answers_or_signs_in(cast, as_user):
    ContactCode.objects.update(issued_at=NOW - CODE_OLDER_THAN * 2)
    User.objects.filter(pk=cast.li.pk).update(last_seen_on=TODAY)
    assert not idle_codes(cast.qian, now=NOW).exists()
    cast.message(now=NOW - UNANSWERED_FOR * 2)
    (idle,) = idle_codes(cast.qian, now=NOW)
    assert (idle, idle.unanswered, idle.is_away) == (cast.li_deputy, 1, False)
    assert "1 件超过 7 天没有答复" in text_of(as_user(cast.qian).get(PAGE))
    assert "码挂着、人没回音" not in text_of(as_user(cast.zhang).get(PAGE))
    User.objects.filter(pk=cast.li.pk).update(last_seen_on=None)
    assert idle_codes(cast.qian, now=NOW).get().is_away
    ContactCode.objects.update(issued_at=NOW)
    assert not idle_codes(cast.qian, now=NOW).exists()
