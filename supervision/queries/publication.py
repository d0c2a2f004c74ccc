"""What may be published, and what the public sees."""

from django.db.models import QuerySet

from deputies.access import Right, within
from deputies.models import User
from liaison.models import Conversation
from liaison.workflow import State
from supervision.models import PublishedCase, WorkPlan


def publishable_by(user: User) -> QuerySet[Conversation]:
    """Closed messages whose constituent agreed to publication in the latest rating, and not published yet."""
    return (
        Conversation.objects.filter(
            within(user, Right.PUBLISH, "organisation__path"),
            kind=Conversation.Kind.MESSAGE,
            about=Conversation.About.MATTER,
            state=State.CLOSED.value,
            ratings__publish_consent=True,
            published_case=None,
        )
        .select_related("deputy", "category", "organisation")
        .order_by("-closed_at")
        .distinct()
    )


def cases_of(user: User) -> QuerySet[PublishedCase]:
    """Published and withdrawn cases in the part of the tree where the user may publish."""
    return PublishedCase.objects.filter(
        within(user, Right.PUBLISH, "conversation__organisation__path")
    ).select_related("conversation__deputy", "conversation__category")


def public_cases() -> QuerySet[PublishedCase]:
    """What anybody may read; consent taken back takes the case back at once."""
    return (
        PublishedCase.objects.filter(withdrawn_on=None, conversation__ratings__publish_consent=True)
        .select_related("conversation__deputy", "conversation__category", "conversation__organisation")
        .distinct()
    )


def plans_of(user: User) -> QuerySet[WorkPlan]:
    """Annual plans of the congresses where the user may publish."""
    return WorkPlan.objects.filter(within(user, Right.PUBLISH, "congress__path")).select_related("congress")
