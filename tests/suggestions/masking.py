"""One matter and one formal suggestion of the same constituent, everybody who may open a page, and every page.

What belongs to the constituent carries words that stand nowhere else, so that any page, file or answer can be
searched for them.
"""

from dataclasses import dataclass, field
from io import BytesIO

from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from deputies.models import Seat
from deputies.photos import clean_photo
from liaison.models import Conversation, PaperForm, Placement
from liaison.services.acting import speak
from liaison.services.paper_forms import print_forms
from suggestions.models import Assignment, Case
from suggestions.services import links
from suggestions.services.parts import Part
from tests.access_rows import picture_file
from tests.cast import NOW, Cast
from tests.paper import body_of, has_pictures, words_of, words_of_docx
from tests.public_forms import new_phone, text_of
from tests.suggestions.case_world import matter, moved
from tests.suggestions.formal import Formal
from tests.suggestions.people import More, extend

Role = Assignment.Role
FIELDS = {
    "name": "钟离若水",
    "phone": "13987654321",
    "stars": "139****4321",
    "words": "星桥坠影",
    "place": "榆钱巷七号后院",
    "board": "槐荫里东门公示栏",
}
TOKENS = ("receipt", "photos")
# Who reads in which capacity; the keys are those of the table of the test.
PEOPLE = {
    "deputy": "li",
    "co_deputy": "tang",
    "relay": "jin",
    "other_deputy": "song",
    "site": "wang",
    "street": "zhang",
    "congress": "qian",
    "clerk": "zhao",
    "head": "he",
    "co_clerk": "luo",
    "co_head": "shi",
    "community": "wu",
    "government": "feng",
    "committee": "gao",
    "leader": "lin",
    "auditor": "audit",
    "admin": "admin",
    "media": "mei",
    "other_congress": "bai",
}


@dataclass
class World:
    """What the pages are opened with."""

    cast: Cast
    more: More
    handed: Conversation
    formal: Conversation
    fresh: Conversation
    pin: str
    case: Case
    suggestion: Case
    sheet: PaperForm
    lead: Assignment
    quiet: Assignment
    token: str
    surfaces: dict[str, str] = field(default_factory=dict)
    by_link: dict[str, str] = field(default_factory=dict)

    @property
    def conversations(self) -> list[Conversation]:
        return [self.handed, self.formal, self.fresh]


def build(cast: Cast, *, agreed: bool) -> World:
    """Build it in handling.

    Args:
        agreed: whether the constituent shares her contact data and the deputy her photos.
    """
    more = extend(cast)
    Placement.objects.filter(pk=cast.placement.pk).update(board=FIELDS["board"])
    handed, formal, fresh = (_message(cast, agreed, number) for number in range(3))
    # One of them came to the site and said it there.
    Conversation.objects.filter(pk=fresh.conversation.pk).update(source=Conversation.Source.VISIT)
    parts = [
        Part(Role.LEAD, unit=cast.department),
        *(Part(Role.CO, unit=unit) for unit in (more.bureau, cast.community, more.quiet)),
    ]
    case = matter(cast, *parts, filed=handed, show_photos=agreed)
    moved(case, cast.li, "relay", deputy=more.jin_deputy, reason="要市里一起管。")
    suggestion = Formal(cast, more, conversations=[formal.conversation])
    suggestion.cosigned(more.tang, deputies=[more.tang_deputy]).handed()
    quiet = case.assignments.select_related("unit", "case__congress", "case__organisation").get(
        unit=more.quiet
    )
    world = World(
        cast=cast,
        more=more,
        handed=handed.conversation,
        formal=formal.conversation,
        fresh=fresh.conversation,
        pin=handed.pin,
        case=case,
        suggestion=Case.objects.get(pk=suggestion.case.pk),
        sheet=_sheet_of(cast, handed.conversation),
        lead=case.assignments.get(unit=cast.department),
        quiet=quiet,
        token=links.make_link(user=cast.li, assignment=quiet, now=NOW),
    )
    speak(conversation=world.handed, name="say", now=NOW, data={"body": f"{FIELDS['words']}还是不亮。"})
    world.surfaces, world.by_link = _surfaces(world), _by_link(world)
    return world


