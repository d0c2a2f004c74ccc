"""The one to-do page of every role, and what stands around the desks."""

from datetime import time, timedelta

import pytest
import time_machine
from django.urls import reverse

from liaison.models import ReceptionDay
from liaison.services.acting import act, speak
from liaison.services.sweeps import fall_back_silent
from suggestions.services import handing
from suggestions.services.parts import Part
from tests.cast import NOW, TODAY

pytestmark = pytest.mark.django_db
URL = "/desk/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def moved(conversation, user, name, **data):
    conversation.refresh_from_db()
    return act(
        user=user, conversation=conversation, name=name, now=NOW, version=conversation.version, data=data
    )


def said(conversation, name, **data):
    conversation.refresh_from_db()
    return speak(conversation=conversation, name=name, now=NOW, data=data)


def sections(response):
    return {name: [line.pk for line in lines] for name, _label, lines in response.context["sections"]}


def test_a_deputy_finds_three_counts_and_her_cards_by_due(cast, as_user):
    late = cast.message(now=NOW - timedelta(hours=40)).conversation
    new = cast.message(place="梧桐苑南门").conversation
    taken = cast.message(now=NOW - timedelta(days=2)).conversation
    moved(taken, cast.li, "accept")
    response = as_user(cast.li).get(URL)
    figures = response.context["figures"]
    assert (figures["my_receive"], figures["my_answer"], figures["my_soon"]) == (2, 1, 1)
    assert sections(response) == {"todo": [late.pk, new.pk, taken.pk]}
    text = response.content.decode()
    assert "base_phone.html" in [template.name for template in response.templates]
    assert "梧桐苑南门" in text
    assert "已超 16 小时" in text


def test_the_site_finds_what_a_silent_deputy_left(cast, as_user):
    left = cast.message(now=NOW - timedelta(days=4)).conversation
    fall_back_silent(now=NOW)
    for who in ("wang", "zhang"):
        response = as_user(getattr(cast, who)).get(URL)
        assert sections(response) == {"fallback": [left.pk]}, who
        assert "base_desk.html" in [template.name for template in response.templates]
    for who in ("li", "qian"):
        assert sections(as_user(getattr(cast, who)).get(URL)) == {"lost": [left.pk]}, who


def test_the_office_decides_on_wishes_to_reopen_and_sees_what_is_late(cast, as_user):
    wish = cast.message().conversation
    moved(wish, cast.li, "answer", body="修好了。")
    said(wish, "rate", result=1, attitude=2)
    said(wish, "request_reopen", body="还是黑的。")
    late = cast.message(now=NOW - timedelta(days=2)).conversation
    about = cast.message(about="unit").conversation
    response = as_user(cast.qian).get(URL)
    assert sections(response) == {"reopen": [wish.pk], "todo": [about.pk], "late": [late.pk]}
    assert sections(as_user(cast.zhang).get(URL)) == {"late": [late.pk]}
    assert sections(as_user(cast.li).get(URL)) == {"todo": [late.pk]}


def test_meetings_and_reception_days_ahead_are_shown(cast, as_user):
    meeting = cast.appointment().conversation
    moved(meeting, cast.li, "propose", starts_at=NOW + timedelta(days=2), where="梧桐联络站")
    said(meeting, "confirm")
    day = ReceptionDay.objects.create(
        site=cast.site, date=TODAY + timedelta(days=3), starts=time(9), ends=time(11), capacity=8
    )
    day.deputies.add(cast.li_deputy)
    cast.appointment(reception_day=day)
    gone = ReceptionDay.objects.create(
        site=cast.site, date=TODAY + timedelta(days=4), starts=time(9), ends=time(11), state="cancelled"
    )
    for who in ("li", "wang", "zhang", "qian"):
        response = as_user(getattr(cast, who)).get(URL)
        assert [(shown.pk, shown.taken) for shown in response.context["days"]] == [(day.pk, 1)], who
        assert gone.pk not in [shown.pk for shown in response.context["days"]]
    assert len(sections(as_user(cast.li).get(URL))["meeting"]) == 2
    assert not as_user(cast.bai).get(URL).context["days"]


