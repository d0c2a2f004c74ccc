"""What a suggestion or a survey may be made from: the deputy's mandates, her open messages, her surveys."""

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from deputies.models import Deputy, User
from liaison import receipts
from liaison import workflow as conversation_moves
from liaison.access import conversations_visible_to
from liaison.models import Conversation
from suggestions import routing
from suggestions.models import Case, Source, Survey

MOST_MESSAGES, MOST_LISTED = 50, 120
_REFERABLE = [
    state.value for state in conversation_moves.MOVES[Conversation.Kind.MESSAGE.value]["refer"].targets
]
_HIDDEN = ("contact_name", "contact_phone", "pin_digest", "idempotency_key")


def mandates_of(user: User) -> list[Deputy]:
    """Return the mandates under which a person may make a suggestion today: the active ones."""
    if not user.acting_ids:
        return []
    own = Deputy.objects.filter(pk__in=user.acting_ids, status=Deputy.Status.ACTIVE)
    return list(own.select_related("seat__congress", "seat__organisation", "term"))


def open_messages(user: User) -> QuerySet[Conversation]:
    """Return the messages that lie with the deputy and that feed no case yet, newest first."""
    feeding = Source.objects.filter(conversation=OuterRef("pk"), left_at=None)
    return (
        conversations_visible_to(user)
        .filter(
            kind=Conversation.Kind.MESSAGE,
            about=Conversation.About.MATTER,
            held_by=Conversation.Holder.DEPUTY,
            deputy__in=user.acting_ids,
            state__in=_REFERABLE,
        )
        .exclude(Exists(feeding))
        .select_related("category")
        .defer(*_HIDDEN)
        .order_by("-submitted_at", "-pk")
    )


def collected(user: User, *, words: str, category: str) -> list[list[Conversation]]:
    """Return the open messages in groups that say much the same, the largest group first.

    Args:
        words: only messages with these words in the text or the place.
        category: only messages of the category with this key.
    """
    found = open_messages(user)
    if words:
        found = found.filter(Q(body__icontains=words) | Q(place__icontains=words))
    if category:
        found = found.filter(category__key=category)
    return sorted(_alike(list(found[:MOST_LISTED])), key=len, reverse=True)


def _alike(rows: list[Conversation]) -> list[list[Conversation]]:
    groups: list[list[Conversation]] = []
    for row in rows:
        for group in groups:
            if any(_speak_of_the_same(row, other) for other in group):
                group.append(row)
                break
        else:
            groups.append([row])
    return groups


def _speak_of_the_same(one: Conversation, other: Conversation) -> bool:
    near = one.category_id == other.category_id and routing.same_place(one.place, other.place)
    return routing.alike(one.body, other.body, same_place=near)


def chosen(user: User, numbers: Iterable[str]) -> tuple[list[Conversation], int]:
    """Return the open messages with these receipt numbers, and how many were asked for in vain."""
    asked = set(list(numbers)[:MOST_MESSAGES])
    wanted = {known for number in asked if (known := _receipt(number))}
    found = list(open_messages(user).filter(receipt__in=wanted)) if wanted else []
    return found, len(asked) - len(found)


def _receipt(text: str) -> str:
    try:
        return receipts.normalise_receipt(text)
    except ValueError:
        return ""


def sources_of(user: User, case: Case) -> list[Conversation]:
    """Return the messages that feed a case, as far as this person may read them."""
    feeding = Q(case_sources__case=case, case_sources__left_at=None)
    visible = conversations_visible_to(user).filter(feeding).select_related("category")
    return list(visible.defer(*_HIDDEN).order_by("submitted_at")[:MOST_MESSAGES])


def surveys_of(user: User) -> QuerySet[Survey]:
    """Return the person's own surveys, newest first, each with how many messages fed it and what came of it."""
    return Survey.objects.filter(deputy__in=user.acting_ids).annotate(
        message_count=Count("conversations", distinct=True),
        suggestion_count=Count("suggestions", distinct=True),
    )


def messages_of(user: User, survey: Survey) -> list[Conversation]:
    """Return the messages a survey began with, as far as this person may read them."""
    visible = conversations_visible_to(user).filter(surveys=survey).select_related("category")
    return list(visible.defer(*_HIDDEN).order_by("submitted_at")[:MOST_MESSAGES])
