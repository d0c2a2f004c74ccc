"""The rows of the access matrix: what a GET, or the method named, gives each member of the cast."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time
from io import BytesIO

from PIL import Image

from deputies.models import AuditEvent, CalendarDay, CalendarYear, DeputyGroup, Seat
from deputies.photos import clean_photo
from deputies.services.mandates import appoint, set_portrait
from liaison.models import CannedAnswer, Channel, Notice, Paper, PaperForm, PrintBatch, ReceptionDay, Topic
from liaison.papers.layouts import LAYOUTS
from liaison.services import acting, printing, topics
from liaison.services.boards import inspect
from liaison.services.codes import add_placement, issue_code, record_posting
from liaison.services.paper_forms import print_forms
from suggestions.models import Assignment, Case, SavedFilter, Suggestion, Survey
from suggestions.papers.kinds import KINDS
from suggestions.services import handing, links, papers
from suggestions.services.parts import Part
from supervision.models import WorkPlan
from supervision.services.publication import publish_case
from tests.cast import NOW, TODAY, Cast

USERS = [
    "li",
    "chen",
    "sun",
    "wang",
    "zhang",
    "qian",
    "bai",
    "zhao",
    "he",
    "feng",
    "wu",
    "gao",
    "lin",
    "mei",
    "audit",
    "admin",
]
EVERYBODY = ["nobody", *USERS]
WITH_CASES = "li chen sun zhang qian bai zhao he feng wu gao lin"
# The admin site and the sign-in pages have tests of their own below the matrix.
SKIPPED_PREFIXES = ("admin/", "accounts/")


@dataclass
class Scene:
    """One thing of each kind, all of 青澜区 and most of them of 李代表."""

    cast: Cast
    things: dict = field(default_factory=dict)

    def __getattr__(self, name: str):
        try:
            return self.__dict__["things"][name]
        except KeyError:
            raise AttributeError(name) from None


def picture_file() -> BytesIO:
    """A small picture as a phone would send it."""
    file = BytesIO()
    Image.new("RGB", (40, 30), "grey").save(file, "PNG")
    file.seek(0)
    return file


def scene(cast: Cast) -> Scene:
    """Add to the cast what the rows point at."""
    message = cast.message(contact_phone="13812341234", photos=[clean_photo(picture_file())]).conversation
    closed = acting.act(
        user=cast.li, conversation=cast.message().conversation, name="answer", now=NOW, version=1, data={"body": "已修好。"}
    )  # fmt: skip
    rating = {"result": 3, "attitude": 3, "publish_consent": True}
    closed = acting.speak(conversation=closed, name="rate", now=NOW, data=rating)
    case = publish_case(
        conversation=closed, title="路灯", words="不亮", answer="已亮", checked=False, actor=cast.qian, now=NOW, today=TODAY
    )  # fmt: skip
    ready = acting.act(
        user=cast.li, conversation=cast.message().conversation, name="answer", now=NOW, version=1, data={"body": "好的。"}
    )  # fmt: skip
    ready = acting.speak(conversation=ready, name="rate", now=NOW, data=rating)
    plan = WorkPlan.objects.create(congress=cast.congress, year=2026, adopted_on=TODAY, is_published=True)
    plan.items.create(part="一", order=1, text="接待", owner="代表工委", schedule="全年")
    day = ReceptionDay.objects.create(
        site=cast.site, date=TODAY.replace(month=12, day=16), starts=time(14), ends=time(16)
    )
    day.deputies.add(cast.li_deputy)
    issue_code(site=cast.site, actor=None, now=NOW)
    set_portrait(deputy=cast.li_deputy, photo=picture_file(), actor=None, now=NOW)
    CalendarYear.objects.create(year=2026, notice="国办发明电〔2025〕7号", loaded_at=NOW)
    return Scene(
        cast,
        cases(cast)
        | {
            "message": message,
            "ready": ready,
            "case": case,
            "plan": plan,
            "day": day,
            "photo": message.attachments.get(),
            "placement": cast.placement,
            "topic": topic(cast, is_open=True),
            "draft_topic": topic(cast),
            **boards(cast),
            "printed": printed(cast),
            "sheet": sheet(cast),
            "notice": Notice.objects.filter(recipient=cast.li).first(),
            "channel": Channel.objects.create(user=cast.li, kind="email", address="li@example.org"),
            "canned": CannedAnswer.objects.create(owner=cast.li, title="收到", text="收到，谢谢。"),
            "group": DeputyGroup.objects.create(kind="mixed", name="一组", organisation=cast.street),
            "holiday": CalendarDay.objects.create(
                year=CalendarYear.objects.get(),
                date=TODAY.replace(month=10, day=1),
                kind="closed",
                name="国庆节",
            ),
            "event": AuditEvent.objects.order_by("pk").first(),
            "member": appoint(
                seat=cast.vacant_seat, term=cast.term, name="周芳", elected_on=TODAY, actor=None, now=NOW
            ),
        },
    )


def sheet(cast: Cast) -> PaperForm:
    """A printed form for 李代表 that nobody has written on yet."""
    seat = Seat.objects.select_related("holder", "organisation", "site").get(pk=cast.seat.pk)
    return print_forms(to=seat, copies=1, actor=cast.wang, now=NOW)[0]


def boards(cast: Cast) -> dict:
    """One more copy of 李代表's code, put up with a photo and inspected with another."""
    photo = clean_photo(picture_file())
    copy = add_placement(code=cast.placement.code, board="东门", actor=cast.zhang, now=NOW)
    copy = record_posting(placement=copy, posted_on=TODAY, photo=photo, actor=cast.zhang, now=NOW)
    seen = inspect(placement=copy, condition="worn", checked_on=TODAY, photo=photo, actor=cast.wang, now=NOW)
    return {"board": copy, "inspection": seen}


