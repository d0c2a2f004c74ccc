"""A backup holds everything, shows no contact data, and comes back whole or not at all."""

import json
import tarfile

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from config import backups
from deputies import audit
from deputies.models import Organisation
from liaison.models import Channel, Conversation, Delivery, Entry
from liaison.services import acting
from tests.cast import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(cast, settings, tmp_path):
    """The cast with a conversation that has everything in it, and a folder of photos of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    default_storage.save("photos/one.jpg", ContentFile(b"\xff\xd8photo"))
    Channel.objects.create(user=cast.li, kind="apprise", address="wecombot://secret-key")
    filed = cast.message(
        body="路灯坏了 齉龘𠮷 'quoted' \\ \n第二行", contact_name="周先生", contact_phone="13812341234"
    )
    acting.act(
        user=cast.li,
        conversation=filed.conversation,
        name="answer",
        now=NOW,
        version=1,
        data={"body": "已修。"},
    )
    return cast


@pytest.fixture
def file(tmp_path):
    return tmp_path / "house.backup"


def contents() -> dict[str, list]:
    """Return every row of every table as it is stored."""
    return {name: list(backups._rows(model, name)) for name, model in backups.tables().items()}


def empty():
    """Leave what `migrate` leaves."""
    call_command("flush", verbosity=0, interactive=False)


def backup(file):
    call_command("backup", str(file), verbosity=0)


def restore(file, *options):
    call_command("restore", str(file), *options, verbosity=0)


def altered(file, target, change):
    """Copy a backup; `change` gets each name with its content and returns the new content, or None to leave it out."""
    with tarfile.open(file) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            content = change(member.name, old.extractfile(member).read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, ContentFile(content))
    return target


def test_everything_comes_back(house, file, capsys):
    before = contents()
    backup(file)
    empty()
    default_storage.delete("photos/one.jpg")
    restore(file)
    assert contents() == before
    assert default_storage.open("photos/one.jpg").read() == b"\xff\xd8photo"
    assert Conversation.objects.get().contact_phone == "13812341234"
    assert not list(audit.faults())
    assert f"恢复了 {sum(map(len, before.values()))} 条" in capsys.readouterr().out


def test_work_goes_on_after_a_restore(house, file):
    backup(file)
    empty()
    restore(file)
    taken = set(Conversation.objects.values_list("pk", flat=True))
    assert house.message().conversation.pk not in taken
    assert Delivery.objects.count() == 2


def test_every_table_is_in_the_file(house, file):
    backup(file)
    with tarfile.open(file) as tar:
        names = set(tar.getnames())
    assert {
        f"tables/{model._meta.db_table}.jsonl" for model in apps.get_models(include_auto_created=True)
    } <= names
    assert "media/photos/one.jpg" in names


def test_prints_are_left_out_since_they_can_be_printed_again(house, file):
    for name in ("print/7-x/whole.pdf", "print/7-x/parts-y/00000.pdf"):
        default_storage.save(name, ContentFile(b"%PDF"))
    backup(file)
    with tarfile.open(file) as tar:
        assert [name for name in tar.getnames() if name.startswith("media/")] == ["media/photos/one.jpg"]


def test_the_file_shows_no_contact_data_and_only_its_owner_may_read_it(house, file):
    backup(file)
    with tarfile.open(file) as tar:
        text = b"".join(tar.extractfile(member).read() for member in tar).decode(errors="replace")
    assert "路灯坏了" in text
    for secret in ("13812341234", "周先生", "secret-key"):
        assert secret not in text
    assert file.stat().st_mode & 0o077 == 0


def test_the_form_is_one_that_both_databases_read(house, file):
    backup(file)
    with tarfile.open(file) as tar:
        lines = tar.extractfile("tables/liaison_conversation.jsonl").read().splitlines()
    row = dict(zip(backups._columns(Conversation), json.loads(lines[0]), strict=True))
    assert row["submitted_at"] == "2026-11-18 02:00:00"
    assert row["share_contact"] is False


def test_a_database_with_data_is_not_overwritten_unasked(house, file):
    backup(file)
    house.message()
    with pytest.raises(CommandError, match="--yes"):
        restore(file)
    assert Conversation.objects.count() == 2
    default_storage.save("photos/two.jpg", ContentFile(b"later"))
    restore(file, "--yes")
    assert Conversation.objects.count() == 1
    assert not default_storage.exists("photos/two.jpg")
    assert default_storage.exists("photos/one.jpg")


def test_a_migrated_database_counts_as_empty(transactional_db):
    empty()
    assert backups.is_empty()
    Organisation.objects.create(name="某区人大", kind="congress")
    assert not backups.is_empty()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda name, content: None if name == "manifest.json" else content, "不是本系统的备份"),
        (lambda name, content: None if name == "tables/liaison_entry.jsonl" else content, "条数和清单不一致"),
        (
            lambda name, content: (
                content.split(b"\n", 1)[1] if name == "tables/liaison_notice.jsonl" else content
            ),
            "条数和清单不一致",
        ),
        (
            lambda name, content: (
                content.replace(b"0001_initial", b"0009_other") if name == "manifest.json" else content
            ),
            "版本不同",
        ),
        (lambda name, content: content[:-9] if name == "tables/liaison_notice.jsonl" else content, "损坏"),
    ],
    ids=["no manifest", "a table left out", "a row left out", "another version", "a broken row"],
)
def test_a_file_that_is_not_whole_changes_nothing(house, file, tmp_path, change, sentence):
    backup(file)
    before = contents()
    bad = altered(file, tmp_path / "bad.backup", change)
    with pytest.raises(CommandError, match=sentence):
        restore(bad, "--yes")
    assert contents() == before
    assert Entry.objects.exists()


@pytest.mark.parametrize("content", [b"", b"not a backup", None], ids=["empty", "text", "cut off"])
def test_what_is_no_backup_is_refused_in_one_sentence(house, file, tmp_path, content):
    if content is None:
        backup(file)
        content = file.read_bytes()[:-200]
    bad = tmp_path / "bad.backup"
    bad.write_bytes(content)
    with pytest.raises(CommandError, match="读不出来|不是本系统|不一致"):
        restore(bad, "--yes")
    assert Conversation.objects.exists()


def test_a_photo_may_not_be_written_elsewhere(house, file, tmp_path):
    backup(file)
    evil = tmp_path / "evil.backup"
    with tarfile.open(file) as old, tarfile.open(evil, "w:gz") as new:
        for member in old:
            content = old.extractfile(member)
            member.name = member.name.replace("media/photos/one.jpg", "media/../../escaped.jpg")
            new.addfile(member, content)
    with pytest.raises(CommandError, match="别的文件夹"):
        restore(evil, "--yes")
    assert not (tmp_path.parent / "escaped.jpg").exists()
    assert Conversation.objects.exists()


def test_a_backup_never_overwrites_a_file(house, file):
    file.write_text("something else")
    with pytest.raises(CommandError, match="已经存在"):
        backup(file)
    assert file.read_text() == "something else"


def test_a_backup_that_fails_leaves_nothing_behind(house, file, monkeypatch):
    def fail(*_):
        raise OSError(28, "设备空间不足")

    monkeypatch.setattr(backups, "_rows", fail)
    with pytest.raises(CommandError, match="设备空间不足"):
        backup(file)
    assert not list(file.parent.glob("*house.backup*"))


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_place_that_does_not_exist_is_said(command, transactional_db):
    with pytest.raises(CommandError, match="/nowhere"):
        call_command(command, "/nowhere/house.backup", verbosity=0)


def test_writers_go_on_while_a_backup_reads(house):
    with backups._snapshot():
        before = len(list(backups._rows(Conversation, "liaison_conversation")))
        _write_from_elsewhere("UPDATE liaison_conversation SET place = 'x'")
        assert len(list(backups._rows(Conversation, "liaison_conversation"))) == before
        assert not Conversation.objects.filter(place="x").exists(), "the snapshot stays as it was"
    assert Conversation.objects.filter(place="x").exists()


def _write_from_elsewhere(statement):
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(statement)
    finally:
        other.close()
