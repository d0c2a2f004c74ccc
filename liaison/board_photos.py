"""Photos of printed copies: how one was put up, what an inspection found. Pixels only, under random names."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.crypto import get_random_string

from deputies.photos import CleanPhoto

FOLDER = "boards"


@contextmanager
def kept(photo: CleanPhoto | None) -> Iterator[str]:
    """Store a cleaned photo and yield its name, empty without one; a block that fails leaves no file behind."""
    name = ""
    if photo is not None:
        name = default_storage.save(f"{FOLDER}/{get_random_string(32)}.jpg", ContentFile(photo.data))
    try:
        yield name
    except BaseException:
        if name:
            default_storage.delete(name)
        raise


def drop(name: str) -> None:
    """Take a photo away once the transaction that replaced it has ended."""
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))


def read(name: str) -> bytes:
    """Return the JPEG.

    Raises:
        FileNotFoundError: there is none, or it has been taken away.
    """
    if not name:
        raise FileNotFoundError(name)
    with default_storage.open(name) as file:
        return file.read()