def printed(cast: Cast) -> PrintBatch:
    """A batch of 张干事, and a look of her street with a logo."""
    printing.save_look(
        organisation=cast.street,
        theme="red",
        slogan="",
        logo=picture_file(),
        remove_logo=False,
        actor=cast.zhang,
        now=NOW,
    )
    order = printing.Order(
        organisation=cast.street,
        layout=next(iter(LAYOUTS)),
        theme="red",
        slogan="",
        title="海报",
        codes=(cast.placement.code_id,),
        each=1,
    )
    return printing.ask_for_print(order=order, key="printed", actor=cast.zhang, now=NOW)


def cases(cast: Cast) -> dict:
    """A matter of 李代表 with the building department, and four formal suggestions in their states."""
    message = cast.message(
        contact_phone="13812341234", share_contact=True, photos=[clean_photo(picture_file())]
    ).conversation
    matter = handing.open_matter(
        user=cast.li,
        conversations=[message],
        tier=3,
        title="路灯",
        brief="不亮",
        parts=[Part(role="lead", unit=cast.department)],
        show_photos=True,
        now=NOW,
    )
    part = matter.assignments.get()
    token = links.make_link(user=cast.zhang, assignment=part, now=NOW)
    matter.refresh_from_db()
    formal = {state: suggestion(cast, state) for state in ("draft", "numbered", "handling", "completed")}
    Assignment.objects.create(
        case=formal["handling"],
        unit=cast.department,
        role="lead",
        state="handed",
        state_since=NOW,
        handed_at=NOW,
    )
    return {
        "matter": matter,
        "part": part,
        "sent": message,
        "sent_photo": message.attachments.get(),
        "token": token,
        "survey": Survey.objects.create(
            congress=cast.congress,
            deputy=cast.li_deputy,
            how="visit",
            title="路灯",
            started_on=TODAY,
            made_at=NOW,
        ),
        "saved": SavedFilter.objects.create(user=cast.zhang, name="本周", query="queue=soon"),
        "published": published(cast),
    } | formal


