"""Steps that tests of matters share: hand one over, make a move, read what was told."""

from liaison.models import Conversation, Entry, Notice
from suggestions.models import Assignment, Case
from suggestions.services import acting, handing
from suggestions.services.parts import Part
from tests.cast import NOW

Role = Assignment.Role


def opened(cast, *, user=None, conversations=None, tier=3, parts=None, **fields) -> Case:
    """Hand a message of 周先生 to 住建局, unless told otherwise."""
    conversations = conversations or [cast.message().conversation]
    fields = {"title": "路灯不亮", "brief": "梧桐苑门口三盏路灯不亮，请修复。", "now": NOW} | fields
    return handing.open_matter(
        user=user or cast.li,
        conversations=conversations,
        tier=tier,
        parts=parts or [Part(Role.LEAD, cast.department)],
        **fields,
    )


def moved(user, case, name, part=None, *, now=NOW, **data):
    """Let somebody make a move on the case, or a part of it, as it is now; return the fresh part or case."""
    case = Case.objects.get(pk=case.pk)
    acting.act(user=user, case=case, name=name, assignment=part, version=case.version, data=data, now=now)
    return Assignment.objects.get(pk=part.pk) if part else Case.objects.get(pk=case.pk)


def replied(user, case, part, body="已经修好。", *, now=NOW) -> Assignment:
    """Let a unit, or a relayed deputy, sign and answer."""
    if Assignment.objects.get(pk=part.pk).state == "handed":
        moved(user, case, "sign", part, now=now)
    return moved(user, case, "release", part, now=now, body=body)


def told(user) -> list[str]:
    """Return the notices of cases a person has, without the numbers of the cases, oldest first."""
    notices = Notice.objects.filter(recipient=user, kind="case").order_by("pk")
    return [title.partition(" · ")[0] for title in notices.values_list("title", flat=True)]


def last_words(conversation: Conversation) -> str:
    """Return what was said last in the thread."""
    return Entry.objects.filter(conversation=conversation).last().body


def fresh(row):
    """Return a row as it is now."""
    return type(row).objects.get(pk=row.pk)
