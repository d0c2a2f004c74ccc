"""What was said on a topic as a workbook: one line for each message, never who said it.

No contact data; telephone numbers and the like inside the words are blacked out.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison import workbook
from liaison.models import Conversation
from liaison.privacy import find_personal_data, redact

# Heading and width in characters.
COLUMNS = [
    (gettext_lazy("回执号"), 18),
    (gettext_lazy("收到日期"), 12),
    (gettext_lazy("看法"), 70),
    (gettext_lazy("类别"), 12),
    (gettext_lazy("地点"), 26),
    (gettext_lazy("从哪里来"), 10),
    (gettext_lazy("扫码的社区"), 16),
    (gettext_lazy("扫码的公示栏"), 26),
    (gettext_lazy("状态"), 10),
    (gettext_lazy("首次回应"), 12),
    (gettext_lazy("答复日期"), 12),
]


def write(file: BinaryIO, conversations: Iterable[Conversation]) -> int:
    """Write lines of `liaison.queries.topics.lines` as a workbook and return how many there are."""
    rows = map(_row, conversations)
    return workbook.write(file, title=_("大家的看法"), columns=COLUMNS, rows=rows, wrapped=True)


def without_people(words: str) -> str:
    """Return words with names, numbers and the like blacked out; places of the matter stay."""
    return redact(words, [span for span in find_personal_data(words) if span.kind != "address"])


def _row(conversation: Conversation) -> list:
    placement = conversation.placement
    return [
        conversation.receipt,
        _day(conversation.submitted_at),
        without_people(conversation.body),
        str(conversation.category or ""),
        without_people(conversation.place),
        conversation.get_source_display(),
        str(placement.community or "") if placement else "",
        placement.board if placement else "",
        conversation.get_state_display(),
        _day(conversation.first_response_at),
        _day(conversation.answered_at),
    ]


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
