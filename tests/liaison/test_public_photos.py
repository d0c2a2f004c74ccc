from io import BytesIO

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from liaison.models import Attachment, Conversation
from liaison.photos_store import clean_all
from liaison.services import acting
from tests.cast import NOW
from tests.public_forms import new_phone, photo_with_place, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def phone(cast):
    """The phone of a constituent who sent one photo."""
    phone = new_phone()
    send(phone, reverse("liaison:message", args=[cast.placement.token]), photos=[photo_with_place()])
    return phone


@pytest.fixture
def address(phone):
    return reverse("liaison:photo", args=[Attachment.objects.get().token])


def test_the_phone_that_sent_it_sees_it_and_nobody_keeps_it(phone, address):
    response = phone.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == "inline"
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert Image.open(BytesIO(response.content)).size == (640, 480)


def test_a_small_copy_is_drawn_for_lists(phone, address):
    small = phone.get(address, {"size": "small"})
    image = Image.open(BytesIO(small.content))
    assert max(image.size) == 320
    assert not image.getexif()


def test_a_stranger_learns_nothing(cast, phone, address):
    assert new_phone().get(address).status_code == 404
    assert new_phone().get(reverse("liaison:photo", args=["no-such-token"])).status_code == 404
    other = new_phone()
    send(other, reverse("liaison:message", args=[cast.placement.token]))
    assert other.get(address).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("li", 200),
        ("qian", 200),
        ("zhang", 200),
        ("sun", 404),
        ("bai", 404),
        ("admin", 404),
        ("audit", 404),
        ("zhao", 404),
    ],
)
def test_people_with_an_account_see_what_they_may_read(cast, as_user, address, who, status):
    assert as_user(getattr(cast, who)).get(address).status_code == status


def test_the_photo_of_an_internal_note_stays_inside(cast, phone, as_user):
    conversation = Conversation.objects.get()
    photos = clean_all([photo_with_place()])
    acting.act(
        user=cast.li,
        conversation=conversation,
        name="note",
        now=NOW,
        version=1,
        data={"body": "内部"},
        photos=photos,
    )
    inside = reverse("liaison:photo", args=[Attachment.objects.get(entry__isnull=False).token])
    assert phone.get(inside).status_code == 404
    assert as_user(cast.li).get(inside).status_code == 200


def test_no_folder_is_served(phone):
    name = Attachment.objects.get().file.name
    for address in (f"/media/{name}", f"/{name}", f"/static/{name}", f"/photos/{name}"):
        assert phone.get(address).status_code in (302, 404)


def test_an_erased_file_is_simply_gone(phone, address):
    attachment = Attachment.objects.get()
    default_storage.delete(attachment.file.name)
    assert phone.get(address).status_code == 404