def topic(cast: Cast, *, is_open: bool = False) -> Topic:
    """A question of the street, collected by the station."""
    draft = topics.Draft(cast.street, "充电棚", "要不要装？", TODAY, TODAY, site=cast.site)
    drafted = topics.draft_topic(draft=draft, actor=cast.zhang, now=NOW)
    return topics.open_topic(topic=drafted, actor=cast.zhang, now=NOW, today=TODAY) if is_open else drafted


def published(cast: Cast) -> str:
    """The public number of an archived suggestion whose title is public."""
    case = suggestion(cast, "archived")
    Suggestion.objects.filter(pk=case.pk).update(serial=7, publish="title", public_title="增设路灯")
    return f"J{cast.congress.pk}-{cast.term.number}-7"


def suggestion(cast: Cast, state: str) -> Case:
    """One formal suggestion of 李代表 in a state."""
    case = Case.objects.create(
        kind="suggestion",
        number=f"S-{state}",
        title="增设路灯",
        brief="增设路灯",
        tier=4,
        congress=cast.congress,
        organisation=cast.congress,
        deputy=cast.li_deputy,
        opened_by=cast.li,
        state=state,
        opened_at=NOW,
        state_since=NOW,
    )
    Suggestion.objects.create(case=case, term=cast.term, submitted_at=None if state == "draft" else NOW)
    return case


def paper_of(cast: Cast, case: Case) -> Paper:
    """The notice with which 张干事 handed a matter over."""
    return papers.issue(
        user=cast.zhang, case=case.pk, part=None, kind=KINDS["handover"], mark="长街", dated=TODAY, now=NOW
    )


@dataclass(frozen=True)
class Row:
    """What a request gives: `rest` for everybody not named in `codes`, a mapping of code to names."""

    rest: int
    codes: dict[int, str] = field(default_factory=dict)
    kwargs: Callable[[Scene], dict] | None = None
    query: str = ""
    method: str = "get"

    def code_for(self, who: str) -> int:
        return next((code for code, names in self.codes.items() if who in names.split()), self.rest)


