"""How an organisation's boards look: its own, or that of the nearest one above."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from deputies.models import AuditEvent
from liaison.models import PrintLook
from liaison.queries.printing import style_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def picture(kind="PNG", mode="RGBA", colour=(183, 38, 30, 128), size=(60, 40), **extra) -> SimpleUploadedFile:
    output = BytesIO()
    Image.new(mode, size, colour).save(output, kind, **extra)
    return SimpleUploadedFile(f"logo.{kind.lower()}", output.getvalue())


def url(node):
    return reverse("liaison:print_look", args=[node.pk])


def save(sign, node, **fields):
    return sign.post(
        url(node), {"act": "save", "theme": "blue", "slogan": "有事找代表"} | fields, follow=True
    )


def test_a_street_inherits_until_it_has_its_own(cast, as_user):
    assert (style_of(cast.street).theme, style_of(cast.street).source) == ("red", None)
    save(as_user(cast.qian), cast.congress, logo=picture())
    style = style_of(cast.street)
    assert (style.theme, style.slogan, style.source) == ("blue", "有事找代表", cast.congress)
    above = style.logo
    page = save(as_user(cast.zhang), cast.street, theme="green", slogan="")
    assert "的样式已保存" in page.content.decode()
    style = style_of(cast.street)
    assert (style.theme, style.slogan, style.is_own) == ("green", "", True)
    assert (style.logo, style.logo_source) == (above, cast.congress)
    assert style_of(cast.other_congress).source is None


def test_going_back_to_the_look_above_takes_the_logo_away(cast, as_user, django_capture_on_commit_callbacks):
    sign = as_user(cast.zhang)
    save(sign, cast.street, logo=picture())
    kept = PrintLook.objects.get().logo
    with django_capture_on_commit_callbacks(execute=True):
        sign.post(url(cast.street), {"act": "drop"})
    assert not PrintLook.objects.exists()
    assert not default_storage.exists(kept)
    again = sign.post(url(cast.street), {"act": "drop"})
    assert "没有自己的样式" in again.content.decode()
    events = AuditEvent.objects.filter(chain=f"organisation:{cast.street.pk}").order_by("seq")
    assert [event.verb for event in events] == ["set_print_look", "drop_print_look"]


def test_a_logo_is_drawn_afresh_and_stays_see_through(cast, as_user):
    comment = b"Exif\x00\x00where it was taken"
    sent = picture(size=(3000, 1000), exif=comment)
    save(as_user(cast.zhang), cast.street, logo=sent)
    name = PrintLook.objects.get().logo
    assert "logo" not in name.rpartition("/")[2]
    shown = as_user(cast.zhang).get(reverse("liaison:print_logo", args=[cast.street.pk]))
    assert shown["Content-Type"] == "image/png"
    assert b"taken" not in shown.content
    image = Image.open(BytesIO(shown.content))
    assert (image.mode, image.size) == ("RGBA", (1200, 400))
    assert image.getpixel((5, 5))[3] == 128
    assert as_user(cast.bai).get(reverse("liaison:print_logo", args=[cast.street.pk])).status_code == 404


def test_a_photo_as_logo_becomes_png(cast, as_user):
    save(as_user(cast.zhang), cast.street, logo=picture("JPEG", "RGB", (10, 20, 30)))
    with default_storage.open(PrintLook.objects.get().logo) as file:
        assert Image.open(file).format == "PNG"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"not a picture", "照片"),
        (b"<svg onload='alert(1)'></svg>", "照片"),
        (b"\x89PNG" + b"0" * (2 * 1024 * 1024), "超过 2 MB"),
    ],
)
def test_what_is_no_picture_is_refused_beside_the_field(cast, as_user, content, sentence):
    page = save(as_user(cast.zhang), cast.street, logo=SimpleUploadedFile("logo.png", content))
    assert sentence in page.context["form"].errors["logo"][0]
    assert not PrintLook.objects.exists()
    assert not list(Path(default_storage.location).rglob("*.png"))


def test_a_new_logo_takes_the_place_of_the_old_and_can_be_removed(
    cast, as_user, django_capture_on_commit_callbacks
):
    sign = as_user(cast.zhang)
    names = []
    for fields in ({"logo": picture()}, {"logo": picture(colour=(0, 0, 0, 255))}, {}, {"remove_logo": "on"}):
        with django_capture_on_commit_callbacks(execute=True):
            save(sign, cast.street, **fields)
        names.append(PrintLook.objects.get().logo)
    assert names[1] == names[2]
    assert names[3] == ""
    assert not any(default_storage.exists(name) for name in names if name)


@pytest.mark.parametrize("wrong", [{"theme": "pink"}, {"slogan": "长" * 31}, {"theme": ""}])
def test_bad_input_saves_nothing(cast, as_user, wrong):
    page = save(as_user(cast.zhang), cast.street, **wrong)
    assert page.context["form"].errors
    assert not PrintLook.objects.exists()


def test_a_street_cannot_change_the_look_above_nor_next_door(cast, as_user):
    for node in (cast.congress, cast.other_congress):
        assert as_user(cast.zhang).post(url(node), {"act": "save", "theme": "blue"}).status_code == 404
    assert not PrintLook.objects.exists()


def test_the_list_costs_the_same_for_one_and_for_many(cast, as_user, django_assert_max_num_queries):
    sign, counts = as_user(cast.qian), []
    for nodes in ([], [cast.congress, cast.street]):
        for node in nodes:
            PrintLook.objects.create(organisation=node, theme="ink")
        sign.get(reverse("liaison:print_looks"))
        with django_assert_max_num_queries(14) as captured:
            page = sign.get(reverse("liaison:print_looks"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert "墨黑" in page.content.decode()
