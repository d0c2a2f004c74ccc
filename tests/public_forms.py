"""A constituent's phone in tests: it reads the hidden fields of a page and sends the form back."""

import re
import zipfile
from html import unescape
from io import BytesIO
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

WORDS = "小区门口的路灯坏了三盏，晚上老人出门看不清。"
GPS = 0x8825
_HIDDEN = re.compile(r'<input type="hidden" name="(?P<name>[a-z_]+)" value="(?P<value>[^"]*)"')
_addresses = count(1)


def new_phone() -> Client:
    """A phone with its own address, so that limits of one test do not meet another's."""
    number = next(_addresses)
    return Client(REMOTE_ADDR=f"10.7.{number // 250}.{number % 250 + 1}")


def text_of(response) -> str:
    """The page as a person sees its letters."""
    return unescape(response.content.decode())


def hidden(response) -> dict[str, str]:
    """The hidden fields of a page, the CSRF token apart."""
    fields = {
        found["name"]: unescape(found["value"]) for found in _HIDDEN.finditer(response.content.decode())
    }
    return {name: fields[name] for name in ("idempotency_key", "privacy_version") if name in fields}


def send(phone: Client, address: str, *, follow: bool = False, **fields):
    """Open a form and send it with consent."""
    page = phone.get(address)
    given = hidden(page) | {"body": WORDS, "privacy": "on"} | fields
    return phone.post(
        address, {name: value for name, value in given.items() if value is not None}, follow=follow
    )


def statements(captured: CaptureQueriesContext) -> list[str]:
    """What was asked of the database, without the marks of transactions."""
    marks = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(marks)]


def counting() -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)


def photo_with_place(name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    """A photo that says where and with which phone it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(GPS).update({1: "N", 2: (31.0, 14.0, 3.0), 3: "E", 4: (121.0, 28.0, 9.0)})
    output = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(output, "JPEG", exif=exif)
    assert Image.open(BytesIO(output.getvalue())).getexif().get_ifd(GPS)
    return SimpleUploadedFile(name, output.getvalue(), content_type="image/jpeg")


def svg_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')


def heavy_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("b.jpg", b"\xff\xd8\xff\xe0" + bytes(30 * 1024 * 1024))


def bomb() -> SimpleUploadedFile:
    """A PNG of some kilobytes that unpacks to 400 million pixels."""
    output = BytesIO()
    Image.new("1", (20_000, 20_000)).save(output, "PNG")
    return SimpleUploadedFile("c.png", output.getvalue())


def polyglot() -> SimpleUploadedFile:
    """A picture that is an archive as well."""
    picture, archive = BytesIO(), BytesIO()
    Image.new("RGB", (40, 40)).save(picture, "JPEG")
    with zipfile.ZipFile(archive, "w") as box:
        box.writestr("run.js", "alert(1)")
    return SimpleUploadedFile("d.jpg", picture.getvalue() + archive.getvalue())
