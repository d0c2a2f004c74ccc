"""Figures counted in the background and read by public pages."""

import math
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from statistics import median

from django.db import transaction
from django.db.models import Count

from deputies.models import Deputy
from liaison import workflow
from liaison.models import Conversation, ResponseFigure

PERIOD = timedelta(days=30)


@transaction.atomic
def refresh_response_figures(*, now: datetime) -> int:
    """Count for each seated deputy what she answered in 30 days, how fast she first responded, and what waits.

    Only what she holds herself counts: an answer of the site is not hers, and spam is nobody's.

    Returns:
        How many deputies have a figure now.
    """
    since = now - PERIOD
    held = Conversation.objects.filter(
        held_by=Conversation.Holder.DEPUTY, deputy__status__in=Deputy.SEATED
    ).exclude(state=workflow.State.SPAM)
    answered = _count(held.filter(answered_at__gt=since, answered_at__lte=now))
    waiting = _count(held.filter(state__in=[state.value for state in workflow.WAITING_FOR_STAFF]))
    hours = defaultdict(list)
    responses = held.filter(first_response_at__gt=since, first_response_at__lte=now)
    for deputy, asked, responded in responses.values_list(
        "deputy", "submitted_at", "first_response_at"
    ).iterator():
        hours[deputy].append((responded - asked) / timedelta(hours=1))
    deputies = list(Deputy.objects.seated().values_list("pk", flat=True))
    ResponseFigure.objects.exclude(deputy__in=Deputy.objects.seated()).delete()
    ResponseFigure.objects.bulk_create(
        (
            ResponseFigure(
                deputy_id=deputy,
                as_of=now,
                answered=answered[deputy],
                median_hours=math.ceil(median(hours[deputy])) if hours[deputy] else None,
                waiting=waiting[deputy],
            )
            for deputy in deputies
        ),
        update_conflicts=True,
        unique_fields=["deputy"],
        update_fields=["as_of", "answered", "median_hours", "waiting"],
    )
    return len(deputies)


def _count(conversations) -> Counter:
    return Counter(dict(conversations.values_list("deputy").annotate(Count("pk"))))
