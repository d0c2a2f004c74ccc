"""What becomes of a conversation: each fate is a list of acts with the moment of each.

A fate gets a `Talk` and returns steps; `liaison.demo.play` makes the steps of all conversations in the order of
time, so that audit chains, clocks and figures come out as if it had all happened.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from deputies.models import User
from liaison.demo.stories import Story
from liaison.models import Conversation
from liaison.services import acting

Step = tuple[datetime, Callable[[datetime], None]]


@dataclass
class Talk:
    """One story while it is being played."""

    story: Story
    number: int
    sent: datetime
    now: datetime
    users: dict[str, User]
    key: str
    conversation: Conversation | None = None

    def after(self, days: float) -> datetime:
        """Return a moment of the day, so long after the words were sent."""
        return max(by_day(self.sent + timedelta(days=days)), self.sent)

    def ahead(self, days: int, hour: int = 10) -> datetime:
        """Return a full hour some days after today."""
        day = timezone.localtime(self.now) + timedelta(days=days)
        return day.replace(hour=hour, minute=0, second=0, microsecond=0)

    def act(self, name: str, by: str | None = None, **data) -> Callable[[datetime], None]:
        """Return the act of somebody with an account; the addressed deputy if nobody is named."""

        def step(moment):
            seen = Conversation.objects.select_related("deputy", "site", "organisation").get(
                pk=self.conversation.pk
            )
            acting.act(
                user=self.users[by or self.story.to],
                conversation=seen,
                name=name,
                now=moment,
                version=seen.version,
                data=data,
            )

        return step

    def say(self, name: str, **data) -> Callable[[datetime], None]:
        """Return an act of the constituent."""
        return lambda moment: acting.speak(conversation=self.conversation, name=name, now=moment, data=data)

    def rate(self, scores: tuple[int, int]) -> Callable[[datetime], None]:
        extra = self.story.extra
        return self.say(
            "rate",
            result=scores[0],
            attitude=scores[1],
            comment=extra.get("comment", ""),
            publish_consent=extra.get("consent", False),
        )

    @property
    def accepts(self) -> Step:
        """The deputy takes it on within a day."""
        return self.after(0.1 + self.number % 7 * 0.11), self.act("accept")

    @property
    def answers(self) -> Step:
        return self.after(1.2 + self.number % 5 * 0.35), self.act("answer", body=self.story.answer)


def by_day(moment: datetime) -> datetime:
    """Move a moment of the night to the morning or the evening of its day; what came later stays later."""
    local = timezone.localtime(moment)
    if local.hour < 8:
        return local.replace(hour=7, minute=59, second=local.hour * 7 + local.minute // 10)
    if local.hour > 20:
        return local.replace(hour=21, minute=0, second=(local.hour - 21) * 18 + local.minute // 4)
    return local


# --- messages ----------------------------------------------------------------------------------------


def waits(talk: Talk) -> list[Step]:
    return []


def is_looked_into(talk: Talk) -> list[Step]:
    note = talk.story.extra.get("note")
    return [talk.accepts, *([(talk.after(1.5), talk.act("note", body=note))] if note else [])]


def is_asked(talk: Talk) -> list[Step]:
    return [(talk.after(0.6), talk.act("ask", body=talk.story.answer))]


def is_asked_and_says(talk: Talk) -> list[Step]:
    return [*is_asked(talk), (talk.after(1.6), talk.say("say", body=talk.story.extra["says"]))]


def is_answered(talk: Talk) -> list[Step]:
    return [talk.accepts, talk.answers]


def is_answered_and_says(talk: Talk) -> list[Step]:
    return [*is_answered(talk), (talk.after(4), talk.say("say", body=talk.story.extra["says"]))]


def is_rated(talk: Talk) -> list[Step]:
    return [*is_answered(talk), (talk.after(5), talk.rate(talk.story.extra["rating"]))]


def asks_again(talk: Talk) -> list[Step]:
    extra = talk.story.extra
    steps = [*is_rated(talk), (talk.after(8), talk.say("request_reopen", body=extra["again"]))]
    if extra.get("decided") == "decline":
        steps.append((talk.after(10), talk.act("decline_reopen", by="qian", body=extra["reason"])))
    elif extra.get("decided") == "approve":
        steps.append((talk.after(9), talk.act("approve_reopen", by="qian")))
        steps.append((talk.after(14), talk.act("answer", body=extra["second"])))
        steps.append((talk.after(16), talk.rate(extra["second_rating"])))
    return steps


def is_not_accepted(talk: Talk) -> list[Step]:
    channel = talk.story.extra["channel"]
    return [(talk.after(0.7), talk.act("not_accept", body=talk.story.answer, channel=channel))]


def is_spam(talk: Talk) -> list[Step]:
    return [(talk.after(0.3), talk.act("mark_spam"))]


def is_withdrawn(talk: Talk) -> list[Step]:
    return [(talk.after(0.9), talk.say("withdraw"))]


def goes_to_site(talk: Talk) -> list[Step]:
    answer = talk.act("answer", by=talk.story.extra["by"], body=talk.story.answer)
    return [(talk.after(0.5), talk.act("hand_to_site")), (talk.after(1.5), answer)]


def is_left_alone(talk: Talk) -> list[Step]:
    """Nobody acts for three days, so the timetable gives it to the site."""
    by = talk.story.extra.get("by")
    return [(talk.after(5), talk.act("answer", by=by, body=talk.story.answer))] if by else []


def site_answers(talk: Talk) -> list[Step]:
    by = talk.story.extra["by"]
    return [
        (talk.after(0.2), talk.act("accept", by=by)),
        (talk.after(1.1), talk.act("answer", by=by, body=talk.story.answer)),
    ]


def is_answered_by_office(talk: Talk) -> list[Step]:
    return [(talk.after(1.2), talk.act("answer", by="qian", body=talk.story.answer))]


# --- appointments ------------------------------------------------------------------------------------


def wishes(talk: Talk) -> list[Step]:
    return []


def books(talk: Talk) -> list[Step]:
    return []


def is_proposed(talk: Talk) -> list[Step]:
    extra = talk.story.extra
    return [
        (talk.after(0.8), talk.act("propose", starts_at=talk.ahead(extra["ahead"]), where=extra["where"]))
    ]


def is_countered(talk: Talk) -> list[Step]:
    return [
        *is_proposed(talk),
        (talk.after(1.8), talk.say("counter_propose", body=talk.story.extra["says"])),
    ]


def is_agreed(talk: Talk) -> list[Step]:
    return [*is_proposed(talk), (talk.after(1.7), talk.say("confirm"))]


def _met(talk: Talk) -> list[Step]:
    meeting = talk.after(5).replace(hour=10, minute=0, second=0, microsecond=0)
    propose = talk.act("propose", starts_at=meeting, where="联络站")
    return [(talk.after(0.8), propose), (talk.after(1.7), talk.say("confirm"))]


def is_received(talk: Talk) -> list[Step]:
    steps = [*_met(talk), (talk.after(5.4), talk.act("hold", minutes=talk.story.answer))]
    rating = talk.story.extra.get("rating")
    return [*steps, (talk.after(8), talk.rate(rating))] if rating else steps


def is_missed(talk: Talk) -> list[Step]:
    return [*_met(talk), (talk.after(5.4), talk.act("no_show"))]


def is_declined(talk: Talk) -> list[Step]:
    return [(talk.after(0.9), talk.act("decline", body=talk.story.answer))]


def is_cancelled(talk: Talk) -> list[Step]:
    return [*is_agreed(talk), (talk.after(2.5), talk.say("cancel"))]


def is_called_off(talk: Talk) -> list[Step]:
    return [*is_agreed(talk), (talk.after(3.2), talk.act("call_off", body=talk.story.answer))]
