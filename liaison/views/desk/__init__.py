"""The desk of conversations: queues, one case, its moves, entry on behalf, canned answers."""

from liaison.views.desk.acts import act, reveal
from liaison.views.desk.canned_answers import canned
from liaison.views.desk.cases import conversation
from liaison.views.desk.entering import enter
from liaison.views.desk.queues import queue

__all__ = ["act", "canned", "conversation", "enter", "queue", "reveal"]
