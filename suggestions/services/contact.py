"""Showing a constituent's contact data to those who handle: only where she agreed, with a reason, never unseen."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from deputies import audit
from deputies.errors import Refused
from deputies.models import User
from liaison.audit_words import REVEAL as CONVERSATION_REVEAL
from liaison.models import Conversation
from liaison.services.contact import Contact
from liaison.workflow import State
from suggestions import access, workflow
from suggestions.audit_words import REVEAL
from suggestions.models import Case
from suggestions.workflow import Capacity

HANDLING = (Capacity.HEAD, Capacity.CLERK, Capacity.RELAY)


@transaction.atomic
def reveal(*, user: User, case: Case, conversation: Conversation, reason: str, now: datetime) -> Contact:
    """Return the contact data of one message to somebody who handles the case, and write down who asked and why.

    The deputy, the coordinators and the congress staff look at the message itself (`liaison.services.contact`).

    Args:
        reason: why the person needs it, in her own words; kept in the audit record.

    Raises:
        Refused: she does not handle the case; the constituent did not agree; no reason; nothing was left.
    """
    held = access.capacities(user, case)
    nearest = next((capacity for capacity in HANDLING if capacity in held), None)
    if nearest is None or case.state in workflow.FINAL_CASES:
        raise Refused(_("只有正在办理这件事的单位才能查看联系方式。"))
    if not case.sources.filter(conversation=conversation, left_at=None).exists():
        raise Refused(_("这条留言不在这件事里。"))
    if conversation.state == State.WITHDRAWN:
        raise Refused(_("这位群众已经撤回留言，不用再联系。"))
    if not conversation.share_contact:
        raise Refused(_("这位群众没有同意把联系方式告诉办理单位，有事请由代表转达。"))
    if not reason.strip():
        raise Refused(_("请写明为什么要联系。"), field="reason")
    contact = Contact(conversation.contact_name or "", conversation.contact_phone or "")
    if not contact.name and not contact.phone:
        raise Refused(_("这位群众没有留联系方式，有事请由代表转达。"))
    said = {"actor": user, "capacity": nearest.value, "now": now, "reason": reason.strip()}
    audit.record(chain=f"conversation:{conversation.pk}", verb=CONVERSATION_REVEAL, case=case.pk, **said)
    audit.record(chain=f"case:{case.pk}", verb=REVEAL, message=conversation.pk, **said)
    return contact
