"""The public part of the API: what outside callers and printed paper rely on (design.md §3)."""

import json
from io import BytesIO
from itertools import count

import pytest
import time_machine
from django.test import Client
from PIL import Image
from rest_framework.throttling import ScopedRateThrottle

from deputies.models import Deputy
from deputies.services.mandates import suspend
from liaison.models import Attachment, Conversation, Entry, ReceptionDay
from liaison.services import acting
from liaison.services.codes import retire_code
from tests.cast import NOW, TODAY

pytestmark = pytest.mark.django_db
addresses = count(1)
WORDS = {"body": "小区门口的路灯坏了三盏，晚上看不清。", "privacy_accepted": True}


@pytest.fixture(autouse=True)
def at_now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def caller():
    """Somebody without an account, each test at an address of its own."""
    return Client(enforce_csrf_checks=True, REMOTE_ADDR=f"198.51.100.{next(addresses)}")


@pytest.fixture
def send(cast, caller):
    def post(kind="messages", token=None, **words):
        url = f"/api/v1/public/codes/{token or cast.placement.token}/{kind}/"
        return caller.post(url, WORDS | words, content_type="application/json")

    return post


@pytest.fixture
def receipt(caller):
    """Act on a receipt: receipt(filed, "entries", body=…), or read it."""

    def call(filed, path="", pin=None, **data):
        url = f"/api/v1/public/messages/{filed['receipt']}/{path + '/' if path else ''}"
        headers = {"X-Receipt-Pin": pin or filed["pin"]}
        if not path or path.startswith("photos"):
            return caller.get(url, headers=headers)
        return caller.post(url, data, content_type="application/json", headers=headers)

    return call


def photo(format_name="JPEG", **options) -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (64, 48), (220, 20, 20)).save(file, format_name, **options)
    file.name = "photo.jpg"
    file.seek(0)
    return file


def with_gps() -> BytesIO:
    exif = Image.Exif()
    exif[0x010F] = "ACME"
    exif.get_ifd(0x8825)[1] = "N"
    return photo(exif=exif)


class TestCode:
    def test_tells_whom_it_reaches_now(self, cast, caller):
        found = caller.get(f"/api/v1/public/codes/{cast.placement.token}/")
        assert found.status_code == 200
        assert found["Cache-Control"] == "no-store"
        told = found.json()
        assert (told["is_open"], told["answerer"], told["deputy"]["name"]) == (True, "李敏代表", "李敏")
        assert told["categories"] == [{"key": "road", "name": "道路交通", "example": "路灯坏了"}]
        assert told["privacy_notice"]["version"] == 1

    def test_a_suspended_deputy_gives_way_to_her_site(self, cast, caller, send):
        suspend(deputy=cast.li_deputy, ground=Deputy.Ground.DETAINED, since=TODAY, actor=cast.qian, now=NOW)
        told = caller.get(f"/api/v1/public/codes/{cast.placement.token}/").json()
        assert (told["deputy"], told["answerer"]) == (None, "梧桐联络站")
        assert send().status_code == 201
        assert Conversation.objects.get().held_by == "site"

    def test_a_retired_code_explains_and_takes_nothing(self, cast, caller, send):
        retire_code(code=cast.placement.code, reason="公示栏拆除", actor=cast.qian, now=NOW)
        told = caller.get(f"/api/v1/public/codes/{cast.placement.token}/").json()
        assert (told["is_open"], told["is_gone"], told["reason"]) == (False, True, "公示栏拆除")
        assert told["site"]["name"] == "梧桐联络站"
        refused = send()
        assert refused.status_code == 409
        assert "停用" in refused.json()["detail"]
        assert not Conversation.objects.exists()

    @pytest.mark.parametrize("token", ["2222222222", "%00", "短码", "x" * 300])
    def test_an_unknown_code_is_404(self, cast, caller, token):
        assert caller.get(f"/api/v1/public/codes/{token}/").status_code == 404
        sent = caller.post(f"/api/v1/public/codes/{token}/messages/", WORDS, content_type="application/json")
        assert sent.status_code == 404


