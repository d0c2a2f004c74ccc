"""A formal suggestion before the congress has it: draft, sources, co-signers, submission, withdrawal."""

import pytest

from deputies.errors import Refused
from liaison.models import Conversation
from suggestions.models import Case, Clock
from suggestions.services import acting, drafting
from tests.cast import NOW
from tests.suggestions.people import extend

TEXT = {
    "title": "关于梧桐苑周边路灯改造的建议",
    "facts": "梧桐苑周边二十一盏路灯有九盏不亮。",
    "reasons": "老人晚上出门看不清路。",
    "proposal": "一、换灯具；二、定期巡查。",
}


@pytest.fixture
def more(cast):
    return extend(cast)


def draft(cast, *, conversations=(), **fields) -> Case:
    return drafting.open_suggestion(
        user=cast.li, deputy=cast.li_deputy, fields=TEXT | fields, conversations=conversations, now=NOW
    )


def act(user, case, name, now=NOW, assignment=None, **data):
    version = Case.objects.get(pk=case.pk).version
    return acting.act(
        user=user, case=case, name=name, now=now, version=version, data=data, assignment=assignment
    )[0]


def test_a_submitted_draft_takes_its_message_along(cast, more):
    conversation = cast.message().conversation
    case = draft(cast, conversations=[conversation])
    assert (case.state, case.congress, case.deputy) == ("draft", cast.congress, cast.li_deputy)
    act(cast.li, case, "submit")
    assert Case.objects.get().state == "submitted"
    assert Conversation.objects.get().state == "referred"
    assert "已转为代表建议" in conversation.entries.last().body
    assert Clock.objects.get(case=case).purpose == "handover"
    assert str(Clock.objects.get(case=case).due_on) == "2026-11-25"


def test_nothing_looked_into_is_refused(cast, more):
    case = draft(cast)
    with pytest.raises(Refused, match="不调研不建议"):
        act(cast.li, case, "submit")
