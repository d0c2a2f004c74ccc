"""The press room: one worker for one batch, nothing printed twice, never half a file.

The pages are real ones; what happens between the parts is staged in the callback after a part.
"""

from datetime import timedelta

import pikepdf
import pytest
from django.urls import reverse

from liaison import prints_store
from liaison.models import Notice, PrintBatch
from liaison.papers import posters
from liaison.papers.press import PaperError
from liaison.services import print_runs, printing
from liaison.services.codes import add_placement, revoke_placement, suspend_code
from tests.cast import NOW

pytestmark = pytest.mark.django_db

LAYOUT = next(
    key for key, layout in posters.LAYOUTS.items() if "seat" in layout.kinds and layout.per_page == 1
)
COPIES = 7
State = PrintBatch.State


class Clock:
    """A clock that stands still until it is set forward."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def forward(self, **amount):
        self.now += timedelta(**amount)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(autouse=True)
def press(settings, tmp_path, monkeypatch):
    """Parts of two pages, in a folder of this test."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(posters, "PAGES_A_PART", 2)
    return tmp_path / "print"


def ask(cast, copies=COPIES, **more) -> PrintBatch:
    order = printing.Order(
        organisation=cast.street, layout=LAYOUT, theme="red", slogan="", title="长宁街道 · 海报",
        codes=(cast.placement.code_id,), each=copies,
    )  # fmt: skip
    return printing.ask_for_print(order=order, key=more.pop("key", "k"), actor=cast.zhang, now=NOW)


def run(clock, batch) -> PrintBatch:
    print_runs.print_next(clock=clock)
    batch.refresh_from_db()
    return batch


def after_part(monkeypatch, act, part=1):
    """Let something happen after a part is on disk and before the worker hears of it."""
    printed = []
    real = print_runs._Watch.__call__

    def watch(self, done):
        printed.append(done)
        if len(printed) == part:
            act()
        return real(self, done)

    monkeypatch.setattr(print_runs._Watch, "__call__", watch)
    return printed


def parts(batch):
    """The parts on disk by name with what tells one printing from another."""
    return {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in prints_store.folder_of(batch).rglob("*.pdf")
    }


