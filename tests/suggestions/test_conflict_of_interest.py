"""What is about a deputy or a unit is never handed to anybody, whoever tries and on whichever way (design.md §5)."""

import pytest

from deputies.errors import Refused
from deputies.models import AuditEvent
from liaison.models import Conversation, Notice
from liaison.services import referring
from suggestions.models import Assignment, Case, Clock, Source
from suggestions.services import drafting, handing
from suggestions.services.parts import Part
from tests.cast import NOW
from tests.suggestions import people
from tests.suggestions.matters import moved, opened

pytestmark = pytest.mark.django_db
EVERYBODY = (
    "li", "chen", "sun", "wang", "zhang", "qian", "zhao", "he", "feng", "wu", "gao", "lin", "mei", "audit", "admin", "bai"
)  # fmt: skip
# The database forbids a message about a deputy in her own hands.
PLACES = [("deputy", "office"), ("deputy", "site"), ("unit", "office"), ("unit", "site"), ("unit", "deputy")]


@pytest.fixture
def more(cast):
    return people.extend(cast)


def written(cast, about, held_by="office"):
    """Somebody wrote about the deputy or a unit; even a row held by the wrong party stays where it is."""
    conversation = cast.message(about=about).conversation
    Conversation.objects.filter(pk=conversation.pk).update(held_by=held_by)
    return Conversation.objects.get(pk=conversation.pk)


def nothing_happened(conversation) -> bool:
    now = Conversation.objects.get(pk=conversation.pk)
    return (
        (now.state, now.version) == ("submitted", 1)
        and not Source.objects.filter(conversation=conversation).exists()
        and not Notice.objects.filter(kind="case").exists()
        and not AuditEvent.objects.filter(chain__startswith="case:").exists()
        and not (Case.objects.exists() or Assignment.objects.exists() or Clock.objects.exists())
    )


def ways(cast, more, conversation):
    """Every way on which a message can leave the hands of the congress."""
    brief = {"title": "反映", "brief": "请处理", "now": NOW}
    unit, street = Part("lead", cast.department), Part("lead", cast.community)
    relay = Part("relay", deputy=more.jin_deputy)
    innocent = cast.message().conversation
    return {
        "department": lambda user: handing.open_matter(
            user=user, conversations=[conversation], tier=3, parts=[unit], **brief
        ),
        "street": lambda user: handing.open_matter(
            user=user, conversations=[conversation], tier=2, parts=[street], **brief
        ),
        "relay": lambda user: handing.open_matter(
            user=user, conversations=[conversation], tier=5, parts=[relay], **brief
        ),
        "hidden behind another message": lambda user: handing.open_matter(
            user=user, conversations=[innocent, conversation], tier=3, parts=[unit], **brief
        ),
        "refer": lambda user: referring.refer(user=user, conversation=conversation, words="已交", now=NOW),
        "suggestion": lambda user: drafting.open_suggestion(
            user=user,
            deputy=cast.li_deputy,
            fields={"title": "反映"},
            conversations=[conversation],
            now=NOW,
        ),
    }


@pytest.mark.parametrize(("about", "held_by"), PLACES)
def test_nobody_refers_it_on_any_way(cast, more, about, held_by):
    conversation = written(cast, about, held_by)
    tried = ways(cast, more, conversation)
    for who in EVERYBODY:
        for way in tried.values():
            with pytest.raises(Refused):
                way(cast.users[who])
    assert nothing_happened(conversation)


@pytest.mark.parametrize("about", ["deputy", "unit"])
def test_it_does_not_join_a_case_that_is_handled_already(cast, more, about):
    case, conversation = opened(cast), written(cast, about)
    for who in EVERYBODY:
        with pytest.raises(Refused):
            moved(cast.users[who], case, "join", conversations=[conversation])
    assert list(Source.objects.values_list("case", flat=True)) == [case.pk]
    assert Case.objects.get(pk=case.pk).version == 1


@pytest.mark.parametrize("about", ["deputy", "unit"])
def test_it_does_not_feed_a_suggestion_either(cast, more, about):
    suggestion = drafting.open_suggestion(
        user=cast.li, deputy=cast.li_deputy, fields={"title": "路灯"}, now=NOW
    )
    conversation = written(cast, about)
    for who in EVERYBODY:
        with pytest.raises(Refused):
            moved(cast.users[who], suggestion, "edit", title="路灯", conversations=[conversation])
    assert not Source.objects.exists()


def test_an_appointment_is_not_handed_over(cast):
    with pytest.raises(Refused, match="约见，不能交办"):
        opened(cast, conversations=[cast.appointment().conversation])
