# ruff: noqa: E402 - Django is set up before its models are imported
"""A district of many deputies and one act on it, run in a process of its own so that its peak memory is its own.

    python tests/bench/poster_world.py build 500 | ours 500 | alone 500

`alone` is Typst on the same pages, with data, photos and drawn codes ready: as one document and in parts, whichever
is faster. Each prints seconds and the peak of resident memory in megabytes as JSON.
"""

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import django

django.setup()

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from deputies.demo.portraits import portrait
from deputies.models import Deputy, ElectoralDistrict, Level, Organisation, Seat, Site, Term
from deputies.services.mandates import appoint
from deputies.services.organisations import add_organisation
from liaison.models import Placement
from liaison.papers import posters, press
from liaison.services.codes import issue_code

SURNAMES, GIVEN = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "敏强芳伟静磊娜军洋勇艳杰涛明超秀霞平刚桂"
LAYOUT = "poster_a4"
LOOK = posters.Look(theme="red", slogan="有话找代表，扫码就能说", issuer="青澜区人大常委会")


def build(count: int) -> None:
    """Fill the empty database with deputies who each have a portrait, a pledge and a code."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    congress = add_organisation(
        name="青澜区人大常委会", kind=Organisation.Kind.CONGRESS, level=Level.DISTRICT, phone="8800 1000"
    )
    term = Term.objects.create(congress=congress, number=18, starts_on="2021-12-20", ends_on="2026-12-20")
    site = Site.objects.create(
        kind="station", name="梧桐联络站", organisation=congress, address="长宁路 18 号", phone="8800 2000"
    )
    for number in range(1, count + 1):
        district = ElectoralDistrict.objects.create(
            congress=congress, organisation=congress, number=number, name=f"梧桐第{number}片"
        )
        seat = Seat.objects.create(congress=congress, district=district, organisation=congress, site=site)
        name = SURNAMES[number % 20] + GIVEN[number // 20 % 20] + GIVEN[number % 19]
        deputy = appoint(seat=seat, term=term, name=name, elected_on=now.date(), actor=None, now=now)
        deputy.photo.save(f"{number}.jpg", ContentFile(portrait(number).getvalue()), save=False)
        deputy.photo_consent, deputy.pledge = True, f"第{number}选区的事，件件有着落，事事有回音。"
        deputy.office_hours = "每月 20 日上午，梧桐联络站"
        deputy.save()
        issue_code(seat=Seat.objects.get(pk=seat.pk), actor=None, now=now)
    print(json.dumps({"deputies": Deputy.objects.count()}))


def ours(count: int) -> dict:
    """Everything that stands between the wish and the file."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        pages = posters.compose(Placement.objects.order_by("pk")[:count], layout=LAYOUT, look=LOOK)
        parts = posters.print_parts(
            pages, layout=LAYOUT, look=LOOK, folder=Path(folder) / "parts", on_part=lambda done: True
        )
        made = posters.join(parts, Path(folder) / "whole.pdf")
        taken = time.perf_counter() - begun
    assert made == count
    return {"seconds": taken}


def alone(count: int) -> dict:
    """Typst alone: composition and codes are done before the clock runs, nothing is read back."""
    with tempfile.TemporaryDirectory() as folder:
        pages = posters.compose(Placement.objects.order_by("pk")[:count], layout=LAYOUT, look=LOOK)
        run = posters.Run(posters.LAYOUTS[LAYOUT], LOOK, Path(folder))
        size = int(sys.argv[3])
        ready = [run.material(pages[start : start + size]) for start in range(0, count, size)]
        begun = time.perf_counter()
        for data, assets in ready:
            press.pdf(run.layout.template, data, assets, tags=False)
        return {"seconds": time.perf_counter() - begun}


if __name__ == "__main__":
    act, wanted = sys.argv[1], int(sys.argv[2])
    if act == "build":
        build(wanted)
    else:
        posters.compose(
            Placement.objects.order_by("-pk")[:1], layout=LAYOUT, look=LOOK
        )  # what a worker has done
        begun = time.process_time()
        told = {"ours": ours, "alone": alone}[act](wanted)
        told["cpu"] = time.process_time() - begun
        told["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(told))
