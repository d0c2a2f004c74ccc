"""Keep cleaned photos under random names outside every served folder."""

from collections.abc import Iterable
from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from PIL import Image

from deputies.errors import Refused
from deputies.photos import MAX_PHOTOS, CleanPhoto, PhotoRefused, clean_photo
from liaison.models import Attachment, Conversation, Entry

SMALL = 320


def clean_all(files: Iterable[IO[bytes]], *, field: str = "photos") -> list[CleanPhoto]:
    """Clean uploaded photos before anything is written.

    Raises:
        Refused: more than nine, or one that cannot be taken; the sentence says which one.
    """
    files = list(files)
    if len(files) > MAX_PHOTOS:
        raise Refused(_("照片最多 %(limit)s 张。") % {"limit": MAX_PHOTOS}, field=field)
    cleaned = []
    for number, file in enumerate(files, start=1):
        try:
            cleaned.append(clean_photo(file))
        except PhotoRefused as error:
            sentence = _("第 %(number)s 张照片：%(reason)s") % {
                "number": number,
                "reason": _(error.message) % error.params,
            }
            raise Refused(sentence, field=field) from error
    return cleaned


def attach(conversation: Conversation, photos: Iterable[CleanPhoto], *, entry: Entry | None = None) -> None:
    """Store photos with their rows; files of a transaction that fails are taken away again."""
    photos = list(photos)
    if not photos:
        return
    rows, names = [], []
    try:
        for photo in photos:
            name = default_storage.save(f"photos/{get_random_string(32)}.jpg", ContentFile(photo.data))
            names.append(name)
            rows.append(
                Attachment(
                    conversation=conversation,
                    entry=entry,
                    token=get_random_string(32),
                    file=name,
                    width=photo.width,
                    height=photo.height,
                    sha256=photo.sha256,
                )
            )
        Attachment.objects.bulk_create(rows)
    except BaseException:
        for name in names:
            default_storage.delete(name)
        raise


def read(attachment: Attachment, *, small: bool = False) -> bytes:
    """Return the JPEG of a photo, or a copy for lists with sides of at most 320 pixels.

    Raises:
        FileNotFoundError: the file has been erased.
    """
    with attachment.file.open() as file:
        if not small:
            return file.read()
        with Image.open(file) as image:
            image.draft("RGB", (SMALL, SMALL))
            image.thumbnail((SMALL, SMALL))
            output = BytesIO()
            image.save(output, "JPEG", quality=80)
            return output.getvalue()
