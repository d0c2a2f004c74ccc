"""One file with everything people entered: the rows of every table as they are stored, and the photos.

The file is a .tar.gz: `manifest.json`, `tables/<name>.jsonl`, `media/<path>`. Encrypted columns are copied
as they lie in the database, so a backup without SECRET_KEY shows no contact data (PIPL Art. 51). Values are
written in a form that both databases read, so a trial on SQLite can move to PostgreSQL.
"""

import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from liaison import prints_store

VALUES_PER_STATEMENT = 900  # SQLite takes at most 999
FILLED_BY_MIGRATE = {"django_content_type", "auth_permission"}
Progress = Callable[[int], object]


class BackupError(Exception):
    """The file cannot be used; the text is a Chinese sentence."""


def tables() -> dict[str, type[Model]]:
    """Return every table that holds data, with its model."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in models if model._meta.managed and not model._meta.proxy}


def is_empty() -> bool:
    """Tell whether nobody has entered anything since `migrate`."""
    return not any(
        model._base_manager.exists() for name, model in tables().items() if name not in FILLED_BY_MIGRATE
    )


# --- writing -----------------------------------------------------------------------------------------


def write(path: Path, *, begin: Callable[[int], Progress]) -> int:
    """Write a backup while the site goes on working.

    The file appears under its name only when it is complete.

    Args:
        begin: told how many rows and photos there are, returns what is called with each number done.

    Returns:
        How many rows were written.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        with open(partial, "wb", opener=_private) as raw:
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
                rows = _write_all(tar, begin)
            raw.flush()
            os.fsync(raw.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return rows


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write_all(tar: tarfile.TarFile, begin: Callable[[int], Progress]) -> int:
    with _snapshot():
        counts = {name: model._base_manager.count() for name, model in tables().items()}
        photos = sorted(path for path in settings.MEDIA_ROOT.rglob("*") if _is_kept(path))
        progress = begin(sum(counts.values()) + len(photos))
        manifest = {"migrations": _migrations(), "rows": counts}
        _add(tar, "manifest.json", io.BytesIO(json.dumps(manifest, indent=1).encode()))
        for name, model in tables().items():
            with tempfile.TemporaryFile() as file:
                for row in _rows(model, name):
                    file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
                    progress(1)
                _add(tar, f"tables/{name}.jsonl", file)
    for photo in photos:
        try:
            with photo.open("rb") as file:
                _add(tar, f"media/{photo.relative_to(settings.MEDIA_ROOT).as_posix()}", file)
        except FileNotFoundError:
            pass  # replaced or erased since the snapshot
        progress(1)
    return sum(counts.values())


def _is_kept(path: Path) -> bool:
    """Prints are left out: they are large, lapse by themselves and can be printed again."""
    return path.is_file() and prints_store.prints() not in path.parents


@contextmanager
def _snapshot() -> Iterator[None]:
    """Read one consistent state from begin to end without holding writers up."""
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if postgres else "BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _rows(model: type[Model], name: str) -> Iterator[list]:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column) for column in _columns(model))
    order = quote(model._meta.pk.column)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {quote(name)} ORDER BY {order}")  # noqa: S608 our own names
        while chunk := cursor.fetchmany(1000):
            for row in chunk:
                yield [_plain(value) for value in row]


def _columns(model: type[Model]) -> list[str]:
    return sorted(field.column for field in model._meta.local_concrete_fields)


def _plain(value):
    """Return a value that JSON and both databases know; moments in UTC without an offset."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(UTC).replace(tzinfo=None)
    return str(value)


def _add(tar: tarfile.TarFile, name: str, file) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = file.seek(0, io.SEEK_END)
    entry.mode = 0o600
    file.seek(0)
    tar.addfile(entry, file)


def _migrations() -> list[list[str]]:
    return sorted(list(key) for key in MigrationRecorder(connection).applied_migrations())


# --- reading -----------------------------------------------------------------------------------------


def read(path: Path, *, begin: Callable[[int], Progress]) -> int:
    """Put everything back, in place of what is there: all or nothing in the database.

    Photos that the backup does not hold are removed in the end.

    Returns:
        How many rows were written.

    Raises:
        BackupError: not a whole backup of this version.
    """
    try:
        with tarfile.open(path, "r|gz") as tar:
            return _read_all(tar, begin)
    except (tarfile.TarError, zlib.error, EOFError, json.JSONDecodeError) as error:
        raise BackupError(f"{path.name} 读不出来，可能没有写完或已损坏。") from error


def _read_all(tar: tarfile.TarFile, begin: Callable[[int], Progress]) -> int:
    members = iter(tar)
    first = next(members, None)
    if first is None or first.name != "manifest.json":
        raise BackupError("这不是本系统的备份文件。")
    manifest = json.load(tar.extractfile(first))
    if manifest["migrations"] != _migrations():
        raise BackupError("备份和现在的程序版本不同，请换成备份时的版本，恢复之后再升级。")
    wanted = manifest["rows"]
    progress = begin(sum(wanted.values()))
    done: dict[str, int] = {}
    photos: set[Path] = set()
    with transaction.atomic():
        _empty_tables()
        for member in members:
            kind, _, name = member.name.partition("/")
            if kind == "tables" and name.removesuffix(".jsonl") in tables():
                table = name.removesuffix(".jsonl")
                done[table] = _insert(table, tar.extractfile(member), progress)
            elif kind == "media" and member.isfile():
                photos.add(_put_photo(name, tar.extractfile(member)))
        if done != wanted:
            raise BackupError("备份里的条数和清单不一致，没有恢复。")
        _reset_sequences()
    for photo in settings.MEDIA_ROOT.rglob("*"):
        if photo.is_file() and photo not in photos:
            photo.unlink()
    return sum(done.values())


def _empty_tables() -> None:
    statements = connection.ops.sql_flush(no_style(), list(tables()), allow_cascade=True)
    connection.ops.execute_sql_flush(statements)


def _insert(table: str, lines: Iterable[bytes], progress: Progress) -> int:
    quote, columns = connection.ops.quote_name, _columns(tables()[table])
    into = f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) VALUES "  # noqa: S608 our own names
    one = f"({', '.join(['%s'] * len(columns))})"
    rows, count = (json.loads(line) for line in lines), 0
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, VALUES_PER_STATEMENT // len(columns))):
            values = [value for row in chunk for value in row]
            cursor.execute(into + ", ".join([one] * len(chunk)), values)
            count += len(chunk)
            progress(len(chunk))
    return count


def _put_photo(name: str, file) -> Path:
    target = (settings.MEDIA_ROOT / name).resolve()
    if not target.is_relative_to(settings.MEDIA_ROOT.resolve()):
        raise BackupError("备份里有照片指到别的文件夹，没有恢复。")
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(target, "wb", opener=_private) as out:
        while piece := file.read(1 << 20):
            out.write(piece)
    return target


def _reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables().values())):
            cursor.execute(statement)
