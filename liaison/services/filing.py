"""Verbs that open a conversation: a message, or the wish to meet."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from deputies import audit, tree
from deputies.errors import Refused
from deputies.models import Deputy, Organisation, Seat, Site, User
from deputies.photos import CleanPhoto
from liaison import receipts, targets, workflow
from liaison.models import Appointment, Conversation, Placement, ReceptionDay, Topic
from liaison.notices import notify
from liaison.photos_store import attach
from liaison.queries.people import holding_people

Kind, Holder, About, Source = (
    Conversation.Kind,
    Conversation.Holder,
    Conversation.About,
    Conversation.Source,
)


class NotCollecting(Refused):
    """The topic takes no words today; the page says when it began or ended and keeps what was typed."""


@dataclass(frozen=True)
class Addressee:
    """Who a conversation is opened with: the holder of a seat, a site, or whoever collects for a topic."""

    organisation: Organisation
    seat: Seat | None = None
    deputy: Deputy | None = None
    site: Site | None = None
    placement: Placement | None = None
    topic: Topic | None = None

    @classmethod
    def of_seat(cls, seat: Seat, placement: Placement | None = None):
        return cls(seat.organisation, seat, seat.holder, seat.site, placement)

    @classmethod
    def of_site(cls, site: Site, placement: Placement | None = None):
        return cls(site.organisation, site=site, placement=placement)

    @classmethod
    def of_topic(cls, topic: Topic, placement: Placement | None = None):
        site = topic.site if topic.site and topic.site.is_active else None
        organisation = site.organisation if site else topic.organisation
        return cls(organisation, site=site, placement=placement, topic=topic)

    @classmethod
    def of_placement(cls, placement: Placement):
        code = placement.code
        if code.topic_id:
            return cls.of_topic(code.topic, placement)
        return cls.of_seat(code.seat, placement) if code.seat_id else cls.of_site(code.site, placement)

    def holder(self, about: str) -> str:
        """Return who answers: the deputy; the site while she cannot, or has no account yet; the office for what concerns a person.

        What is about a deputy or a unit never reaches that party (peers.md §12.15).
        """
        if about != About.MATTER:
            return Holder.OFFICE
        if self.deputy is not None and self.deputy.answers_herself:
            return Holder.DEPUTY
        return Holder.SITE if self.site is not None else Holder.OFFICE

    def office(self, about: str) -> Organisation:
        """Return the office a conversation belongs to: the congress itself where it concerns a person.

        The street committee that serves a deputy may be the very unit spoken of.
        """
        if about == About.MATTER:
            return self.organisation
        if self.seat is not None:
            return self.seat.congress
        above = [*tree.ancestors(self.organisation.path), self.organisation.path]
        congresses = Organisation.objects.filter(path__in=above, kind=Organisation.Kind.CONGRESS)
        return congresses.order_by("-path").first() or self.organisation


@dataclass(frozen=True)
class Words:
    """What a constituent says, already validated.

    contact_name and contact_phone may be empty: receipt and PIN are enough. `about` tells whether the words
    concern the deputy or a unit itself.
    """

    body: str
    privacy_version: int
    category_id: int | None = None
    place: str = ""
    about: str = About.MATTER
    contact_name: str = ""
    contact_phone: str = ""
    share_contact: bool = False
    photos: list[CleanPhoto] = field(default_factory=list)


@dataclass(frozen=True)
class Filed:
    """A conversation that was opened, with its PIN, the only time it is known in clear."""

    conversation: Conversation
    pin: str
    fresh: bool


def submit_message(
    *, to: Addressee, words: Words, key: str, source: str, now: datetime, entered_by: User | None = None
) -> Filed:
    """Open a message (domain.md 000-12).

    Args:
        key: names this one act of sending; sent twice, it gives back the first receipt and PIN.

    Raises:
        Refused: the code or this printed copy is no longer in use.
    """
    return _file(Kind.MESSAGE, to, words, key, source, now, entered_by)


def request_appointment(
    *,
    to: Addressee,
    words: Words,
    key: str,
    source: str,
    now: datetime,
    wish: str = "",
    reception_day: ReceptionDay | None = None,
    entered_by: User | None = None,
) -> Filed:
    """Ask to meet: at a wished time, or by taking a place on a published reception day.

    A place is taken at once; without a reception day the deputy proposes a time.

    Raises:
        Refused: the day is full, over or cancelled; or the code is no longer in use.
    """
    return _file(Kind.APPOINTMENT, to, words, key, source, now, entered_by, wish, reception_day)


def _file(kind, to, words, key, source, now, entered_by, wish="", reception_day=None) -> Filed:
    pin = pin_for(key)
    try:
        with transaction.atomic():
            conversation = _open(kind, to, words, key, pin, source, now, entered_by)
            conversation.save(force_insert=True)
            if kind == Kind.APPOINTMENT:
                _book(conversation, wish, reception_day, now)
            attach(conversation, words.photos)
            audit.record(
                chain=f"conversation:{conversation.pk}",
                verb="file",
                actor=entered_by,
                capacity=workflow.Capacity.CONSTITUENT.value,
                now=now,
                fresh=True,
                source=source,
                after=conversation.state,
                held_by=conversation.held_by,
            )
            _tell(conversation, now)
            if conversation.topic_id:
                _check_collecting(conversation.topic_id, now)
            return Filed(conversation, pin, fresh=True)
    except IntegrityError:
        first = Conversation.objects.filter(idempotency_key=key).first()
        if first is None:
            raise
        return Filed(first, pin, fresh=False)


def pin_for(key: str) -> str:
    """Return the PIN of an act of sending, so that a repeated sending shows the same one."""
    digest = salted_hmac("liaison.receipt.pin", key, algorithm="sha256").digest()
    return receipts.pin_from(digest)


def pin_key() -> bytes:
    """Key under which PIN digests are kept."""
    return salted_hmac("liaison.receipt.pin.key", settings.SALT_KEY[0], algorithm="sha256").digest()


def _open(kind, to: Addressee, words: Words, key, pin, source, now, entered_by) -> Conversation:
    if to.placement is not None and (
        to.placement.state != Placement.State.LIVE or to.placement.code.state != "active"
    ):
        raise Refused(_("这张码已经停用，请向站点或者从首页找代表。"))
    receipt = receipts.new_receipt(timezone.localdate(now))
    return Conversation(
        kind=kind,
        receipt=receipt,
        pin_digest=receipts.pin_digest(receipt, pin, pin_key()),
        idempotency_key=key,
        seat=to.seat,
        deputy=to.deputy,
        site=to.site,
        organisation=to.office(words.about),
        placement=to.placement,
        topic=to.topic,
        held_by=to.holder(words.about),
        about=words.about,
        category_id=words.category_id,
        body=words.body,
        place=words.place,
        contact_name=words.contact_name or None,
        contact_phone=words.contact_phone or None,
        share_contact=words.share_contact,
        privacy_version=words.privacy_version,
        source=source,
        entered_by=entered_by,
        state=workflow.FIRST_STATE[kind].value,
        submitted_at=now,
        state_since=now,
        due_at=now + targets.FIRST_RESPONSE,
    )


def _check_collecting(topic_id: int, now: datetime) -> None:
    """Refuse what comes after the end, under the lock that closing takes; last, so nobody waits long for it.

    Words that were received before are found by their key and never come here.
    """
    topic = Topic.objects.select_for_update().only("state", "opens_on", "closes_on").get(pk=topic_id)
    if topic.phase(timezone.localdate(now)) != Topic.Phase.RUNNING:
        raise NotCollecting(_("这个议题现在不收意见，您写的没有送出。"))


def _book(conversation: Conversation, wish: str, day: ReceptionDay | None, now: datetime) -> None:
    appointment = Appointment(conversation=conversation, wish=wish)
    if day is not None:
        day = ReceptionDay.objects.select_for_update(of=("self",)).select_related("site").get(pk=day.pk)
        starts_at = timezone.make_aware(datetime.combine(day.date, day.starts))
        taken = day.appointments.exclude(conversation__state__in=("cancelled", "declined")).count()
        if day.state != ReceptionDay.State.PUBLISHED or starts_at <= now:
            raise Refused(_("这个接待日已经结束或取消，请另选一天。"), field="reception_day")
        if taken >= day.capacity:
            raise Refused(_("这个接待日的名额刚刚约满，请另选一天。"), field="reception_day")
        appointment.reception_day, appointment.starts_at = day, starts_at
        appointment.where = f"{day.site.name} {day.site.address}"
        conversation.state = workflow.State.CONFIRMED.value
        conversation.due_at = starts_at + timedelta(days=1)
        conversation.site = day.site
        conversation.save(update_fields=["state", "due_at", "site"])
    appointment.save(force_insert=True)


def _tell(conversation: Conversation, now: datetime) -> None:
    title = _("新留言待接收") if conversation.kind == Kind.MESSAGE else _("新的约见")
    notify(
        holding_people(conversation, now=now),
        kind="conversation",
        title=f"{title} · {conversation.receipt}",
        url=reverse("liaison:conversation", args=[conversation.receipt]),
        key=f"conversation:{conversation.pk}:1",
        now=now,
        fresh=True,
        organisation=conversation.organisation if conversation.held_by != Holder.DEPUTY else None,
    )
