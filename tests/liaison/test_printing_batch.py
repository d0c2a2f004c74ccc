"""The page of a batch: how far it is, what came of it, what can be done."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
import time_machine
from django.urls import reverse

from deputies.models import AuditEvent
from liaison import prints_store
from liaison.models import PrintBatch
from liaison.services import print_runs
from tests.cast import NOW
from tests.liaison.test_printing_runs import ask

pytestmark = pytest.mark.django_db

State = PrintBatch.State


@pytest.fixture(autouse=True)
def desk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def batch(cast) -> PrintBatch:
    return ask(cast, copies=2)


def url(name, batch, *more):
    return reverse(f"liaison:{name}", args=[batch.pk, *more])


def become(batch, **fields):
    PrintBatch.objects.filter(pk=batch.pk).update(**fields)


def text(response) -> str:
    return response.content.decode()


def test_a_batch_on_its_way_polls_and_has_a_way_without_scripts(cast, as_user, batch):
    sign = as_user(cast.zhang)
    page = text(sign.get(url("print_batch", batch)))
    assert "马上开始" in page
    assert 'hx-trigger="every 2s"' in page
    assert f'href="{url("print_batch", batch)}"' in page
    become(batch, state=State.PRINTING, held_until=NOW + timedelta(minutes=1), pages=40, done=20)
    part = text(sign.get(url("print_batch", batch), headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "已印 20 / 40 页" in part
    assert 'max="40" value="20"' in part
    become(batch, held_until=NOW - timedelta(seconds=1))
    assert "印好的不会重印" in text(sign.get(url("print_batch", batch)))
    become(batch, held_until=NOW + timedelta(minutes=1), cancel_asked=True)
    page = text(sign.get(url("print_batch", batch)))
    assert "正在停下来" in page
    assert url("print_act", batch, "cancel") not in page


def test_those_in_front_are_counted(cast, as_user, batch):
    second = ask(cast, copies=1, key="second")
    assert "前面还有 1 批" in text(as_user(cast.zhang).get(url("print_batch", second)))


def test_only_a_finished_file_is_handed_out(cast, as_user, batch):
    sign = as_user(cast.zhang)
    folder = prints_store.folder_of(batch)
    folder.mkdir(parents=True)
    (folder / "half.pdf").write_bytes(b"%PDF half")
    for state in State.values:
        if state != State.DONE:
            become(batch, state=state, file="half.pdf")
            answer = sign.get(url("print_file", batch), follow=True)
            assert answer["Content-Type"].startswith("text/html"), state
            assert "没有可以下载的文件" in text(answer)
            assert url("print_file", batch) not in text(sign.get(url("print_batch", batch)))
    become(batch, state=State.WAITING, file="")
    print_runs.print_next()
    page = text(sign.get(url("print_batch", batch)))
    assert "一共 2 页" in page
    assert "hx-get" not in page.split("print-progress")[1].split("</div>")[0], "nothing is left to poll for"
    answer = sign.get(url("print_file", batch))
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"%PDF")
    batch.refresh_from_db()
    assert len(content) == batch.bytes
    assert answer["Content-Disposition"].startswith("attachment")
    assert "长宁街道 · 海报-20261118.pdf" in unquote(answer["Content-Disposition"])


def test_a_file_that_is_gone_says_so(cast, as_user, batch):
    print_runs.print_next()
    prints_store.clear(batch)
    sign = as_user(cast.zhang)
    assert "文件已经不在服务器上" in text(sign.get(url("print_batch", batch)))
    again = sign.post(url("print_act", batch, "again"))
    assert again.url != url("print_batch", batch)
    assert PrintBatch.objects.count() == 2


def test_a_refused_batch_links_to_what_is_to_mend(cast, as_user, batch):
    name = cast.li_deputy.name
    cast.li_deputy.__class__.objects.filter(pk=cast.li_deputy.pk).update(name=name + "\U000f0000")
    print_runs.print_next()
    batch.refresh_from_db()
    assert batch.state == State.REFUSED
    page = text(as_user(cast.zhang).get(url("print_batch", batch)))
    code = reverse("liaison:code_detail", args=[cast.placement.code_id])
    assert f'<a href="{code}">' in page.split("print-remarks")[1]
    assert "没有字体画得出" in page
    cast.li_deputy.__class__.objects.filter(pk=cast.li_deputy.pk).update(name=name)
    answer = as_user(cast.zhang).post(url("print_act", batch, "again"), follow=True)
    assert "等着印" in text(answer)
    print_runs.print_next()
    assert PrintBatch.objects.order_by("-pk").first().state == State.DONE


@pytest.mark.parametrize(
    ("state", "sentence", "again"),
    [
        (State.FAILED, "印制连续三次中途出错停下", True),
        (State.CANCELLED, "已取消，没有留下文件", True),
        (State.EXPIRED, "文件保留 30 天，已经删除", True),
        (State.PRINTING, "正在排版", False),
    ],
)
def test_every_state_says_what_to_do(cast, as_user, batch, state, sentence, again):
    become(batch, state=state, reason=str(print_runs.BROKEN), held_until=NOW + timedelta(minutes=1))
    page = text(as_user(cast.zhang).get(url("print_batch", batch)))
    assert sentence in page
    assert (url("print_act", batch, "again") in page) is again


def test_cancelling_from_the_page_is_recorded(cast, as_user, batch):
    sign = as_user(cast.zhang)
    assert "已取消" in text(sign.post(url("print_act", batch, "cancel"), follow=True))
    batch.refresh_from_db()
    assert batch.state == State.CANCELLED
    verbs = AuditEvent.objects.filter(chain=f"print:{batch.pk}").order_by("seq")
    assert [(event.verb, event.actor) for event in verbs] == [("ask", cast.zhang), ("cancel", cast.zhang)]
    assert "不用取消" in text(sign.post(url("print_act", batch, "cancel"), follow=True))
    assert sign.get(url("print_act", batch, "cancel")).status_code == 405
    assert sign.post(url("print_act", batch, "burn")).status_code == 404


def test_the_district_sees_a_streets_batch_and_the_next_district_does_not(cast, as_user, batch):
    assert as_user(cast.qian).get(url("print_batch", batch)).status_code == 200
    assert as_user(cast.bai).get(url("print_batch", batch)).status_code == 404
    assert as_user(cast.bai).post(url("print_act", batch, "cancel")).status_code == 404
    assert batch.title not in text(as_user(cast.bai).get(reverse("liaison:print_batches")))
    become(batch, organisation=cast.congress)
    assert as_user(cast.zhang).get(url("print_file", batch)).status_code == 404
