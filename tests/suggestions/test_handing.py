"""A matter is handed over, widened and taken back; who reads what, and what is refused."""

from datetime import date, timedelta

import pytest

from deputies.errors import Conflict, Refused
from deputies.models import AuditEvent, Organisation
from deputies.services.organisations import add_organisation
from liaison.models import Conversation, Entry, Notice
from liaison.workflow import State
from suggestions.models import Assignment, Case, Clock, Progress, Source
from suggestions.services import acting, handing
from suggestions.services.parts import Part
from tests.cast import NOW, TODAY
from tests.suggestions import people

pytestmark = pytest.mark.django_db
Role = Assignment.Role


@pytest.fixture
def more(cast):
    return people.extend(cast)


def opened(cast, *, user=None, conversations=None, tier=3, parts=None, **fields):
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


def moved(user, case, name, assignment=None, *, now=NOW, **data):
    case = Case.objects.get(pk=case.pk)
    return acting.act(
        user=user, case=case, name=name, assignment=assignment, version=case.version, data=data, now=now
    )


def told(user) -> list[str]:
    return list(Notice.objects.filter(recipient=user, kind="case").values_list("title", flat=True))


def last_words(conversation) -> str:
    return Entry.objects.filter(conversation=conversation).last().body


def test_a_matter_goes_to_a_unit_with_number_clock_and_notices(cast, more):
    conversation = cast.message(place="梧桐苑东门", category_id=cast.category.pk).conversation
    case = opened(cast, conversations=[conversation])
    assert (case.number, case.state, case.version) == ("交办〔2026〕1号", "handling", 1)
    assert (case.deputy, case.organisation, case.congress) == (cast.li_deputy, cast.street, cast.congress)
    assert (case.place, case.category) == ("梧桐苑东门", cast.category)
    part = case.assignments.get()
    assert (part.unit, part.role, part.state) == (cast.department, Role.LEAD, "handed")
    clock = part.clocks.get()
    assert (clock.rule_key, clock.due_on) == ("message.unit_reply", TODAY + timedelta(days=15))
    conversation.refresh_from_db()
    assert conversation.state == State.REFERRED
    assert last_words(conversation) == (
        "已交青澜区住房和建设局办理，最迟 2026年12月3日 前有答复，核实后答复您。"
    )
    assert told(cast.zhao) == told(cast.he) == ["有一件交您单位办理 · 交办〔2026〕1号"]
    assert told(cast.zhang) == ["新交办一件，请关注 · 交办〔2026〕1号"]
    assert told(cast.li) == told(cast.qian) == told(more.luo) == []
    event = AuditEvent.objects.get(chain=f"case:{case.pk}")
    assert (event.verb, event.capacity, event.actor) == ("open_matter", "deputy", cast.li)