@pytest.mark.parametrize("who", ["li", "wang", "zhang", "qian"])
def test_the_page_costs_at_most_nine_statements(cast, as_user, who, django_assert_max_num_queries):
    for number in range(30):
        cast.message(now=NOW - timedelta(days=number % 6))
    fall_back_silent(now=NOW)
    day = ReceptionDay.objects.create(site=cast.site, date=TODAY, starts=time(9), ends=time(11))
    day.deputies.add(cast.li_deputy)
    client = as_user(getattr(cast, who))
    client.get(URL)
    # Who she is 3, conversations and reception days 2, cases 1, the counts of both rooms 2, unread notices 1.
    with django_assert_max_num_queries(9):
        response = client.get(URL)
    assert all(len(lines) <= 8 for lines in sections(response).values())


@pytest.mark.parametrize(
    ("who", "leads_to"),
    [
        ("audit", "/desk/audit/"),
        ("admin", "/admin/"),
        ("lin", "/published/"),
        ("mei", "/published/"),
        ("zhao", "/desk/liaison/notices/"),
        ("he", "/desk/liaison/notices/"),
        ("feng", "/desk/liaison/notices/"),
        ("wu", "/desk/liaison/notices/"),
        ("gao", "/desk/liaison/notices/"),
    ],
)
def test_no_role_meets_a_dead_end(cast, as_user, who, leads_to):
    cast.message()
    client = as_user(getattr(cast, who))
    response = client.get(URL)
    assert response.status_code == 200
    offered = [url for _title, _words, url in response.context["offers"]]
    assert offered[0] == leads_to
    assert "路灯" not in response.content.decode()
    for url in offered:
        assert client.get(url).status_code == 200, url


@pytest.mark.parametrize("who", ["li", "wang", "zhang", "qian", "audit", "admin", "lin"])
def test_every_entry_of_the_navigation_opens(cast, as_user, who):
    client = as_user(getattr(cast, who))
    response = client.get(URL)
    entries = response.context["tabs"] if who == "li" else response.context["nav"]
    assert response.content.decode().count('aria-current="page"') == 1
    for entry in entries:
        if not entry[1]:
            continue
        assert client.get(entry[1]).status_code == 200, entry


def test_counts_stand_beside_the_queues(cast, as_user):
    cast.message()
    cast.message()
    entries = {label: count for label, _url, count, _here in as_user(cast.zhang).get(URL).context["nav"]}
    assert str(entries["待接"]) == "2"
    assert entries["已办结"] is None


def test_an_empty_desk_says_so(cast, as_user):
    assert "都办完了" in as_user(cast.li).get(URL).content.decode()


def test_public_pages_ask_nothing_for_the_desks(cast, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse("liaison:find"))


def test_visitors_are_sent_to_sign_in(cast, client):
    assert client.get(URL).status_code == 302


def test_cases_stand_beside_conversations_and_units_have_a_desk(cast, as_user):
    message = cast.message(place="梧桐苑南门").conversation
    moved(message, cast.li, "accept")
    case = handing.open_matter(
        user=cast.li,
        conversations=[message],
        tier=3,
        title="梧桐苑南门路灯不亮",
        brief="三盏路灯不亮，请修复。",
        parts=[Part(role="lead", unit=cast.department)],
        now=NOW,
    )
    for who in ("zhao", "he"):
        response = as_user(cast.users[who]).get(URL)
        assert [
            (name, [line.pk for line in lines]) for name, _t, lines, _p in response.context["case_sections"]
        ] == [(f"{'clerk' if who == 'zhao' else 'head'}-sign", [case.pk])]
        text = response.content.decode()
        assert "梧桐苑南门路灯不亮" in text
        assert "等您签收" in text
        entries = {label: count for label, _url, count, _here in response.context["nav"]}
        assert (entries["待办"], entries["待签收"]) == (1, 1)
    assert "梧桐苑南门路灯不亮" not in as_user(cast.wu).get(URL).content.decode()
    assert "梧桐苑南门路灯不亮" not in as_user(cast.bai).get(URL).content.decode()


@pytest.mark.parametrize("who", ["zhao", "he", "feng", "wu", "gao", "qian", "zhang"])
def test_every_entry_of_the_navigation_of_cases_opens(cast, as_user, who):
    client = as_user(cast.users[who])
    entries = client.get(URL).context["nav"]
    assert any("/desk/suggestions/" in url for _label, url, _count, _here in entries)
    for _label, url, _count, _here in entries:
        assert not url or client.get(url).status_code == 200, url
