"""Verbs of printed message forms: print a run, and link a sheet that came back to what is typed from it."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies import audit
from deputies.errors import Refused
from deputies.models import Seat, Site, User
from deputies.templatetags.ui import month_day
from liaison import receipts
from liaison.models import ContactCode, Conversation, PaperForm, Placement
from liaison.queries.pages import notice_in_force
from liaison.services.codes import add_placement
from liaison.services.filing import Filed, pin_for
from liaison.workflow import Capacity

MOST = 100


@transaction.atomic
def print_forms(*, to: Seat | Site, copies: int, actor: User, now: datetime) -> list[PaperForm]:
    """Give numbers to a run of forms for one deputy or site (domain.md 000-12).

    All runs of one code stand on one printed copy of it, so that scans from paper are counted apart and can be
    stopped apart.

    Raises:
        Refused: there is no code in use, or no privacy notice to print on the sheets.
    """
    notice = notice_in_force(now)
    if notice is None:
        raise Refused(_("还没有生效的隐私说明，先请系统管理员发布，再印纸质表。"))
    placement = _placement(to, actor, now)
    forms = PaperForm.objects.bulk_create(
        PaperForm(
            number=receipts.new_form_number(),
            placement=placement,
            privacy_version=notice.version,
            printed_at=now,
            printed_by=actor,
        )
        for _copy in range(copies)
    )
    audit.record(
        chain=f"code:{placement.code_id}",
        verb="print_forms",
        actor=actor,
        capacity=(Capacity.SITE if actor.site_ids else Capacity.OFFICE).value,
        now=now,
        copy=placement.copy,
        copies=copies,
    )
    return forms


def _placement(to: Seat | Site, actor: User, now: datetime) -> Placement:
    """Return the printed copy of the code that stands for its paper forms; made with the first run."""
    of = {"seat": to} if isinstance(to, Seat) else {"site": to}
    code = ContactCode.objects.select_for_update().filter(state=ContactCode.State.ACTIVE, **of).first()
    if code is None:
        raise Refused(_("“%(target)s”没有使用中的联系码，先请人大工作机构发码。") % {"target": to})
    live = code.placements.filter(state=Placement.State.LIVE, forms__isnull=False)
    return live.first() or add_placement(code=code, board=_("纸质留言表"), actor=actor, now=now)


def usable_placement(form: PaperForm) -> Placement | None:
    """Return the printed copy on the sheet where it still works; what was written by hand counts in any case."""
    placement = form.placement
    works = placement.state == Placement.State.LIVE and placement.code.state == ContactCode.State.ACTIVE
    return placement if works else None


@transaction.atomic
def file_form(*, form: PaperForm, key: str, file: Callable[[], Filed], actor: User, now: datetime) -> Filed:
    """Open a conversation from a sheet that came back; one sheet is typed in once.

    Args:
        key: names this one act of sending; sent twice, it gives back the first receipt and PIN.
        file: opens the conversation.

    Raises:
        Refused: somebody typed it in before; the sentence names the receipt.
    """
    # Locked alone: what was joined while waiting for the lock would be what stood there before it.
    form = PaperForm.objects.select_for_update().get(pk=form.pk)
    if form.conversation_id is not None:
        if form.conversation.idempotency_key == key:
            return Filed(form.conversation, pin_for(key), fresh=False)
        raise Refused(said_already(form), field="form_number")
    filed = file()
    conversation = filed.conversation
    if not PaperForm.objects.filter(conversation=conversation).exists():
        form.conversation = conversation
        form.save(update_fields=["conversation"])
        Conversation.objects.select_for_update().only("pk").get(pk=conversation.pk)
        audit.record(
            chain=f"conversation:{conversation.pk}",
            verb="link_form",
            actor=actor,
            capacity=(Capacity.SITE if actor.site_ids else Capacity.OFFICE).value,
            now=now,
            form=form.number,
        )
    return filed


def said_already(form: PaperForm) -> str:
    """Return the sentence that names what was typed from a sheet."""
    day = month_day(timezone.localtime(form.conversation.submitted_at))
    return _("这张表 %(day)s 已经录过了，回执号是 %(receipt)s。不用再录；要回执条请从那一件补打。") % {
        "day": day,
        "receipt": form.conversation.receipt,
    }


def is_for(form: PaperForm, to: Seat | Site) -> bool:
    """Tell whether a sheet is written to this deputy or site."""
    code = form.placement.code
    return (code.seat_id if isinstance(to, Seat) else code.site_id) == to.pk