class TestMessage:
    def test_gives_receipt_and_pin_once(self, cast, send, receipt):
        sent = send(
            category="road",
            place="东门",
            contact_name="周先生",
            contact_phone="１３８ 1234-1234",
            share_contact_with_unit=True,
        )
        assert sent.status_code == 201
        filed = sent.json()
        assert filed["state"] == "submitted"
        assert filed["track_url"].endswith(f"/track/{filed['receipt']}/")
        assert filed["due_at"] == "2026-11-19T10:00:00+08:00"
        kept = Conversation.objects.get()
        assert (kept.contact_phone, kept.share_contact, kept.source) == ("13812341234", True, "api")
        assert (kept.category, kept.place, kept.privacy_version) == (cast.category, "东门", 1)
        told = receipt(filed)
        assert told.status_code == 200
        assert "pin" not in told.json()
        assert "13812341234" not in told.content.decode()

    def test_the_contact_is_not_shared_unless_ticked(self, send):
        send(contact_phone="13812341234")
        assert Conversation.objects.get().share_contact is False

    @pytest.mark.parametrize(
        ("words", "field"),
        [
            ({"body": ""}, "body"),
            ({"body": "灯坏了"}, "body"),
            ({"body": "灯" * 2001}, "body"),
            ({"body": "灯坏了\x00灯坏了"}, "body"),
            ({"body": "灯坏了灯坏了\ud800"}, "body"),
            ({"body": ["灯坏了灯坏了"]}, "body"),
            ({"privacy_accepted": False}, "privacy_accepted"),
            ({"privacy_accepted": None}, "privacy_accepted"),
            ({"category": "nothing"}, "category"),
            ({"category": {"key": "road"}}, "category"),
            ({"about": "everybody"}, "about"),
            ({"contact_phone": "12"}, "contact_phone"),
            ({"contact_name": "周" * 31}, "contact_name"),
            ({"place": "东" * 121}, "place"),
            ({"idempotency_key": "k" * 201}, "idempotency_key"),
            ({"photos": ["no file"]}, "photos"),
        ],
    )
    def test_what_is_wrong_is_told_beside_its_field(self, send, words, field):
        refused = send(**words)
        assert refused.status_code == 400
        assert set(refused.json()) == {field}
        assert any("一" <= sign <= "鿿" for sign in json.dumps(refused.json(), ensure_ascii=False))
        assert not Conversation.objects.exists()

    def test_consent_is_required(self, cast, caller):
        url = f"/api/v1/public/codes/{cast.placement.token}/messages/"
        refused = caller.post(url, {"body": WORDS["body"]}, content_type="application/json")
        assert (refused.status_code, set(refused.json())) == (400, {"privacy_accepted"})

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b"[" * 200_000, 400),
            (b'{"body": NaN}', 400),
            (b"[1]", 400),
            (b"\xff\xfe", 400),
            (b"", 400),
            (b'{"body": "' + b"a" * 1_100_000 + b'"}', 413),
        ],
    )
    def test_broken_json_is_never_a_fault_of_ours(self, cast, caller, body, status):
        url = f"/api/v1/public/codes/{cast.placement.token}/messages/"
        assert caller.post(url, body, content_type="application/json").status_code == status

    def test_sent_twice_it_is_one_message_with_one_pin(self, send):
        first, again = send(idempotency_key="k-1"), send(idempotency_key="k-1")
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json() == again.json()
        assert Conversation.objects.count() == 1

    def test_a_weak_key_never_opens_a_strangers_receipt(self, cast, send):
        filed = [
            send(idempotency_key="1").json(),
            send(idempotency_key="1", body="别人的另一件事情。").json(),
            send(idempotency_key="1", contact_name="王").json(),
            send(kind="appointments", idempotency_key="1", wish="周末").json(),
            send().json(),
            send().json(),
        ]
        assert len({one["receipt"] for one in filed}) == 6
        assert len({one["pin"] for one in filed}) > 1

    def test_what_is_about_the_deputy_never_reaches_her(self, cast, send, as_user):
        filed = send(about="deputy", body="代表一直不接电话，请管一管。").json()
        kept = Conversation.objects.get()
        assert kept.held_by == "office"
        url = f"/api/v1/conversations/{filed['receipt']}/"
        assert as_user(cast.li).get(url).status_code == 404
        assert as_user(cast.li).get("/api/v1/conversations/").json()["count"] == 0
        assert as_user(cast.qian).get(url).status_code == 200