def page_count(path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def test_a_batch_is_printed_offered_and_told(cast, clock, press):
    batch = run(clock, ask(cast))
    assert (batch.state, batch.pages, batch.done, batch.held_until) == (State.DONE, COPIES, COPIES, None)
    path = prints_store.file_of(batch)
    assert page_count(path) == COPIES
    assert batch.bytes == path.stat().st_size
    assert [entry.name for entry in prints_store.folder_of(batch).iterdir()] == [batch.file], (
        "no parts are left"
    )
    notice = Notice.objects.get(kind="print")
    assert (notice.recipient, notice.url) == (cast.zhang, reverse("liaison:print_batch", args=[batch.pk]))
    assert "印好了" in notice.title
    assert not print_runs.print_next(clock=clock)


def test_first_come_first_printed_and_one_press_at_a_time(cast, clock):
    first, second = ask(cast, key="a"), ask(cast, key="b")
    PrintBatch.objects.filter(pk=first.pk).update(state=State.PRINTING, held_until=NOW + timedelta(seconds=1))
    assert not print_runs.print_next(clock=clock), "the press is busy"
    clock.forward(seconds=2)
    assert run(clock, first).state == State.DONE
    second.refresh_from_db()
    assert second.state == State.WAITING
    assert run(clock, second).state == State.DONE


class Killed(BaseException):
    """What no handler of the house catches, as a kill is."""


def test_killed_in_the_middle_it_goes_on_from_the_parts(cast, clock, monkeypatch):
    batch = ask(cast)

    def kill():
        raise Killed

    with monkeypatch.context() as patch:
        after_part(patch, kill, part=2)
        with pytest.raises(Killed):
            print_runs.print_next(clock=clock)
    batch.refresh_from_db()
    assert (batch.state, batch.done) == (State.PRINTING, 2)
    assert prints_store.file_of(batch) is None
    before = parts(batch)
    assert len(before) == 2
    assert not print_runs.print_next(clock=clock), "the lease of the dead one still runs"

    clock.forward(minutes=3)
    seen = {}
    printed = after_part(monkeypatch, lambda: seen.update(parts(batch)), part=1)
    assert run(clock, batch).state == State.DONE
    assert {name: seen[name] for name in before} == before, "finished parts are not printed again"
    assert printed[-1] == COPIES
    assert page_count(prints_store.file_of(batch)) == COPIES


def test_a_worker_that_wakes_up_late_cannot_finish_what_it_lost(cast, clock, monkeypatch):
    batch = ask(cast)
    others = {}

    def sleep_and_let_another_print():
        clock.forward(minutes=3)
        with monkeypatch.context() as patch:
            patch.setattr(print_runs._Watch, "__call__", real)
            run(clock, batch)
        others.update(state=batch.state, file=batch.file, parts=parts(batch))

    real = print_runs._Watch.__call__
    after_part(monkeypatch, sleep_and_let_another_print)
    assert print_runs.print_next(clock=clock)
    batch.refresh_from_db()
    assert others["state"] == State.DONE
    assert (batch.state, batch.file) == (State.DONE, others["file"])
    assert parts(batch) == others["parts"]
    assert Notice.objects.filter(kind="print").count() == 1


def test_a_late_worker_that_only_has_to_offer_its_file_is_refused_too(cast, clock, monkeypatch):
    batch, join = ask(cast), posters.join

    def slow_join(found, target):
        pages = join(found, target)
        clock.forward(minutes=11)
        with monkeypatch.context() as patch:
            patch.setattr(posters, "join", join)
            run(clock, batch)
        return pages

    monkeypatch.setattr(posters, "join", slow_join)
    print_runs.print_next(clock=clock)
    assert batch.state == State.DONE
    kept = batch.file
    batch.refresh_from_db()
    assert batch.file == kept
    assert list(parts(batch)) == [kept], "its own file is gone"


def test_cancelling_stops_a_running_batch_after_the_part(cast, clock, monkeypatch):
    batch = ask(cast)
    printed = after_part(
        monkeypatch, lambda: printing.cancel_print(batch=batch, actor=cast.zhang, now=clock()), part=2
    )
    run(clock, batch)
    assert (batch.state, len(printed)) == (State.CANCELLED, 2)
    assert not prints_store.folder_of(batch).exists()
    assert not Notice.objects.filter(kind="print").exists(), "who cancelled knows"


def test_cancelling_at_the_last_moment_offers_nothing(cast, clock, monkeypatch):
    batch, join = ask(cast), posters.join

    def join_and_cancel(found, target):
        printing.cancel_print(batch=batch, actor=cast.zhang, now=clock())
        return join(found, target)

    monkeypatch.setattr(posters, "join", join_and_cancel)
    assert run(clock, batch).state == State.CANCELLED
    assert prints_store.file_of(batch) is None
    assert not prints_store.folder_of(batch).exists()


def test_cancelling_what_nobody_prints_ends_it_at_once(cast, clock, django_capture_on_commit_callbacks):
    for held, key in ((None, "a"), (NOW - timedelta(seconds=1), "b")):
        batch = ask(cast, key=key)
        if held:
            PrintBatch.objects.filter(pk=batch.pk).update(state=State.PRINTING, held_until=held)
        with django_capture_on_commit_callbacks(execute=True):
            printing.cancel_print(batch=batch, actor=cast.zhang, now=NOW)
        batch.refresh_from_db()
        assert batch.state == State.CANCELLED
        with pytest.raises(printing.Refused, match="已取消"):
            printing.cancel_print(batch=batch, actor=cast.zhang, now=NOW)
    assert not print_runs.print_next(clock=clock)


def test_a_dead_workers_batch_that_shall_stop_is_not_taken_up(cast, clock):
    batch = ask(cast)
    PrintBatch.objects.filter(pk=batch.pk).update(
        state=State.PRINTING, cancel_asked=True, held_until=NOW - timedelta(seconds=1)
    )
    assert run(clock, batch).state == State.CANCELLED


def test_a_slice_of_time_then_the_next_run_goes_on(cast, clock, monkeypatch):
    batch = ask(cast)
    printed = after_part(monkeypatch, lambda: clock.forward(seconds=46))
    run(clock, batch)
    assert (batch.state, batch.done, batch.held_until) == (State.PRINTING, 2, clock.now)
    assert run(clock, batch).state == State.DONE
    assert printed[0] == 2
    assert page_count(prints_store.file_of(batch)) == COPIES


def test_what_breaks_three_times_fails_with_a_sentence(cast, clock, monkeypatch):
    def broken(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(posters, "print_parts", broken)
    batch = ask(cast)
    for _attempt in range(2):
        assert run(clock, batch).state == State.PRINTING
        assert not print_runs.print_next(clock=clock), "it rests before the next try"
        clock.forward(minutes=1)
    assert run(clock, batch).state == State.FAILED
    assert "可以再印一次" in batch.reason
    assert not prints_store.folder_of(batch).exists()
    assert "没有印成" in Notice.objects.get(kind="print").title


def test_workers_killed_three_times_without_a_page_fail_it(cast, clock, monkeypatch):
    def killed(*_args, **_more):
        raise Killed

    batch = ask(cast)
    with monkeypatch.context() as patch:
        patch.setattr(posters, "print_parts", killed)
        for _attempt in range(3):
            with pytest.raises(Killed):
                print_runs.print_next(clock=clock)
            clock.forward(minutes=3)
    assert run(clock, batch).state == State.FAILED


def test_a_broken_template_fails_at_once_and_names_the_fault(cast, clock, monkeypatch):
    def broken(*_args, **_more):
        raise PaperError("unknown variable: nam")

    monkeypatch.setattr(posters, "print_parts", broken)
    batch = run(clock, ask(cast))
    assert batch.state == State.FAILED
    assert "unknown variable: nam" in batch.reason


def test_what_was_revoked_meanwhile_is_left_out_and_named(cast, clock):
    batch = ask(cast)
    gone = cast.placement.code.placements.get(pk=batch.items[2])
    revoke_placement(placement=gone, reason="不贴了", actor=cast.zhang, now=NOW)
    run(clock, batch)
    assert (batch.state, batch.pages) == (State.DONE, COPIES - 1)
    (remark,) = batch.remarks
    assert remark["code"] == cast.placement.code_id
    assert gone.number in remark["name"]
    assert "已经作废" in remark["why"]


def test_parts_of_an_earlier_try_do_not_count_once_something_changed(cast, clock, monkeypatch):
    batch = ask(cast)

    def kill():
        raise Killed

    with monkeypatch.context() as patch:
        after_part(patch, kill, part=3)
        with pytest.raises(Killed):
            print_runs.print_next(clock=clock)
    gone = cast.placement.code.placements.get(pk=batch.items[0])
    revoke_placement(placement=gone, reason="不贴了", actor=cast.zhang, now=NOW)
    clock.forward(minutes=3)
    assert run(clock, batch).state == State.DONE
    assert page_count(prints_store.file_of(batch)) == COPIES - 1, "no page twice, none missing"


def test_with_nothing_left_to_print_it_is_refused_by_name(cast, clock):
    batch = ask(cast, copies=2)
    suspend_code(code=cast.placement.code, reason="核对中", actor=cast.zhang, now=NOW)
    run(clock, batch)
    assert batch.state == State.REFUSED
    assert ["暂停" in remark["why"] for remark in batch.remarks] == [True, True]
    assert "没有印" in Notice.objects.get(kind="print").title


def test_files_lapse_after_thirty_days_and_leftovers_go(cast, clock, press):
    kept, old, broken = (
        run(clock, ask(cast, 1, key="a")),
        run(clock, ask(cast, 1, key="b")),
        ask(cast, 1, key="c"),
    )
    PrintBatch.objects.filter(pk=old.pk).update(finished_at=NOW - timedelta(days=31))
    PrintBatch.objects.filter(pk=broken.pk).update(state=State.FAILED)
    for folder in (
        press / "999-gone",
        prints_store.folder_of(broken),
        prints_store.folder_of(kept) / "parts-late",
    ):
        folder.mkdir()
        (folder / "00000.pdf").write_bytes(b"%PDF")
    assert print_runs.clear_prints(now=NOW) == 1
    assert [entry.name for entry in press.iterdir()] == [kept.folder]
    assert list(parts(kept)) == [kept.file]
    old.refresh_from_db()
    assert old.state == State.EXPIRED
    assert print_runs.clear_prints(now=NOW) == 0


def test_the_same_once_more_without_registering_again(cast, clock):
    batch = ask(cast, copies=3)
    with pytest.raises(printing.Refused, match="等着印"):
        printing.print_again(batch=batch, actor=cast.zhang, now=NOW)
    printing.cancel_print(batch=batch, actor=cast.zhang, now=NOW)
    batch.refresh_from_db()
    gone = cast.placement.code.placements.get(pk=batch.items[0])
    revoke_placement(placement=gone, reason="不贴了", actor=cast.zhang, now=NOW)
    again = printing.print_again(batch=batch, actor=cast.qian, now=NOW)
    assert again.items == batch.items[1:]
    assert again.asked_by == cast.qian
    assert printing.print_again(batch=batch, actor=cast.zhang, now=NOW) == again
    assert cast.placement.code.placements.count() == 4
    assert run(clock, again).state == State.DONE


def test_again_with_every_copy_revoked_is_refused(cast):
    batch = ask(cast, copies=1)
    printing.cancel_print(batch=batch, actor=cast.zhang, now=NOW)
    batch.refresh_from_db()
    copy = cast.placement.code.placements.get(pk=batch.items[0])
    revoke_placement(placement=copy, reason="不贴了", actor=cast.zhang, now=NOW)
    with pytest.raises(printing.Refused, match="每一份都已作废"):
        printing.print_again(batch=batch, actor=cast.zhang, now=NOW)


def test_a_code_retired_since_the_page_was_read_registers_nothing(cast):
    add_placement(code=cast.placement.code, board="东门", actor=cast.zhang, now=NOW)
    cast.placement.code.__class__.objects.update(state="retired")
    with pytest.raises(printing.Refused, match="刚刚停用"):
        ask(cast)
    assert not PrintBatch.objects.exists()
    assert cast.placement.code.placements.count() == 2
