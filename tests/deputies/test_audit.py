"""The chain proves that nobody changed, added or took away a record; the seal that no whole chain vanished."""

import re
import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections
from django.db.models import F

from deputies import audit
from deputies.models import AuditEvent, AuditSeal
from tests.cast import NOW

pytestmark = pytest.mark.django_db
CHAIN, OTHER = "conversation:1", "conversation:2"
LATER = NOW + timedelta(days=1)


def record(chain=CHAIN, **data):
    return audit.record(chain=chain, verb="answer", actor=None, capacity="deputy", now=NOW, **data)


def rewrite(event, **changes):
    """Change a record behind the house's back."""
    AuditEvent.objects.filter(pk=event.pk).update(**changes)


@pytest.fixture
def chains():
    return [record(), record(before="submitted"), record(OTHER), record(after="answered"), record(OTHER)]


def test_events_follow_each_other_in_their_own_chain(chains):
    assert [(event.chain, event.seq) for event in chains] == [
        (CHAIN, 1),
        (CHAIN, 2),
        (OTHER, 1),
        (CHAIN, 3),
        (OTHER, 2),
    ]
    assert chains[3].previous_hash == chains[1].hash
    assert not list(audit.faults())


@pytest.mark.parametrize(
    "changes",
    [
        {"at": NOW + timedelta(microseconds=1)},
        {"capacity": "office"},
        {"verb": "decline"},
        {"data": {"before": "accepted"}},
        {"data": {}},
        {"hash": "0" * 64},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_changed_field_is_named(chains, changes):
    rewrite(chains[1], **changes)
    assert f"{CHAIN} 第 2 条被改动过。" in list(audit.faults())


def test_a_changed_person_is_named(chains, cast):
    rewrite(chains[1], actor=cast.li)
    assert list(audit.faults()) == [f"{CHAIN} 第 2 条被改动过。"]


def test_a_record_hung_on_another_one_is_named(chains):
    rewrite(chains[3], previous_hash=chains[0].hash)
    assert f"{CHAIN} 第 3 条与前一条接不上。" in list(audit.faults())


def test_a_record_forged_with_its_hash_still_breaks_the_next_link(chains):
    chains[1].data = {"before": "accepted"}
    rewrite(chains[1], data=chains[1].data, hash=audit.digest(chains[1]))
    assert list(audit.faults()) == [f"{CHAIN} 第 3 条与前一条接不上。"]


@pytest.mark.parametrize(("taken", "gap"), [(0, 2), (1, 3)])
def test_a_record_taken_out_leaves_a_gap(chains, taken, gap):
    AuditEvent.objects.filter(pk=chains[taken].pk).delete()
    assert list(audit.faults()) == [f"{CHAIN} 第 {gap} 条之前缺记录。"]


def test_a_moved_record_is_named_in_both_chains(chains):
    rewrite(chains[4], chain=CHAIN, seq=4)
    assert list(audit.faults()) == [
        f"{CHAIN} 第 4 条与前一条接不上。",
        f"{CHAIN} 第 4 条被改动过。",
    ]


# --- seals ---------------------------------------------------------------------------------------------


def test_a_seal_covers_what_is_new_and_nothing_twice(chains):
    first = audit.seal(now=LATER)
    assert (first.count, first.last_event_id) == (5, chains[-1].pk)
    assert audit.seal(now=LATER) is None
    record()
    assert audit.seal(now=LATER).count == 1
    assert not list(audit.faults())


def test_fresh_events_are_left_for_the_next_seal(chains):
    assert audit.seal(now=NOW + audit.SETTLED - timedelta(seconds=1)) is None
    assert audit.seal(now=NOW + audit.SETTLED).count == 5


@pytest.mark.parametrize("which", ["a whole chain", "the end of a chain"])
def test_what_no_chain_shows_the_seal_does(chains, which):
    audit.seal(now=LATER)
    gone = AuditEvent.objects.filter(chain=OTHER) if which == "a whole chain" else chains[4:]
    AuditEvent.objects.filter(pk__in=[event.pk for event in gone]).delete()
    (fault,) = audit.faults()
    assert re.fullmatch(r"2026-11-19 的封存对不上：应有 5 条，现有 [34] 条。", fault)


def test_a_rewritten_chain_breaks_its_seal(chains):
    audit.seal(now=LATER)
    forged = chains[4]
    forged.data = {"after": "spam"}
    rewrite(forged, data=forged.data, hash=audit.digest(forged))
    (fault,) = audit.faults()
    assert "封存对不上" in fault


def test_seals_hang_together(chains):
    audit.seal(now=LATER)
    record()
    audit.seal(now=LATER)
    first = AuditSeal.objects.earliest("pk")
    AuditSeal.objects.filter(pk=first.pk).update(digest="0" * 64)
    assert len(list(audit.faults())) == 2


# --- writing -------------------------------------------------------------------------------------------


def test_many_chains_are_continued_at_once(chains):
    events = [{"chain": chain, "data": {"n": n}} for n, chain in enumerate((CHAIN, OTHER, "conversation:3"))]
    audit.record_many(events, verb="fall_back", capacity="system", now=NOW)
    assert [AuditEvent.objects.filter(chain=event["chain"]).count() for event in events] == [4, 3, 1]
    assert not list(audit.faults())


def test_a_number_that_was_just_taken_is_passed_over(chains, monkeypatch):
    build, seen_last = audit._build, iter([chains[1]])
    monkeypatch.setattr(audit, "_build", lambda last, **fields: build(next(seen_last, last), **fields))
    assert record().seq == 4
    assert not list(audit.faults())


def test_a_chain_on_which_no_number_is_ever_free_is_an_error(chains, monkeypatch):
    stale = AuditEvent.objects.get(pk=chains[0].pk)
    build = audit._build
    monkeypatch.setattr(audit, "_build", lambda last, **fields: build(stale, **fields))
    with pytest.raises(IntegrityError, match=CHAIN):
        record()


@pytest.mark.django_db(transaction=True)
def test_ten_writers_at_once_make_one_unbroken_chain():
    start, lost = threading.Barrier(10), []

    def write():
        try:
            start.wait(10)
            record()
        except Exception as error:
            lost.append(error)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write) for _ in range(10)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    assert not lost
    assert sorted(AuditEvent.objects.values_list("seq", flat=True)) == list(range(1, 11))
    assert not list(audit.faults())


# --- the command ---------------------------------------------------------------------------------------


def test_the_command_says_that_all_is_well(chains, capsys):
    audit.seal(now=LATER)
    call_command("verify_audit")
    assert "5 条审计记录、1 次封存，全部对得上。" in capsys.readouterr().out


def test_the_command_says_each_fault_and_fails(chains, capsys):
    AuditEvent.objects.filter(chain=OTHER).update(seq=F("seq") + 5)
    with pytest.raises(CommandError, match="3 处"):
        call_command("verify_audit", verbosity=0)
    assert f"{OTHER} 第 6 条之前缺记录。" in capsys.readouterr().out


def test_every_step_is_reported(chains):
    steps = []
    list(audit.faults(step=lambda: steps.append(1)))
    assert len(steps) == 5