class TestAppointment:
    def test_a_wish_is_enough(self, send, receipt):
        sent = send(kind="appointments", wish="周末上午")
        assert (sent.status_code, sent.json()["state"]) == (201, "requested")
        assert receipt(sent.json()).json()["appointment"]["wish"] == "周末上午"

    def test_a_day_or_a_wish_is_needed(self, send):
        refused = send(kind="appointments")
        assert (refused.status_code, set(refused.json())) == (400, {"wish"})

    def test_takes_a_place_until_the_day_is_full(self, cast, caller, send):
        day = ReceptionDay.objects.create(
            site=cast.site, date=TODAY.replace(day=25), starts="09:00", ends="11:00", capacity=1
        )
        day.deputies.add(cast.li_deputy)
        offered = caller.get(f"/api/v1/public/codes/{cast.placement.token}/").json()["reception_days"]
        assert [(one["id"], one["taken"]) for one in offered] == [(day.pk, 0)]
        taken = send(kind="appointments", reception_day=day.pk)
        assert (taken.status_code, taken.json()["state"]) == (201, "confirmed")
        late = send(kind="appointments", reception_day=day.pk, body="我也想当面说说。")
        assert (late.status_code, set(late.json())) == (400, {"reception_day"})
        listed = caller.get("/api/v1/public/reception-days/").json()["results"]
        assert [(one["id"], one["taken"], one["site_name"]) for one in listed] == [(day.pk, 1, "梧桐联络站")]

    def test_a_day_of_somebody_else_is_refused(self, cast, send):
        refused = send(kind="appointments", reception_day=2**40)
        assert (refused.status_code, set(refused.json())) == (400, {"reception_day"})


