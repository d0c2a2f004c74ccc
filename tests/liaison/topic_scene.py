"""A question of the street in tests, with people who answer it."""

from datetime import date, timedelta
from uuid import uuid4

from liaison.models import Placement, Topic
from liaison.services import topics
from liaison.services.filing import Addressee, Filed, Words, submit_message
from tests.cast import NOW, TODAY, Cast

QUESTION = "梧桐苑要不要装电瓶车充电棚？装在哪里好？"


def draft(cast: Cast, **changes) -> topics.Draft:
    """What 张干事 writes down, collected by the station for a fortnight."""
    asked = {
        "organisation": cast.street,
        "title": "梧桐苑充电棚",
        "question": QUESTION,
        "opens_on": TODAY,
        "closes_on": TODAY + timedelta(days=14),
        "background": "去年有两起飞线充电起火。",
        "site": cast.site,
    }
    return topics.Draft(**asked | changes)


def drafted(cast: Cast, **changes) -> Topic:
    return topics.draft_topic(draft=draft(cast, **changes), actor=cast.zhang, now=NOW)


def opened(cast: Cast, *, today: date = TODAY, **changes) -> Topic:
    """A topic that is out, with its code."""
    return topics.open_topic(topic=drafted(cast, **changes), actor=cast.zhang, now=NOW, today=today)


def token(topic: Topic) -> str:
    return placement(topic).token


def placement(topic: Topic) -> Placement:
    related = ("code__topic__organisation", "code__topic__site__organisation")
    return Placement.objects.select_related(*related).filter(code__topic=topic).earliest("copy")


def say(topic: Topic, body: str = "装在北门，别挡消防车。", *, now=NOW, **words) -> Filed:
    """Somebody says something through the code."""
    return submit_message(
        to=Addressee.of_placement(placement(topic)),
        words=Words(body=body, privacy_version=1, **words),
        key=uuid4().hex,
        source="code",
        now=now,
    )
