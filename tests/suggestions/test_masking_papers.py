"""What of the constituent stands on the official papers of a case that was handled to the end: for every reader."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from liaison.models import Paper
from liaison.papers import docx, press
from suggestions.models import Assignment, Case, Extension
from suggestions.papers.kinds import KINDS
from suggestions.services import papers
from tests.cast import NOW, TODAY
from tests.suggestions.case_world import moved
from tests.suggestions.formal import Formal
from tests.suggestions.masking import FIELDS, PEOPLE, build, fields_in, reader

pytestmark = pytest.mark.django_db
ISSUED = ("reply", "opinion", "return_request", "handover", "returned", "extension")
PRINTS = ("inquiry", "sheet")
READERS = ("nobody", "link", "constituent", *PEOPLE)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _typeset_once(monkeypatch):
    """What is the same for two readers is typeset once."""
    for made, name in ((press, "pdf"), (docx, "letter"), (docx, "form")):
        monkeypatch.setattr(made, name, _once(getattr(made, name)))


def _once(make):
    known = {}

    def made(*given):
        key = json.dumps(given, sort_keys=True)
        if key not in known:
            known[key] = make(*given)
        return known[key]

    return made


def test_every_kind_of_paper_is_looked_at():
    assert {*ISSUED, *PRINTS} == set(KINDS)


def finished(cast):
    """Handle both cases of the world to the end and issue every paper there is on the way."""
    world = build(cast, agreed=True)
    more, matter = world.more, world.case
    co = matter.assignments.get(unit=more.bureau)

    def issue(user, kind, part=None, case=matter):
        papers.issue(
            user=user,
            case=case.pk,
            part=part.pk if part else None,
            kind=KINDS[kind],
            mark="试",
            dated=TODAY,
            now=NOW,
        )

    issue(cast.zhang, "handover")
    moved(matter, more.luo, "sign", co)
    moved(matter, more.shi, "request_return", co, reason="灯杆不归城管局。")
    issue(more.shi, "return_request", co)
    moved(matter, cast.zhang, "decline_return", co, reason="绿化带里的归城管局。")
    issue(cast.zhang, "returned", co)
    moved(matter, more.shi, "release", co, body="同意配合换线。")
    issue(more.shi, "opinion", co)
    moved(matter, cast.zhao, "sign", world.lead)
    moved(matter, cast.zhao, "ask_extension", world.lead, until=_later(world.lead), reason="灯具在途。")
    moved(matter, cast.zhang, "decide_extension", world.lead, decision="approve", note="同意。")
    issue(cast.zhang, "extension", world.lead)
    moved(
        matter, cast.he, "release", world.lead, body="已换好三盏。", contact_person="赵经办", contact_phone="0571-88009911"
    )  # fmt: skip
    issue(cast.he, "reply", world.lead)
    formal = Formal.__new__(Formal)
    formal.cast, formal.more, formal.now, formal.author = cast, more, NOW, cast.li
    formal.case = Case.objects.get(pk=world.suggestion.pk)
    formal.act(cast.zhao, "sign", formal.part())
    formal.contacted("before", "during").opined()
    formal.act(cast.he, "release", formal.part(), **formal.answer("A"))
    issue(cast.he, "reply", formal.part(), case=formal.case)
    issue(cast.qian, "handover", case=formal.case)
    return world


def _later(part: Assignment):
    clock = part.clocks.get(purpose="reply")
    return clock.due_on + timedelta(days=5)


def addresses(world) -> dict[str, list[str]]:
    """Return where each paper is opened, as PDF and where it is edited as Word file: issued, as a draft, as a print."""
    found = {name: [] for name in KINDS}
    leads = world.suggestion.assignments.filter(role="lead")
    drafts = [(world.case, "sheet", ""), (world.suggestion, "sheet", "")]
    drafts += [(world.suggestion, "inquiry", f"?part={lead.pk}") for lead in leads]
    for paper in Paper.objects.all():
        found[paper.kind].append(reverse("suggestions:paper", args=[paper.pk]))
        about, _colon, pk = paper.subject.partition(":")
        if about == "assignment":
            part = Assignment.objects.select_related("case").get(pk=pk)
            drafts.append((part.case, paper.kind, f"?part={pk}"))
        else:
            drafts.append((Case.objects.get(pk=pk), paper.kind, ""))
    for case, name, part in drafts:
        found[name].append(reverse("suggestions:paper_preview", args=[case.pk, name]) + part)
    for name, kind in KINDS.items():
        if kind.editable:
            found[name] += [f"{url}{'&' if '?' in url else '?'}as=docx" for url in found[name]]
    return found


def test_no_paper_leads_to_the_constituent_and_the_sheet_alone_says_where_it_is(cast):
    """Also where she agreed to be called and the deputy gave her photos along."""
    world = finished(cast)
    assert set(Paper.objects.values_list("kind", flat=True)) == set(ISSUED)
    urls = addresses(world)
    opened = {name: set() for name in KINDS}
    for who in READERS:
        browser = reader(world, who)
        for name, places in urls.items():
            for url in places:
                response = browser.get(url)
                if response.status_code != 200:
                    continue
                opened[name].add((who, response["Content-Type"]))
                of_matter = f"/{world.case.pk}/papers/" in url
                expected = {"place"} if name == "sheet" and of_matter else set()
                assert fields_in(world, response) == expected, (who, url)
    for name, kind in KINDS.items():
        types = {of for _who, of in opened[name]}
        assert len(types) == (2 if kind.editable else 1), name
        assert {
            "nobody",
            "link",
            "constituent",
            "site",
            "admin",
            "auditor",
            "media",
            "other_congress",
        }.isdisjoint(who for who, _of in opened[name]), name


def test_what_is_kept_of_an_issued_paper_holds_nothing_of_the_constituent(cast):
    world = finished(cast)
    for paper in Paper.objects.all():
        kept = f"{paper.title}{paper.data}"
        assert not [name for name, value in FIELDS.items() if value in kept], paper.kind
        assert not any(one.receipt in kept for one in world.conversations), paper.kind
    assert Extension.objects.filter(state=Extension.State.APPROVED).exists()
