"""Reads of notices and of the channels that carry them."""

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from deputies.access import Right, within
from deputies.models import Organisation, User
from liaison.models import Channel, Delivery, Notice
from liaison.privacy import mask_email, mask_phone

Kind = Organisation.Kind
SPEAKING = (Kind.CONGRESS, Kind.AFFAIRS_COMMISSION, Kind.STREET_COMMITTEE)


def notices_of(user: User) -> QuerySet[Notice]:
    """Return what a person was told: unread first, then newest first."""
    unread = Case(When(read_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    return Notice.objects.filter(recipient=user).order_by(unread, "-created_at", "-pk")


def organisations_told_by(user: User) -> QuerySet[Organisation]:
    """Return the bodies whose own channels the user keeps: those for which she answers."""
    area = within(user, Right.HANDLE_CONVERSATIONS)
    return Organisation.objects.filter(area, kind__in=SPEAKING, is_active=True).order_by("path")


def channels_kept_by(user: User) -> QuerySet[Channel]:
    """Return the user's own channels and those of the bodies she answers for, with how the last sending went."""
    last = Delivery.objects.filter(channel=OuterRef("pk")).order_by("-pk")
    return (
        Channel.objects.filter(Q(user=user) | Q(organisation__in=organisations_told_by(user)))
        .select_related("organisation", "user")
        .annotate(
            last_state=Subquery(last.values("state")[:1]),
            last_sent_at=Subquery(last.values("sent_at")[:1]),
            last_error=Subquery(last.values("error")[:1]),
        )
        .order_by("organisation__path", "pk")
    )


def shown_address(channel: Channel) -> str:
    """Return an address so that its owner knows which one it is and nobody beside her can use it."""
    if channel.kind == Channel.Kind.EMAIL:
        return mask_email(channel.address)
    if channel.kind == Channel.Kind.SMS:
        return mask_phone(channel.address)
    return f"{channel.address.partition('://')[0]}://…"