def _message(cast: Cast, agreed: bool, number: int):
    return cast.message(
        body=f"{FIELDS['words']}，晚上看不清路，第 {number} 次说。",
        place=FIELDS["place"],
        contact_name=FIELDS["name"],
        contact_phone=FIELDS["phone"],
        share_contact=agreed,
        photos=[clean_photo(picture_file())],
    )


def _sheet_of(cast: Cast, conversation: Conversation) -> PaperForm:
    """Return the printed form from which a message was typed in."""
    seat = Seat.objects.select_related("holder", "organisation", "site").get(pk=cast.seat.pk)
    sheet = print_forms(to=seat, copies=1, actor=cast.wang, now=NOW)[0]
    PaperForm.objects.filter(pk=sheet.pk).update(conversation=conversation)
    return sheet


def _surfaces(world: World) -> dict[str, str]:
    """Return every page, file and route on which something of a constituent could stand, with its address."""
    matter_, formal, lead = world.case.pk, world.suggestion.pk, world.lead.pk
    receipts = [world.handed.receipt], [world.formal.receipt], [world.fresh.receipt]
    handed, of_suggestion, fresh = receipts
    photo = world.handed.attachments.get().token
    return {
        "to-do list": reverse("desk"),
        "messages": reverse("liaison:queue") + "?queue=all",
        "message handed over": reverse("liaison:conversation", args=handed),
        "message of a suggestion": reverse("liaison:conversation", args=of_suggestion),
        "new message": reverse("liaison:conversation", args=fresh),
        "form of a message": reverse("liaison:act", args=[*handed, "tell"]),
        "look at the contact": reverse("liaison:reveal", args=handed),
        "refer": reverse("suggestions:refer", args=fresh),
        "collect": reverse("suggestions:collect"),
        "draft from a message": f"{reverse('suggestions:new')}?message={world.fresh.receipt}",
        "cases": reverse("suggestions:queue") + "?queue=all",
        "workbook": reverse("suggestions:export") + "?queue=all",
        "figures": reverse("suggestions:figures"),
        "case": reverse("suggestions:case", args=[matter_]),
        "suggestion": reverse("suggestions:case", args=[formal]),
        "form of a case": reverse("suggestions:part_act", args=[matter_, lead, "sign"]),
        "make a link": reverse("suggestions:make_link", args=[matter_, world.quiet.pk]),
        "look at the contact by a unit": reverse("suggestions:reveal", args=[matter_, world.handed.pk]),
        "photo of a message": reverse("liaison:photo", args=[photo]),
        "photo of a case": reverse("suggestions:photo", args=[matter_, photo]),
        "notices": reverse("liaison:notices"),
        "audit log": reverse("deputies:audit"),
        "progress": reverse("liaison:track", args=handed),
        **_papers(world),
        "API messages": "/api/v1/conversations/",
        "API message": f"/api/v1/conversations/{world.handed.receipt}/",
        "API notices": "/api/v1/notices/",
        "API audit log": "/api/v1/audit-events/",
        "API cases": "/api/v1/cases/",
        "API case": f"/api/v1/cases/{matter_}/",
        "API suggestions": "/api/v1/suggestions/",
        "API suggestion": f"/api/v1/suggestions/{formal}/",
        "API assignments": "/api/v1/assignments/",
        "API assignment": f"/api/v1/assignments/{lead}/",
        "API receipt": f"/api/v1/public/messages/{world.handed.receipt}/",
    }