class TestReceipt:
    def test_the_whole_way_from_words_to_rating(self, cast, send, receipt, as_user):
        filed = send().json()
        url = f"/api/v1/conversations/{filed['receipt']}/"

        def move(name, version, **data):
            body = {"version": version} | data
            return as_user(cast.li).post(f"{url}moves/{name}/", body, content_type="application/json")

        assert move("accept", 1).status_code == 200
        assert move("note", 2, body="内部：已经报修").status_code == 200
        assert move("answer", 3, body="明晚修好。").json()["state"] == "answered"
        told = receipt(filed).json()
        assert [entry["body"] for entry in told["entries"]] == ["已接单，正在了解情况。", "明晚修好。"]
        assert told["moves"] == ["say", "withdraw", "rate"]
        added = receipt(filed, "entries", body="还是没有亮。", idempotency_key="e-1")
        assert (added.status_code, added.json()["state"]) == (201, "accepted")
        again = receipt(filed, "entries", body="还是没有亮。", idempotency_key="e-1")
        assert len(again.json()["entries"]) == len(added.json()["entries"])
        assert move("answer", 5, body="今晚再派人。").status_code == 200
        rated = receipt(filed, "rating", result=3, attitude=2, comment="谢谢")
        assert (rated.status_code, rated.json()["state"]) == (201, "closed")
        assert rated.json()["rating"] == {
            "result": 3,
            "attitude": 2,
            "comment": "谢谢",
            "publish_consent": False,
        }
        twice = receipt(filed, "rating", result=1, attitude=1)
        assert (twice.status_code, twice.json()["detail"]) == (409, "您已经评价过了，谢谢。")
        reopened = receipt(filed, "moves/request_reopen", body="灯又坏了，请再看看。")
        assert (reopened.status_code, reopened.json()["state"]) == (200, "reopen_requested")

    def test_an_appointment_is_arranged(self, cast, send, receipt):
        filed = send(kind="appointments", wish="周末").json()
        found = Conversation.objects.get()
        time = {"starts_at": NOW.replace(day=25), "where": "梧桐联络站"}
        acting.act(user=cast.li, conversation=found, name="propose", now=NOW, version=1, data=time)
        other = receipt(filed, "moves/counter_propose")
        assert (other.status_code, set(other.json())) == (400, {"body"})
        told = receipt(filed, "moves/confirm").json()
        assert (told["state"], told["appointment"]["where"]) == ("confirmed", "梧桐联络站")
        assert receipt(filed, "moves/cancel").json()["state"] == "cancelled"

    @pytest.mark.parametrize("name", ["answer", "fall_back", "rate", "say", "nothing", "confirm"])
    def test_moves_of_others_are_not_there(self, send, receipt, name):
        assert receipt(send().json(), f"moves/{name}").status_code == 404

    @pytest.mark.parametrize(
        "rating", [{}, {"result": 3}, {"result": 4, "attitude": 3}, {"result": "x", "attitude": None}]
    )
    def test_a_rating_needs_both_scores(self, send, receipt, rating):
        assert receipt(send().json(), "rating", **rating).status_code == 400

    def test_rating_before_an_answer_is_refused(self, send, receipt):
        refused = receipt(send().json(), "rating", result=3, attitude=3)
        assert (refused.status_code, set(refused.json())) == (409, {"detail"})

    def test_unknown_receipt_and_wrong_pin_cannot_be_told_apart(self, send, receipt):
        filed = send().json()
        wrong = receipt(filed, pin="000000")
        unknown = receipt({"receipt": "261118-22222222", "pin": "902741"})
        assert wrong.status_code == unknown.status_code == 404
        assert wrong.content == unknown.content
        assert receipt({"receipt": "nothing", "pin": "902741"}).content == wrong.content

    def test_the_pin_is_required(self, caller, send):
        found = caller.get(f"/api/v1/public/messages/{send().json()['receipt']}/")
        assert (found.status_code, set(found.json())) == (400, {"X-Receipt-Pin"})

    def test_five_wrong_pins_lock_the_receipt(self, send, receipt):
        filed = send().json()
        for _try in range(5):
            assert receipt(filed, pin="000000").status_code == 404
        locked = receipt(filed)
        assert (locked.status_code, locked["Retry-After"]) == (429, "900")
        assert receipt(filed, "entries", body="再说一句。").status_code == 429


