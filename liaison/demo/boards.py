"""What happened to the printed copies of the demo world: scans, inspections, reports, one that fell silent."""

from datetime import datetime, timedelta

from django.utils import timezone

from deputies.demo import World
from deputies.models import User
from deputies.photos import clean_photo
from liaison.demo.pictures import street
from liaison.models import Placement, ScanCount
from liaison.services import boards, codes, stickers

DAYS = 98  # as far back as scans were counted
QUIET = 3  # of all copies, so many have not been scanned for three months
TO_POST = [
    ("梧桐苑南门公示栏", "南门岗亭右侧"),
    ("长宁路菜场公示栏", "菜场一号门"),
    ("学士路公交站灯箱", "12 路站台"),
]
CHECKED = [
    ("good", "擦干净了。"),
    ("worn", "右下角卷边，颜色发白，还能扫。"),
    ("good", ""),
    ("hidden", "被电瓶车棚挡住一半。"),
]


def build(world: World, *, now: datetime) -> None:
    """Let the copies have hung for some months; call once, after codes were issued."""
    hanging = list(
        Placement.objects.filter(posted_on__isnull=False, state=Placement.State.LIVE)
        .select_related("code__seat__organisation")
        .order_by("pk")
    )
    _scan(hanging, now)
    _inspect(world, hanging, now)
    _register(world, now)
    _report(world, hanging, now)
    _sign_in(now)


def _scan(hanging: list[Placement], now: datetime) -> None:
    """Count scans from the oldest day on; a different few each week at each copy, and none for the silent ones."""
    today = timezone.localdate(now)
    counts = []
    for back in range(DAYS, -1, -1):
        day = today - timedelta(days=back)
        for number, placement in enumerate(hanging):
            is_silent = number % (len(hanging) // QUIET + 1) == 20
            if (back + number * 3) % 6 == 0 and not (is_silent and back < 93):
                times = 1 + (number * 7 + back * 5) % 4
                counts.append(ScanCount(placement=placement, day=day, count=times))
                placement.last_scanned_on = day
    ScanCount.objects.bulk_create(counts, batch_size=1000)
    Placement.objects.bulk_update(hanging, ["last_scanned_on"], batch_size=500)


def _inspect(world: World, hanging: list[Placement], now: datetime) -> None:
    """Look at four boards of 长宁街道, two of them with a photo."""
    near = [
        copy
        for copy in hanging
        if copy.code.seat_id and str(copy.code.seat.organisation) == "长宁街道人大工委"
    ]
    near = near or hanging
    for number, (condition, note) in enumerate(CHECKED):
        moment = now - timedelta(days=30 - 7 * number)
        boards.inspect(
            placement=near[number],
            condition=condition,
            note=note,
            checked_on=timezone.localdate(moment),
            photo=clean_photo(street(number + 40)) if number % 2 else None,
            actor=world.users["zhang"],
            now=moment,
        )


def _register(world: World, now: datetime) -> None:
    """Three copies of 李敏's code that somebody still has to put up."""
    code = Placement.objects.filter(code__seat=world.deputies["li"].seat_id).earliest("copy").code
    for board, address in TO_POST:
        codes.add_placement(
            code=code,
            board=board,
            address=address,
            community=world.organisations["梧桐社区"],
            actor=world.users["zhang"],
            now=now - timedelta(days=4),
        )


def _report(world: World, hanging: list[Placement], now: datetime) -> None:
    """One report that is settled, one that is open, and one of a code that is not ours."""
    old = stickers.report_sticker(
        placement=hanging[8], what="damaged", words="雨淋过，下半截看不清了", now=now - timedelta(days=25)
    )
    stickers.settle_report(
        report=old,
        outcome="去看过，擦干后能扫，换了防水膜",
        actor=world.users["qian"],
        now=now - timedelta(days=23),
    )
    stickers.report_sticker(
        placement=hanging[0],
        what="pasted_over",
        words="码上面又贴了一层，边上翘起来了",
        now=now - timedelta(days=3),
    )
    stickers.report_sticker(
        placement=None,
        typed="k7m4p2w9xd",
        what="asks_money",
        words="菜场门口电线杆上，扫开要先交五块钱",
        now=now - timedelta(days=6),
    )


def _sign_in(now: datetime) -> None:
    """Deputies were here these days; two of them have not been for four months."""
    today = timezone.localdate(now)
    people = list(User.objects.filter(mandates__isnull=False).distinct().order_by("pk"))
    for number, person in enumerate(people):
        person.last_seen_on = today - timedelta(days=120 if number % 30 == 17 else number % 6)
    User.objects.bulk_update(people, ["last_seen_on"], batch_size=500)