def _papers(world: World) -> dict[str, str]:
    """Return every paper, workbook and page of papers that opens with an address alone."""
    of_site, matter_, formal = f"?site={world.cast.site.pk}", world.case.pk, world.suggestion.pk
    receptions = reverse("liaison:reception_register")
    handled = reverse("suggestions:handled_register")
    drafts = {
        "notice of the hand-over": [matter_, "handover"],
        "notice of the hand-over of a suggestion": [formal, "handover"],
        "sheet of a case": [matter_, "sheet"],
        "sheet of a suggestion": [formal, "sheet"],
    }
    return {
        "slip": reverse("liaison:slip", args=[world.handed.receipt]),
        "paper forms": f"{reverse('liaison:paper_forms')}?seat={world.cast.seat.pk}",
        "used paper form": reverse("liaison:paper_form", args=[world.sheet.number]),
        "register of receptions": receptions + of_site,
        "register of receptions, paper": f"{receptions}pdf/{of_site}",
        "register of receptions, workbook": f"{receptions}xlsx/{of_site}",
        "register of matters": handled + of_site,
        "register of matters, paper": f"{handled}pdf/{of_site}",
        "register of matters, workbook": f"{handled}xlsx/{of_site}",
        **{name: reverse("suggestions:paper_preview", args=args) for name, args in drafts.items()},
        "notice of the hand-over, Word file": reverse("suggestions:paper_preview", args=[matter_, "handover"])
        + "?as=docx",
        "page of the notice": reverse("suggestions:paper_make", args=[matter_, "handover"]),
    }


def _by_link(world: World) -> dict[str, str]:
    photo = world.handed.attachments.get().token
    return {
        "one-time page": reverse("suggestions:link", args=[world.token]),
        "photo of the one-time page": reverse("suggestions:link_photo", args=[world.token, photo]),
    }


def reader(world: World, who: str) -> Client:
    """Return a browser of somebody in a capacity; the constituent's knows receipt and PIN."""
    browser = new_phone()
    if who in PEOPLE:
        user = world.cast.users.get(PEOPLE[who]) or getattr(world.more, PEOPLE[who])
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    elif who == "constituent":
        browser.post(reverse("liaison:find"), {"receipt": world.handed.receipt, "pin": world.pin})
    return browser


def seen_by(world: World, who: str) -> dict[str, str]:
    """Return what of the constituent stands where for one reader; what shows nothing of hers is left out."""
    browser, found = reader(world, who), {}
    headers = {"X-Receipt-Pin": world.pin} if who == "constituent" else {}
    surfaces = world.by_link | world.surfaces if who == "link" else world.surfaces
    for surface, url in surfaces.items():
        fields = fields_in(world, browser.get(url, headers=headers))
        if fields:
            found[surface] = " ".join(name for name in (*FIELDS, *TOKENS) if name in fields)
    return found


def fields_in(world: World, response) -> set[str]:
    """Return the constituent's fields that an answer of any kind holds."""
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("image/"):
        return {"photos"}
    if kind == "application/pdf" and has_pictures(response.content):
        return {"photos"} | _in_text(world, response, words_of(response.content))
    return _in_text(world, response, _text(response, kind))


def _text(response, kind: str) -> str:
    if kind == "application/pdf":
        return words_of(response.content)
    if "wordprocessing" in kind:
        return words_of_docx(body_of(response))
    return _cells(response) if "spreadsheet" in kind else text_of(response)


def _in_text(world: World, response, text: str) -> set[str]:
    found = {name for name, value in FIELDS.items() if value in text}
    # The address she opened, and the receipt she asked the progress of, the reader had before.
    text = text.replace(response.wsgi_request.get_full_path(), "")
    text = text.replace(f'value="{world.handed.receipt}"', "")
    if any(one.receipt in text for one in world.conversations):
        found.add("receipt")
    if any(photo.token in text for one in world.conversations for photo in one.attachments.all()):
        found.add("photos")
    return found


def _cells(response) -> str:
    book = load_workbook(BytesIO(body_of(response)))
    return " ".join(str(cell.value) for sheet in book for row in sheet.rows for cell in row)