class TestPhotos:
    def upload(self, cast, caller, *files):
        url = f"/api/v1/public/codes/{cast.placement.token}/messages/"
        return caller.post(url, WORDS | {"privacy_accepted": "true", "photos": files})

    def test_nothing_but_pixels_is_kept(self, cast, caller, receipt):
        sent = self.upload(cast, caller, with_gps(), photo("PNG"))
        assert sent.status_code == 201
        assert Attachment.objects.count() == 2
        for kept in Attachment.objects.all():
            image = Image.open(kept.file)
            assert (image.format, dict(image.getexif())) == ("JPEG", {})
        url = receipt(sent.json()).json()["photos"][0]
        shown = caller.get(url, headers={"X-Receipt-Pin": sent.json()["pin"]})
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
        assert not Image.open(BytesIO(shown.content)).getexif()
        assert caller.get(url, headers={"X-Receipt-Pin": "000000"}).status_code == 404

    def test_the_thread_strips_them_too(self, cast, caller, send):
        filed = send().json()
        added = caller.post(
            f"/api/v1/public/messages/{filed['receipt']}/entries/",
            {"body": "补一张照片。", "photos": [with_gps()]},
            headers={"X-Receipt-Pin": filed["pin"]},
        )
        assert added.status_code == 201
        assert len(added.json()["entries"][0]["photos"]) == 1
        assert not Image.open(Attachment.objects.get().file).getexif()

    @pytest.mark.parametrize(
        "content",
        [
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            b"%PDF-1.7 not a photo",
            b"\xff\xd8\xff\xe0 broken",
            b"",
        ],
    )
    def test_hostile_files_leave_nothing_behind(self, cast, caller, content):
        file = BytesIO(content)
        file.name = "photo.jpg"
        refused = self.upload(cast, caller, photo(), file)
        assert (refused.status_code, set(refused.json())) == (400, {"photos"})
        assert not Conversation.objects.exists()
        assert not Attachment.objects.exists()

    def test_a_photo_with_an_archive_behind_it_is_refused(self, cast, caller):
        file = BytesIO(photo().getvalue() + b"PK\x03\x04\x14\x00" + b"0" * 40)
        file.name = "photo.jpg"
        assert self.upload(cast, caller, file).status_code == 400

    @pytest.mark.parametrize("number", [10, 13])
    def test_too_many_are_refused(self, cast, caller, number):
        refused = self.upload(cast, caller, *(photo() for _photo in range(number)))
        assert refused.status_code == 400
        assert not Conversation.objects.exists()

    def test_a_photo_of_an_internal_note_is_not_the_constituents(self, cast, send, receipt):
        filed = send().json()
        conversation = Conversation.objects.get()
        note = Entry.objects.create(
            conversation=conversation, kind="note", capacity="deputy", author_label="", body="内部", at=NOW
        )
        inside = Attachment.objects.create(
            conversation=conversation, entry=note, token="inside", file="x.jpg", width=1, height=1
        )
        assert receipt(filed).json()["photos"] == []
        assert receipt(filed, f"photos/{inside.token}").status_code == 404


class TestThrottles:
    @pytest.fixture(autouse=True)
    def slow(self, monkeypatch):
        rates = {"public-read": "3/min", "public-write": "2/min"}
        monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", rates)

    def test_reading(self, cast, caller):
        url = f"/api/v1/public/codes/{cast.placement.token}/"
        codes = [caller.get(url) for _call in range(4)]
        assert [answer.status_code for answer in codes] == [200, 200, 200, 429]
        assert 0 < int(codes[-1]["Retry-After"]) <= 60

    def test_writing(self, send):
        answers = [send() for _call in range(3)]
        assert [answer.status_code for answer in answers] == [201, 201, 429]
        assert 0 < int(answers[-1]["Retry-After"]) <= 60
        assert Conversation.objects.count() == 2


def test_one_address_sends_no_more_an_hour_than_through_the_pages(send):
    answers = [send() for _call in range(21)]
    assert [answer.status_code for answer in answers] == [201] * 20 + [429]
    assert answers[-1]["Retry-After"] == "600"
    assert send(idempotency_key="again").status_code == 429


def test_a_session_gives_nothing_to_the_public_part(cast, send, as_user):
    """A member of the staff who is signed in is a stranger here, so no page can act in her name."""
    browser = Client(enforce_csrf_checks=True, REMOTE_ADDR=f"198.51.100.{next(addresses)}")
    browser.force_login(cast.qian, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = f"/api/v1/public/codes/{cast.placement.token}/messages/"
    assert browser.post(url, WORDS, content_type="application/json").status_code == 201
    assert Conversation.objects.get().entered_by is None


def test_statements(cast, caller, send, receipt, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        caller.get(f"/api/v1/public/codes/{cast.placement.token}/")
    with django_assert_max_num_queries(14):
        filed = send(category="road").json()
    with django_assert_max_num_queries(5):
        receipt(filed)
