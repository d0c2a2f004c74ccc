"""Where prints and logos are kept: under random names below the media folder, never below a served one."""

import shutil
from io import BytesIO
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from PIL import Image

from deputies.errors import Refused
from deputies.photos import PhotoRefused, clean_photo
from liaison.models import PrintBatch

LONGEST_LOGO = 1200
MAX_LOGO_BYTES = 2 * 1024 * 1024


def prints() -> Path:
    """Return the folder that holds a folder for each batch."""
    return Path(settings.MEDIA_ROOT) / "print"


def folder_of(batch: PrintBatch) -> Path:
    """Return the folder of a batch, with its parts and its file."""
    return prints() / batch.folder


def file_of(batch: PrintBatch) -> Path | None:
    """Return the finished file of a batch; None where there is none, or it was taken away."""
    path = folder_of(batch) / batch.file
    return path if batch.state == PrintBatch.State.DONE and batch.file and path.is_file() else None


def clear(batch: PrintBatch) -> None:
    """Take away everything that a batch has on disk."""
    shutil.rmtree(folder_of(batch), ignore_errors=True)


def save_logo(file: IO[bytes]) -> str:
    """Keep fresh pixels of an uploaded logo as PNG, see-through where it was; return the name it is stored under.

    Raises:
        Refused: the file is no picture that can be taken.
    """
    data = file.read(MAX_LOGO_BYTES + 1)
    try:
        clean = clean_photo(BytesIO(data), max_bytes=MAX_LOGO_BYTES, longest=LONGEST_LOGO)
    except PhotoRefused as error:
        raise Refused(_(error.message) % error.params, field="logo") from error
    picture = _see_through(data) or Image.open(BytesIO(clean.data))
    picture.info.clear()
    output = BytesIO()
    picture.save(output, "PNG", optimize=True)
    return default_storage.save(f"logos/{get_random_string(32)}.png", ContentFile(output.getvalue()))


def logo_bytes(name: str) -> bytes | None:
    """Return a stored logo; None where there is none."""
    if not name or not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        return file.read()


def delete_logo(name: str) -> None:
    """Take a stored logo away."""
    if name:
        default_storage.delete(name)


def _see_through(data: bytes) -> Image.Image | None:
    """The pixels with their transparency, of a picture that the cleaning took; None where it has none."""
    with Image.open(BytesIO(data)) as image:
        if not image.has_transparency_data:
            return None
        picture = image.convert("RGBA")
    picture.thumbnail((LONGEST_LOGO, LONGEST_LOGO))
    return picture