# A page of the public is everybody's; `nobody` is sent to sign in from a desk page and refused by the API.
# Neither staff of the site nor the street's colleagues elsewhere see what the deputy holds; a congress next
# door gets 404, somebody of the house without the right 403.
ROWS = {
    "home": Row(200),
    "desk": Row(200, {302: "nobody"}),
    "deputies:directory": Row(200),
    "deputies:deputy": Row(200, kwargs=lambda s: {"pk": s.cast.li_deputy.pk}),
    "deputies:portrait": Row(404, kwargs=lambda s: {"pk": s.cast.li_deputy.pk}),
    "deputies:sites": Row(200),
    "deputies:site": Row(200, kwargs=lambda s: {"pk": s.cast.site.pk}),
    "deputies:roster": Row(403, {302: "nobody", 200: "zhang qian bai"}),
    "deputies:import_roster": Row(403, {302: "nobody", 200: "qian bai"}),
    "deputies:roster_template": Row(403, {302: "nobody", 200: "qian bai"}),
    "deputies:roster_deputy": Row(
        403, {302: "nobody", 200: "zhang qian", 404: "bai"}, kwargs=lambda s: {"pk": s.cast.li_deputy.pk}
    ),
    "deputies:stored_portrait": Row(
        404, {302: "nobody", 200: "li zhang qian"}, kwargs=lambda s: {"pk": s.cast.li_deputy.pk}
    ),
    "deputies:profile": Row(403, {302: "nobody", 200: "li sun"}),
    "deputies:site_desk": Row(403, {302: "nobody", 200: "zhang qian bai"}),
    "deputies:new_site": Row(403, {302: "nobody", 200: "zhang qian bai"}),
    "deputies:edit_site": Row(
        403, {302: "nobody", 200: "zhang qian", 404: "bai"}, kwargs=lambda s: {"pk": s.cast.site.pk}
    ),
    "deputies:audit": Row(403, {302: "nobody", 200: "audit"}),
    "liaison:enter_code": Row(200),
    "liaison:code": Row(200, kwargs=lambda s: {"token": s.placement.token}),
    "liaison:message": Row(200, kwargs=lambda s: {"token": s.placement.token}),
    "liaison:appointment": Row(200, kwargs=lambda s: {"token": s.placement.token}),
    "liaison:contact_deputy": Row(302, kwargs=lambda s: {"pk": s.cast.li_deputy.pk}),
    "liaison:contact_site": Row(302, kwargs=lambda s: {"pk": s.cast.site.pk}),
    "liaison:find": Row(200),
    "liaison:track": Row(200, kwargs=lambda s: {"receipt": s.message.receipt}),
    "liaison:receipt": Row(200, kwargs=lambda s: {"receipt": s.message.receipt}),
    "liaison:my_data": Row(200, kwargs=lambda s: {"receipt": s.message.receipt}),
    "liaison:speak": Row(302, kwargs=lambda s: {"receipt": s.message.receipt, "name": "accept"}),
    "liaison:photo": Row(404, {200: "li zhang qian"}, kwargs=lambda s: {"token": s.photo.token}),
    "liaison:privacy": Row(200),
    "liaison:queue": Row(403, {302: "nobody", 200: "li chen sun wang zhang qian bai"}),
    "liaison:enter": Row(403, {302: "nobody", 200: "wang zhang qian bai"}),
    "liaison:conversation": Row(
        404, {302: "nobody", 200: "li zhang qian"}, kwargs=lambda s: {"receipt": s.message.receipt}
    ),
    "liaison:reveal": Row(
        404, {302: "nobody", 200: "li qian", 403: "zhang"}, kwargs=lambda s: {"receipt": s.message.receipt}
    ),
    "liaison:act": Row(
        404,
        {302: "nobody", 200: "li qian", 403: "zhang"},
        kwargs=lambda s: {"receipt": s.message.receipt, "name": "accept"},
    ),
    "liaison:slip": Row(
        403,
        {302: "nobody", 200: "zhang qian", 404: "wang bai"},
        kwargs=lambda s: {"receipt": s.message.receipt},
    ),
    "liaison:paper_forms": Row(403, {302: "nobody", 200: "wang zhang qian bai"}),
    "liaison:paper_form": Row(
        403, {302: "nobody wang zhang qian", 404: "bai"}, kwargs=lambda s: {"number": s.sheet.number}
    ),
    "liaison:reception_register": Row(403, {302: "nobody", 200: "wang zhang qian bai"}),
    "liaison:reception_register_file": Row(
        403, {302: "nobody", 200: "wang zhang qian bai"}, kwargs=lambda s: {"form": "pdf"}
    ),
    "liaison:canned": Row(403, {302: "nobody", 200: "li chen sun wang zhang qian bai"}),
    "liaison:reception": Row(403, {302: "nobody", 200: "li chen sun wang zhang qian bai"}),
    "liaison:reception_plan": Row(403, {302: "nobody", 200: "wang zhang qian bai"}),
    "liaison:reception_new": Row(403, {302: "nobody", 200: "wang zhang qian bai"}),
    "liaison:reception_day": Row(
        403,
        {302: "nobody", 200: "li wang zhang qian", 404: "chen sun bai"},
        kwargs=lambda s: {"pk": s.day.pk},
    ),
    "liaison:codes": Row(403, {302: "nobody", 200: "zhang qian bai"}),
    "liaison:code_detail": Row(
        403, {302: "nobody", 200: "zhang qian", 404: "bai"}, kwargs=lambda s: {"pk": s.placement.code.pk}
    ),
    "liaison:code_qr": Row(
        404,
        {302: "nobody", 200: "li zhang qian"},
        kwargs=lambda s: {"pk": s.placement.code.pk, "form": "svg"},
    ),
    "liaison:seen": Row(200, kwargs=lambda s: {"token": s.placement.token}),
    "liaison:sticker_report": Row(200, kwargs=lambda s: {"token": s.placement.token}),
    "liaison:boards": Row(403, {302: "nobody", 200: "wang zhang qian bai"}),
    "liaison:boards_to_post": Row(403, {302: "nobody", 200: "wang zhang qian bai"}),
    "liaison:boards_export": Row(403, {302: "nobody", 200: "wang zhang qian bai"}),
    "liaison:board_reports": Row(403, {302: "nobody", 200: "zhang qian bai"}),
    "liaison:board_coverage": Row(403, {302: "nobody", 200: "zhang qian bai"}),
    "liaison:board": Row(
        403, {302: "nobody", 200: "wang zhang qian", 404: "bai"}, kwargs=lambda s: {"pk": s.placement.pk}
    ),
    "liaison:board_photo": Row(
        403, {302: "nobody", 200: "wang zhang qian", 404: "bai"}, kwargs=lambda s: {"pk": s.board.pk}
    ),
    "liaison:inspection_photo": Row(
        403, {302: "nobody", 200: "wang zhang qian", 404: "bai"}, kwargs=lambda s: {"pk": s.inspection.pk}
    ),
    "liaison:public_topics": Row(200),
    "liaison:topics": Row(403, {302: "nobody", 200: "wang zhang qian bai"}),
    "liaison:topic_new": Row(403, {302: "nobody", 200: "zhang qian bai"}),
    # Another congress does not learn that the topic is there; a draft is nobody's who only collects.
    "liaison:topic": Row(
        403, {302: "nobody", 200: "wang zhang qian", 404: "bai"}, kwargs=lambda s: {"pk": s.topic.pk}
    ),
    "liaison:topic_edit": Row(
        403, {302: "nobody", 200: "zhang qian", 404: "bai"}, kwargs=lambda s: {"pk": s.draft_topic.pk}
    ),
    "liaison:topic_export": Row(
        403, {302: "nobody", 200: "wang zhang qian", 404: "bai"}, kwargs=lambda s: {"pk": s.topic.pk}
    ),
    "liaison:printing": Row(403, {302: "nobody", 200: "zhang qian bai"}),
    "liaison:print_preview": Row(403, {302: "nobody", 200: "zhang qian", 404: "bai"}, query="?copies=new"),
    "liaison:print_batches": Row(403, {302: "nobody", 200: "zhang qian bai"}),
    "liaison:print_batch": Row(
        403, {302: "nobody", 200: "zhang qian", 404: "bai"}, kwargs=lambda s: {"pk": s.printed.pk}
    ),
    "liaison:print_file": Row(
        403, {302: "nobody zhang qian", 404: "bai"}, kwargs=lambda s: {"pk": s.printed.pk}
    ),
    "liaison:print_act": Row(
        403,
        {302: "nobody zhang qian", 404: "bai"},
        kwargs=lambda s: {"pk": s.printed.pk, "name": "cancel"},
        method="post",
    ),
    "liaison:print_looks": Row(403, {302: "nobody", 200: "zhang qian bai"}),
    "liaison:print_look": Row(
        403, {302: "nobody", 200: "zhang qian", 404: "bai"}, kwargs=lambda s: {"pk": s.cast.street.pk}
    ),
    "liaison:print_logo": Row(
        403, {302: "nobody", 200: "zhang qian", 404: "bai"}, kwargs=lambda s: {"pk": s.cast.street.pk}
    ),
    "liaison:notices": Row(200, {302: "nobody"}),
    "liaison:notice": Row(404, {302: "nobody li"}, kwargs=lambda s: {"pk": s.notice.pk}),
    "liaison:channels": Row(200, {302: "nobody"}),
    "liaison:deputy_status": Row(
        403, {302: "nobody", 200: "qian", 404: "bai"}, kwargs=lambda s: {"pk": s.cast.li_deputy.pk}
    ),
    "liaison:terms": Row(403, {302: "nobody", 200: "qian bai"}),
    # Cases: who has none at all is refused; who has some, but not this one, does not learn that it is there.
    "suggestions:queue": Row(403, {302: "nobody", 200: WITH_CASES}),
    "suggestions:export": Row(403, {302: "nobody", 200: WITH_CASES}),
    "suggestions:act_on_rows": Row(405, {302: "nobody"}),
    "suggestions:save_filter": Row(405, {302: "nobody"}),
    "suggestions:delete_filter": Row(
        404, {302: "nobody zhang"}, kwargs=lambda s: {"pk": s.saved.pk}, method="post"
    ),
    "suggestions:figures": Row(403, {302: "nobody", 200: "zhang qian bai"}),
    "suggestions:case": Row(
        404, {302: "nobody", 200: "li zhang qian zhao he feng"}, kwargs=lambda s: {"pk": s.matter.pk}
    ),
    "suggestions:photo": Row(
        404,
        {302: "nobody", 200: "li zhang qian zhao he feng"},
        kwargs=lambda s: {"pk": s.matter.pk, "token": s.sent_photo.token},
    ),
    "suggestions:reveal": Row(
        404,
        {302: "nobody", 200: "zhao he"},
        kwargs=lambda s: {"pk": s.matter.pk, "message": s.sent.pk},
    ),
    "suggestions:act": Row(
        404,
        {302: "nobody", 200: "li zhang qian", 403: "zhao he feng"},
        kwargs=lambda s: {"pk": s.matter.pk, "name": "recall"},
    ),
    "suggestions:part_act": Row(
        404,
        {302: "nobody", 200: "zhao he", 403: "li zhang qian feng"},
        kwargs=lambda s: {"pk": s.matter.pk, "part": s.part.pk, "name": "request_return"},
    ),
    "suggestions:make_link": Row(
        404,
        {302: "nobody", 200: "li zhang qian", 403: "zhao he feng"},
        kwargs=lambda s: {"pk": s.matter.pk, "part": s.part.pk},
    ),
    "suggestions:paper_make": Row(
        404,
        {302: "nobody", 200: "zhang qian", 403: "li zhao he feng"},
        kwargs=lambda s: {"pk": s.matter.pk, "kind": "handover"},
    ),
    "suggestions:paper_preview": Row(
        404,
        {302: "nobody", 200: "li zhang qian zhao he feng"},
        kwargs=lambda s: {"pk": s.matter.pk, "kind": "sheet"},
    ),
    "suggestions:paper": Row(
        404,
        {302: "nobody", 200: "li zhang qian zhao he feng"},
        kwargs=lambda s: {"pk": paper_of(s.cast, s.matter).pk},
    ),
    "suggestions:link": Row(200, kwargs=lambda s: {"token": s.token}),
    "suggestions:link_photo": Row(200, kwargs=lambda s: {"token": s.token, "photo": s.sent_photo.token}),
    "suggestions:refer": Row(
        404,
        {302: "nobody", 200: "li zhang qian"},
        kwargs=lambda s: {"receipt": s.message.receipt},
    ),
    "suggestions:refer_many": Row(
        404,
        {302: "nobody", 200: "li zhang qian"},
        kwargs=lambda s: {"receipt": s.message.receipt},
    ),
    "suggestions:collect": Row(403, {302: "nobody", 200: "li sun"}),
    "suggestions:new": Row(403, {302: "nobody", 200: "li sun"}),
    "suggestions:surveys": Row(403, {302: "nobody", 200: "li sun"}),
    "suggestions:survey_new": Row(403, {302: "nobody", 200: "li sun"}),
    "suggestions:survey": Row(404, {302: "nobody", 200: "li"}, kwargs=lambda s: {"pk": s.survey.pk}),
    "suggestions:handled_register": Row(403, {302: "nobody", 200: "wang zhang qian bai"}),
    "suggestions:handled_register_file": Row(
        403, {302: "nobody", 200: "wang zhang qian bai"}, kwargs=lambda s: {"form": "xlsx"}
    ),
    "suggestions:ratings": Row(403, {302: "nobody", 200: "qian bai"}),
    "suggestions:draft": Row(404, {302: "nobody", 200: "li"}, kwargs=lambda s: {"pk": s.draft.pk}),
    "suggestions:hand_over": Row(
        404, {302: "nobody", 200: "qian", 403: "li gao lin"}, kwargs=lambda s: {"pk": s.numbered.pk}
    ),
    "suggestions:publish": Row(
        404, {302: "nobody", 200: "qian", 403: "li gao lin"}, kwargs=lambda s: {"pk": s.completed.pk}
    ),
    "supervision:published": Row(200),
    "supervision:case": Row(200, kwargs=lambda s: {"number": s.case.number}),
    "supervision:plan": Row(200, kwargs=lambda s: {"year": 2026}),
    "supervision:publication": Row(403, {302: "nobody", 200: "qian bai"}),
    "supervision:publish": Row(
        403, {302: "nobody", 200: "qian", 404: "bai"}, kwargs=lambda s: {"receipt": s.ready.receipt}
    ),
    "supervision:withdraw": Row(
        403, {302: "nobody", 200: "qian", 404: "bai"}, kwargs=lambda s: {"number": s.case.number}
    ),
    "supervision:plans": Row(403, {302: "nobody", 200: "qian bai"}),
    "supervision:new_plan": Row(403, {302: "nobody", 200: "qian bai"}),
    "supervision:edit_plan": Row(
        403, {302: "nobody", 200: "qian", 404: "bai"}, kwargs=lambda s: {"pk": s.plan.pk}
    ),
    "api:public-code": Row(200, kwargs=lambda s: {"token": s.placement.token}),
    "api:public-messages": Row(405, kwargs=lambda s: {"token": s.placement.token}),
    "api:public-appointments": Row(405, kwargs=lambda s: {"token": s.placement.token}),
    "api:public-categories": Row(200),
    "api:public-message": Row(400, kwargs=lambda s: {"receipt": s.message.receipt}),
    "api:public-message-entries": Row(405, kwargs=lambda s: {"receipt": s.message.receipt}),
    "api:public-message-rating": Row(405, kwargs=lambda s: {"receipt": s.message.receipt}),
    "api:public-message-move": Row(405, kwargs=lambda s: {"receipt": s.message.receipt, "name": "accept"}),
    "api:public-message-photo": Row(
        400, kwargs=lambda s: {"receipt": s.message.receipt, "token": s.photo.token}
    ),
    "api:public-deputies-list": Row(200),
    "api:public-deputies-detail": Row(200, kwargs=lambda s: {"pk": s.cast.li_deputy.pk}),
    "api:public-sites-list": Row(200),
    "api:public-sites-detail": Row(200, kwargs=lambda s: {"pk": s.cast.site.pk}),
    "api:public-reception-days-list": Row(200),
    "api:public-reception-days-detail": Row(200, kwargs=lambda s: {"pk": s.day.pk}),
    "api:public-published-cases-list": Row(200),
    "api:public-published-cases-detail": Row(200, kwargs=lambda s: {"number": s.case.number}),
    "api:public-published-suggestions-list": Row(200),
    "api:public-published-suggestions-detail": Row(200, kwargs=lambda s: {"number": s.published}),
    "api:public-plans-list": Row(200),
    "api:public-plans-detail": Row(200, kwargs=lambda s: {"pk": s.plan.pk}),
    "api:organisations-list": Row(200, {403: "nobody"}),
    "api:organisations-detail": Row(200, {403: "nobody"}, kwargs=lambda s: {"pk": s.cast.street.pk}),
    "api:terms-list": Row(200, {403: "nobody"}),
    "api:terms-detail": Row(200, {403: "nobody"}, kwargs=lambda s: {"pk": s.cast.term.pk}),
    "api:districts-list": Row(200, {403: "nobody"}),
    "api:districts-detail": Row(200, {403: "nobody"}, kwargs=lambda s: {"pk": s.cast.district.pk}),
    "api:seats-list": Row(200, {403: "nobody"}),
    "api:seats-detail": Row(200, {403: "nobody"}, kwargs=lambda s: {"pk": s.cast.seat.pk}),
    "api:deputies-list": Row(200, {403: "nobody"}),
    "api:deputies-detail": Row(200, {403: "nobody"}, kwargs=lambda s: {"pk": s.cast.li_deputy.pk}),
    "api:groups-list": Row(200, {403: "nobody"}),
    "api:groups-detail": Row(200, {403: "nobody"}, kwargs=lambda s: {"pk": s.group.pk}),
    "api:sites-list": Row(200, {403: "nobody"}),
    "api:sites-detail": Row(200, {403: "nobody"}, kwargs=lambda s: {"pk": s.cast.site.pk}),
    "api:calendar-days-list": Row(200, {403: "nobody"}),
    "api:calendar-days-detail": Row(200, {403: "nobody"}, kwargs=lambda s: {"date": "2026-10-01"}),
    "api:codes-list": Row(200, {403: "nobody"}),
    "api:codes-detail": Row(
        404, {403: "nobody", 200: "li zhang qian"}, kwargs=lambda s: {"pk": s.placement.code.pk}
    ),
    "api:placements-list": Row(200, {403: "nobody"}),
    "api:placements-detail": Row(
        404, {403: "nobody", 200: "li zhang qian"}, kwargs=lambda s: {"pk": s.placement.pk}
    ),
    "api:reception-days-list": Row(200, {403: "nobody"}),
    "api:reception-days-detail": Row(200, {403: "nobody"}, kwargs=lambda s: {"pk": s.day.pk}),
    "api:conversations-list": Row(200, {403: "nobody"}),
    "api:conversations-detail": Row(
        404, {403: "nobody", 200: "li zhang qian"}, kwargs=lambda s: {"receipt": s.message.receipt}
    ),
    "api:conversations-entries": Row(
        404, {403: "nobody", 200: "li zhang qian"}, kwargs=lambda s: {"receipt": s.message.receipt}
    ),
    "api:conversations-move": Row(
        405, {403: "nobody"}, kwargs=lambda s: {"receipt": s.message.receipt, "name": "accept"}
    ),
    "api:cases-list": Row(200, {403: "nobody"}),
    "api:cases-detail": Row(
        404, {403: "nobody", 200: "li zhang qian zhao he feng"}, kwargs=lambda s: {"pk": s.matter.pk}
    ),
    "api:cases-move": Row(405, {403: "nobody"}, kwargs=lambda s: {"pk": s.matter.pk, "name": "recall"}),
    "api:assignments-list": Row(200, {403: "nobody"}),
    "api:assignments-detail": Row(
        404, {403: "nobody", 200: "li zhang qian zhao he feng"}, kwargs=lambda s: {"pk": s.part.pk}
    ),
    "api:assignments-move": Row(405, {403: "nobody"}, kwargs=lambda s: {"pk": s.part.pk, "name": "sign"}),
    "api:suggestions-list": Row(200, {403: "nobody"}),
    "api:suggestions-detail": Row(
        404, {403: "nobody", 200: "li qian zhao he feng gao lin"}, kwargs=lambda s: {"pk": s.handling.pk}
    ),
    "api:suggestions-move": Row(
        405, {403: "nobody"}, kwargs=lambda s: {"pk": s.handling.pk, "name": "mark_key"}
    ),
    "api:notices-list": Row(200, {403: "nobody"}),
    "api:notices-detail": Row(404, {403: "nobody", 200: "li"}, kwargs=lambda s: {"pk": s.notice.pk}),
    "api:channels-list": Row(200, {403: "nobody"}),
    "api:channels-detail": Row(404, {403: "nobody", 200: "li"}, kwargs=lambda s: {"pk": s.channel.pk}),
    "api:published-cases-list": Row(200, {403: "nobody"}),
    "api:published-cases-detail": Row(200, {403: "nobody"}, kwargs=lambda s: {"number": s.case.number}),
    "api:plans-list": Row(200, {403: "nobody"}),
    "api:plans-detail": Row(200, {403: "nobody"}, kwargs=lambda s: {"pk": s.plan.pk}),
    "api:audit-events-list": Row(403, {200: "audit"}),
    "api:audit-events-detail": Row(403, {200: "audit"}, kwargs=lambda s: {"pk": s.event.pk}),
    "api:schema": Row(200),
    "api:docs": Row(200),
    "large-text": Row(405),
    "set_language": Row(302),
    "healthz": Row(200),
    "readyz": Row(503),
}
