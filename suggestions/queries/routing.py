"""What the rule table proposes for a message, and which other open messages speak of the same thing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from deputies.models import Organisation, User
from liaison import workflow
from liaison.access import conversations_visible_to
from liaison.models import Conversation
from liaison.queries.desk import HIDDEN_FROM_LISTS
from suggestions import routing
from suggestions.models import Case, RoutingRule

ABOUT_A_MATTER = Q(kind=Conversation.Kind.MESSAGE, about=Conversation.About.MATTER)
REFERABLE = [state.value for state in workflow.MOVES[workflow.MESSAGE]["refer"].targets]
COMPARED, SHOWN = 200, 6
TITLE_LENGTH, WORDS_SHOWN = 40, 60


@dataclass(frozen=True)
class Proposed:
    """A proposal as the page shows it."""

    tier: int
    unit: Organisation | None
    why: str

    @property
    def tier_words(self) -> str:
        """The tier in words, for a proposal without a unit."""
        return str(Case.Tier(self.tier).label)


def proposals(conversation: Conversation, *, county: Organisation) -> list[Proposed]:
    """Return what the rules of a county propose for a message, best first; in one statement."""
    rows = list(
        RoutingRule.objects.filter(
            Q(unit__isnull=True) | Q(unit__is_active=True), congress=county, is_active=True
        ).select_related("category", "unit")
    )
    rules = [
        routing.Rule(
            tier=row.tier,
            unit=row.unit_id,
            category=(row.category_id, str(row.category)) if row.category_id else None,
            words=row.words,
            places=row.places,
            weight=row.weight,
        )
        for row in rows
    ]
    named = {row.unit_id: row.unit for row in rows}
    found = routing.propose(
        rules, category=conversation.category_id, words=conversation.body, place=conversation.place
    )
    return [
        Proposed(
            proposal.tier,
            named[proposal.unit],
            "，".join(_(reason.sentence) % reason.word for reason in proposal.why),
        )
        for proposal in found
    ]


def referable(user: User) -> QuerySet[Conversation]:
    """Return the open messages about a matter that the user sees and the table lets out."""
    return conversations_visible_to(user).filter(ABOUT_A_MATTER, state__in=REFERABLE)


def beside(user: User, conversation: Conversation) -> QuerySet[Conversation]:
    """Return the other messages that can be handed over and lie with the same deputy, site or office."""
    same = {"held_by": conversation.held_by, "organisation": conversation.organisation_id}
    if conversation.held_by == Conversation.Holder.DEPUTY:
        same = {"held_by": conversation.held_by, "deputy": conversation.deputy_id}
    elif conversation.held_by == Conversation.Holder.SITE and conversation.site_id:
        same = {"held_by": conversation.held_by, "site": conversation.site_id}
    others = referable(user).filter(**same).exclude(pk=conversation.pk)
    return (
        others.select_related("category", "organisation", "deputy").defer(*HIDDEN_FROM_LISTS).order_by("-pk")
    )


def like(user: User, conversation: Conversation) -> list[Conversation]:
    """Return messages beside this one that seem to speak of the same thing; in one statement."""
    found = beside(user, conversation)[:COMPARED]
    return _like([conversation.body], conversation.place, conversation.category_id, found)


def like_case(case: Case, user: User) -> list[Conversation]:
    """Return open messages to the case's deputy, or in its area, that seem to speak of its matter."""
    same = Q(deputy=case.deputy_id) if case.deputy_id else Q(organisation=case.organisation_id)
    others = referable(user).filter(same).select_related("category").defer(*HIDDEN_FROM_LISTS)
    found = others.order_by("-pk")[:COMPARED]
    feeding = Conversation.objects.filter(case_sources__case=case, case_sources__left_at=None)
    words = [f"{case.title} {case.brief}", *feeding.values_list("body", flat=True)[:SHOWN]]
    return _like(words, case.place, case.category_id, found)


def _like(told: list[str], place: str, category: int | None, candidates) -> list[Conversation]:
    alike = []
    for candidate in candidates:
        # The same place counts only with the same subject: many things may be wrong in one housing estate.
        near = routing.same_place(place, candidate.place) and category == candidate.category_id
        if any(routing.alike(words, candidate.body, same_place=near) for words in told):
            alike.append(candidate)
    return alike[:SHOWN]


def by_receipts(user: User, numbers: Iterable[str]) -> dict[str, Conversation]:
    """Return the messages with these receipt numbers that the user may hand over, by number."""
    rows = referable(user).filter(receipt__in=list(numbers)).defer(*HIDDEN_FROM_LISTS)
    return {row.receipt: row for row in rows}


def words_of(conversation: Conversation) -> str:
    """Return a message in one line, for a tick."""
    words = " ".join(conversation.body.split())
    cut = words[:WORDS_SHOWN] + ("……" if len(words) > WORDS_SHOWN else "")
    return f"{cut}（{conversation.place}）" if conversation.place else cut


def title_of(words: str) -> str:
    """Return the beginning of a title: the first sentence of the words, at most TITLE_LENGTH characters."""
    words = words.strip()
    for mark in "\n。！？；":
        words = words.split(mark)[0]
    return " ".join(words.split())[:TITLE_LENGTH].rstrip("，,、")
