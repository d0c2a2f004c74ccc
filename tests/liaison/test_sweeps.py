"""What comes due by itself: once, in batches, in a constant number of statements, on the right side of the line."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from deputies import audit
from deputies.models import AuditEvent, CalendarYear
from deputies.services.calendar import checked_in_years, load_years
from liaison import targets, workflow
from liaison.models import Attachment, Conversation, Delivery, Entry, Notice, Rating, ResponseFigure
from liaison.photos_store import clean_all
from liaison.services import acting, codes, figures, reminders, retention, sweeps
from liaison.services.filing import Addressee
from tests.cast import NOW

pytestmark = pytest.mark.django_db
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def told(kind=None):
    notices = Notice.objects.filter(recipient__isnull=False)
    return notices.filter(kind=kind) if kind else notices


def act(user, conversation, name, now=NOW, **data):
    conversation.refresh_from_db()
    return acting.act(
        user=user, conversation=conversation, name=name, now=now, version=conversation.version, data=data
    )


def answered(cast, now=NOW, **words) -> Conversation:
    conversation = cast.message(now=now, **words).conversation
    return act(cast.li, conversation, "answer", now, body="已报修，周五前修好。")


def closed(cast, now=NOW, **words) -> Conversation:
    """A message that was answered, rated and so closed."""
    conversation = answered(cast, now, **words)
    return acting.speak(
        conversation=conversation,
        name="rate",
        now=now,
        data={"result": 3, "attitude": 3, "comment": words.get("comment", "")},
    )


def statements(sweep) -> int:
    with CaptureQueriesContext(connection) as captured:
        sweep()
    return len(captured)


# --- silent deputies -----------------------------------------------------------------------------------


def test_three_days_of_silence_bring_it_to_the_site(cast):
    conversation = cast.message().conversation
    assert sweeps.fall_back_silent(now=NOW + targets.SILENT_DEPUTY - SECOND) == 0
    assert sweeps.fall_back_silent(now=NOW + targets.SILENT_DEPUTY) == 1
    conversation.refresh_from_db()
    assert conversation.held_by == "site"
    assert conversation.fell_back_at == NOW + targets.SILENT_DEPUTY
    assert conversation.state == "submitted"
    assert "梧桐联络站" in conversation.entries.get().body


def test_site_and_office_are_told_once_however_often_it_runs(cast):
    cast.message()
    Notice.objects.all().delete()
    for hour in range(3):
        sweeps.fall_back_silent(now=NOW + 3 * DAY + hour * HOUR)
    assert {notice.recipient for notice in told()} == {cast.wang, cast.qian}
    assert told().count() == 2
    assert not list(audit.faults())


def test_a_deputy_who_accepted_or_answered_is_not_silent(cast):
    act(cast.li, cast.message().conversation, "accept")
    answered(cast)
    assert sweeps.fall_back_silent(now=NOW + 10 * DAY) == 0


def test_an_appointment_nobody_arranges_falls_back_too(cast):
    conversation = cast.appointment().conversation
    assert sweeps.fall_back_silent(now=NOW + 3 * DAY) == 1
    conversation.refresh_from_db()
    assert conversation.held_by == "site"


def test_without_a_site_the_office_takes_it(cast):
    type(cast.seat).objects.filter(pk=cast.seat.pk).update(site=None)
    cast.message()
    Notice.objects.all().delete()
    sweeps.fall_back_silent(now=NOW + 3 * DAY)
    assert Conversation.objects.get().held_by == "office"
    assert {notice.recipient for notice in told()} == {cast.qian}


def test_a_batch_is_bounded_and_the_longest_silence_comes_first(cast, monkeypatch):
    monkeypatch.setattr(sweeps, "BATCH", 2)
    first, second, third = (cast.message(now=NOW - hours * HOUR).conversation.pk for hours in (3, 2, 1))
    moved = Conversation.objects.filter(held_by="site").values_list("pk", flat=True)
    assert sweeps.fall_back_silent(now=NOW + 3 * DAY) == 2
    assert set(moved) == {first, second}
    assert sweeps.fall_back_silent(now=NOW + 3 * DAY) == 1
    assert sweeps.fall_back_silent(now=NOW + 3 * DAY) == 0


@pytest.mark.parametrize("sweep", ["fall_back_silent", "close_unrated"])
def test_300_conversations_take_as_many_statements_as_10(cast, sweep):
    counts = []
    for number in (10, 300):
        Conversation.objects.all().delete()
        _many(cast, number, "submitted" if sweep == "fall_back_silent" else "answered")
        run = getattr(sweeps, sweep)
        counts.append(statements(lambda: run(now=NOW + 31 * DAY)))  # noqa: B023
        assert not Conversation.objects.filter(state__in=("submitted", "answered"), held_by="deputy").exists()
    # SQLite takes at most 999 values a statement, so 300 rows need a few inserts and updates more there.
    assert counts[1] - counts[0] <= (35 if connection.vendor == "sqlite" else 0)


def _many(cast, number, state):
    first = cast.message().conversation
    rows = [
        Conversation(
            **{field.attname: getattr(first, field.attname) for field in first._meta.concrete_fields}
        )
        for _ in range(number - 1)
    ]
    for index, row in enumerate(rows):
        row.pk = None
        row.receipt, row.idempotency_key = f"{state}-{number}-{index}", f"{state}-{number}-{index}"
    Conversation.objects.bulk_create(rows)
    Conversation.objects.update(state=state)


# --- unrated answers -----------------------------------------------------------------------------------


def test_thirty_days_without_a_rating_close_it_and_invent_none(cast):
    conversation = answered(cast)
    assert sweeps.close_unrated(now=NOW + targets.RATING_WINDOW - SECOND) == 0
    assert sweeps.close_unrated(now=NOW + targets.RATING_WINDOW) == 1
    assert sweeps.close_unrated(now=NOW + targets.RATING_WINDOW) == 0
    conversation.refresh_from_db()
    assert (conversation.state, conversation.closed_at) == ("closed", NOW + targets.RATING_WINDOW)
    assert not Rating.objects.exists()


def test_further_words_start_the_thirty_days_anew(cast):
    conversation = answered(cast)
    acting.speak(conversation=conversation, name="say", now=NOW + 20 * DAY, data={"body": "还是不亮。"})
    act(cast.li, conversation, "answer", NOW + 25 * DAY, body="换了灯头。")
    assert sweeps.close_unrated(now=NOW + 40 * DAY) == 0
    assert sweeps.close_unrated(now=NOW + 55 * DAY) == 1


# --- asking for a rating -------------------------------------------------------------------------------


@pytest.fixture
def gateway(settings):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/"


def questions():
    return Notice.objects.filter(kind="constituent", dedupe_key__contains=":rate:")


def test_who_left_a_mobile_number_is_asked_once_a_day_after_the_answer(cast, gateway):
    conversation = answered(cast, contact_phone="13812341234")
    assert reminders.ask_for_rating(now=NOW + DAY - SECOND) == 0
    assert reminders.ask_for_rating(now=NOW + DAY) == 1
    assert reminders.ask_for_rating(now=NOW + 2 * DAY) == 0
    notice = questions().get()
    assert conversation.receipt in notice.title
    assert notice.recipient is None
    assert notice.deliveries.get().number == "13812341234"


def test_who_left_nothing_or_a_landline_or_rated_already_is_not_asked(cast, gateway):
    answered(cast)
    answered(cast, contact_phone="0571-88881234")
    closed(cast, contact_phone="13812341234")
    assert reminders.ask_for_rating(now=NOW + DAY) == 0


def test_an_old_answer_is_not_asked_about_after_a_long_stop(cast, gateway):
    answered(cast, contact_phone="13812341234")
    assert reminders.ask_for_rating(now=NOW + 5 * DAY) == 0


def test_many_are_asked_in_pages(cast, gateway, monkeypatch):
    monkeypatch.setattr(reminders, "BATCH", 2)
    for _ in range(5):
        answered(cast, contact_phone="13812341234")
    assert reminders.ask_for_rating(now=NOW + DAY) == 5
    assert questions().count() == 5


def test_without_a_gateway_nobody_is_asked_by_text(cast, settings):
    settings.SMS_GATEWAY_URL = ""
    answered(cast, contact_phone="13812341234")
    assert reminders.ask_for_rating(now=NOW + DAY) == 0
    assert not Delivery.objects.exists()


# --- the calendar --------------------------------------------------------------------------------------


def test_from_november_on_a_missing_year_is_said_once_a_week(cast):
    load_years(checked_in_years(), now=NOW)
    assert reminders.warn_calendar(now=NOW.replace(month=10, day=31)) is None
    for days in range(14):
        assert reminders.warn_calendar(now=NOW.replace(month=11, day=2) + days * DAY) == 2027  # a Monday
    assert told("calendar").filter(recipient=cast.admin).count() == 2
    assert {notice.recipient for notice in told("calendar")} == {cast.admin, cast.qian, cast.bai}
    CalendarYear.objects.create(year=2027, notice="国办发明电〔2026〕9号", loaded_at=NOW)
    assert reminders.warn_calendar(now=NOW) is None


# --- figures -------------------------------------------------------------------------------------------


def test_figures_count_what_a_deputy_answered_herself(cast):
    for hours in (2, 5, 30):
        conversation = cast.message(now=NOW - 10 * DAY).conversation
        act(cast.li, conversation, "answer", NOW - 10 * DAY + hours * HOUR, body="已修好。")
    old = cast.message(now=NOW - 40 * DAY).conversation
    act(cast.li, old, "answer", NOW - 39 * DAY, body="已修好。")
    cast.message()
    cast.message(to=Addressee.of_seat(cast.li_deputy.seat), about="unit")
    assert figures.refresh_response_figures(now=NOW) == 2
    figure = ResponseFigure.objects.get(deputy=cast.li_deputy)
    assert (figure.answered, figure.median_hours, figure.waiting, figure.as_of) == (3, 5, 1, NOW)
    of_sun = ResponseFigure.objects.get(deputy=cast.sun_deputy)
    assert (of_sun.answered, of_sun.median_hours, of_sun.waiting) == (0, None, 0)


def test_what_the_site_answers_after_a_silent_deputy_is_not_hers(cast):
    conversation = cast.message().conversation
    sweeps.fall_back_silent(now=NOW + 3 * DAY)
    act(cast.wang, conversation, "answer", NOW + 3 * DAY, body="站里先答复您。")
    figures.refresh_response_figures(now=NOW + 4 * DAY)
    figure = ResponseFigure.objects.get(deputy=cast.li_deputy)
    assert (figure.answered, figure.median_hours) == (0, None)


def test_spam_counts_for_nobody(cast):
    act(cast.li, cast.message().conversation, "mark_spam")
    figures.refresh_response_figures(now=NOW)
    assert ResponseFigure.objects.get(deputy=cast.li_deputy).waiting == 0


def test_figures_are_counted_anew_in_the_same_statements_and_leave_with_the_deputy(cast):
    figures.refresh_response_figures(now=NOW)
    few = statements(lambda: figures.refresh_response_figures(now=NOW))
    _many(cast, 100, "submitted")
    assert statements(lambda: figures.refresh_response_figures(now=NOW + HOUR)) == few
    assert ResponseFigure.objects.get(deputy=cast.li_deputy).waiting == 100
    type(cast.li_deputy).objects.filter(pk=cast.li_deputy.pk).update(status="terminated")
    figures.refresh_response_figures(now=NOW)
    assert not ResponseFigure.objects.filter(deputy=cast.li_deputy).exists()


def test_codes_that_are_missing_are_issued_once(cast):
    missing = codes.issue_missing(now=NOW)
    assert missing >= 2
    assert codes.issue_missing(now=NOW) == 0


# --- retention -----------------------------------------------------------------------------------------

LATER = NOW + targets.CONTACT_RETENTION
PERSONAL = {"contact_name": "周先生", "contact_phone": "13812341234"}


def photo():
    data = BytesIO()
    Image.new("RGB", (40, 30), "red").save(data, "JPEG")
    data.seek(0)
    return data


def test_contact_data_goes_after_two_years_and_not_a_moment_sooner(cast):
    just_old, just_young, still_open = (
        closed(cast, NOW - SECOND, **PERSONAL),
        closed(cast, **PERSONAL),
        answered(cast, **PERSONAL),
    )
    assert retention.anonymise(now=LATER, dry_run=True) == 1
    assert retention.anonymise(now=LATER) == 1
    assert retention.anonymise(now=LATER) == 0
    for conversation in (just_young, still_open):
        conversation.refresh_from_db()
        assert (conversation.contact_name, conversation.contact_phone) == ("周先生", "13812341234")
        assert conversation.anonymised_at is None
    just_old.refresh_from_db()
    assert (just_old.contact_name, just_old.contact_phone) == (None, None)
    assert just_old.anonymised_at == LATER
    assert retention.anonymise(now=LATER + SECOND, dry_run=True) == 1


def test_a_dry_run_changes_nothing(cast):
    conversation = closed(cast, NOW - SECOND, **PERSONAL)
    assert retention.anonymise(now=LATER, dry_run=True) == 1
    conversation.refresh_from_db()
    assert conversation.contact_phone == "13812341234"


def test_words_notes_minutes_and_photos_are_cleaned_and_the_tombstone_stays(cast):
    before = NOW - DAY
    conversation = cast.message(
        now=before,
        body="我是周先生，身份证 11010519491231002X，电话 138 1234 1234，路灯坏了。",
        place="梧桐苑 3 幢，周先生家门口",
        photos=clean_all([photo()]),
        **PERSONAL,
    ).conversation
    act(cast.li, conversation, "note", before, body="已回电周先生 13812341234")
    act(cast.li, conversation, "answer", before, body="周先生您好，已报修。")
    acting.speak(
        conversation=conversation,
        name="rate",
        now=before,
        data={"result": 3, "attitude": 3, "comment": "加我微信 zhou_1949"},
    )
    file = Attachment.objects.get().file.name
    assert retention.anonymise(now=LATER) == 1
    conversation.refresh_from_db()
    assert conversation.body == "我是【姓名】，身份证 【身份证号】，电话 【手机号】，路灯坏了。"
    assert conversation.place == "梧桐苑 3 幢，【姓名】家门口"
    assert list(Entry.objects.values_list("body", flat=True)) == [
        "已回电【姓名】 【手机号】",
        "【姓名】您好，已报修。",
    ]
    assert Rating.objects.get().comment == "加我微信 【微信号】"
    assert not Attachment.objects.exists()
    assert not default_storage.exists(file)
    assert (conversation.receipt, conversation.state) == (conversation.receipt, "closed")
    assert (
        AuditEvent.objects.filter(chain=f"conversation:{conversation.pk}").latest("seq").verb == "anonymise"
    )
    assert not list(audit.faults())


def test_an_appointment_keeps_its_minutes_without_the_person(cast):
    conversation = cast.appointment(now=NOW - DAY, wish="打 13812341234 约", **PERSONAL).conversation
    appointment = conversation.appointment
    appointment.minutes = "周先生谈加装电梯。"
    appointment.save()
    Conversation.objects.update(state=workflow.State.CLOSED, closed_at=NOW - DAY)
    retention.anonymise(now=LATER)
    appointment.refresh_from_db()
    assert (appointment.wish, appointment.minutes) == ("打 【手机号】 约", "【姓名】谈加装电梯。")


def test_retention_goes_batch_by_batch_in_constant_statements(cast, monkeypatch):
    counts = []
    for number in (5, 60):
        Conversation.objects.all().delete()
        _many(cast, number, "closed")
        Conversation.objects.update(closed_at=NOW - SECOND)
        counts.append(statements(lambda: retention.anonymise(now=LATER)))
    assert counts[0] == counts[1]
    monkeypatch.setattr(retention, "BATCH", 40)
    Conversation.objects.update(anonymised_at=None)
    assert [retention.anonymise(now=LATER) for _ in range(3)] == [40, 20, 0]


def test_the_command_counts_first_and_then_does_it(cast, capsys):
    Conversation.objects.all().delete()
    conversation = closed(cast, NOW.replace(year=2020), **PERSONAL)
    call_command("anonymise", "--dry-run")
    assert "1 件到期，试运行" in capsys.readouterr().out
    call_command("anonymise", verbosity=0)
    assert "1 件已匿名化" in capsys.readouterr().out
    conversation.refresh_from_db()
    assert conversation.contact_phone is None
