"""Message forms of the demo world: printed where somebody wrote on paper, one sheet typed in, the others still out."""

from datetime import datetime, timedelta

from deputies.models import Seat
from liaison.models import Conversation, PaperForm
from liaison.services.paper_forms import print_forms

RUN = 10
BEFORE = timedelta(days=14)


def build(*, now: datetime) -> None:
    """Print a run for each deputy who was written to on paper; call once, after the words were played."""
    seats = Seat.objects.select_related("holder", "organisation", "site")
    came = Conversation.objects.filter(source=Conversation.Source.PAPER, seat__isnull=False)
    for conversation in came.select_related("entered_by").order_by("pk"):
        run = print_forms(
            to=seats.get(pk=conversation.seat_id),
            copies=RUN,
            actor=conversation.entered_by,
            now=min(conversation.submitted_at - BEFORE, now),
        )
        PaperForm.objects.filter(pk=run[0].pk).update(conversation=conversation)
