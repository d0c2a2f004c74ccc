"""李代表's suggestion on the lamps of 梧桐苑, brought to any stage by the acts of the people concerned."""

from datetime import datetime, timedelta

from deputies.models import Deputy, User
from suggestions import workflow
from suggestions.models import Assignment, Case, ReplyClass, ReplyScheme
from suggestions.services import acting, drafting
from suggestions.services.parts import Part
from tests.cast import NOW, Cast
from tests.suggestions.people import More

Role = Assignment.Role
TEXT = {
    "title": "关于梧桐苑周边路灯改造的建议",
    "facts": "梧桐苑周边二十一盏路灯有九盏不亮。",
    "reasons": "老人晚上出门看不清路。",
    "proposal": "一、换灯具；二、定期巡查。",
}


class Formal:
    """One suggestion and the hands through which it goes."""

    def __init__(
        self,
        cast: Cast,
        more: More,
        *,
        conversations=None,
        now: datetime = NOW,
        deputy: Deputy | None = None,
        **fields,
    ):
        self.cast, self.more, self.now = cast, more, now
        deputy = deputy or cast.li_deputy
        self.author = deputy.user
        if conversations is None:
            conversations = [cast.message(now=now).conversation]
        self.case = drafting.open_suggestion(
            user=self.author,
            deputy=deputy,
            fields=TEXT | fields,
            conversations=conversations,
            now=now,
        )

    def act(self, who: User, name: str, part: Assignment | None = None, **data) -> Case:
        """Let somebody make a move, having seen the case as it is."""
        self.case = Case.objects.get(pk=self.case.pk)
        self.case, _part = acting.act(
            user=User.objects.get(pk=who.pk),
            case=self.case,
            name=name,
            now=self.now,
            version=self.case.version,
            data=data,
            assignment=part,
        )
        return self.case

    def later(self, **span) -> "Formal":
        """Let time pass."""
        self.now += timedelta(**span)
        return self

    def state(self) -> str:
        return Case.objects.get(pk=self.case.pk).state

    @property
    def suggestion(self):
        return Case.objects.select_related("suggestion__reply_class").get(pk=self.case.pk).suggestion

    def part(self, role: str = Role.LEAD) -> Assignment:
        gone = workflow.GONE_ASSIGNMENTS
        return self.case.assignments.filter(role=role).exclude(state__in=gone).get()

    def reply_class(self, code: str) -> ReplyClass:
        scheme = ReplyScheme.objects.get(congress=self.cast.congress, is_current=True)
        return scheme.classes.get(code=code)

    def cosigned(self, *users: User, deputies) -> "Formal":
        self.act(self.author, "invite", deputies=deputies)
        for user in users:
            self.act(user, "cosign")
        return self

    def submitted(self) -> "Formal":
        self.act(self.author, "submit")
        return self

    def numbered(self) -> "Formal":
        self.submitted().act(self.cast.qian, "accept", note="")
        return self

    def handed(self, *parts: Part, **data) -> "Formal":
        """To 住建局 as lead and 城管局 as co-handler, where nothing else is said."""
        self.numbered()
        parts = parts or (Part(Role.LEAD, self.cast.department), Part(Role.CO, self.more.bureau))
        self.act(self.cast.qian, "hand_over", parts=list(parts), **data)
        return self

    def contacted(self, *phases: str, who: User | None = None) -> "Formal":
        for phase in phases:
            self.act(
                who or self.cast.zhao,
                "contact",
                on=self.now.date(),
                kind="face",
                phase=phase,
                with_whom="李代表",
                body="当面商量了灯位。",
            )
        return self

    def opined(self) -> "Formal":
        """The co-handler gives its opinion to the lead unit."""
        self.act(self.more.luo, "sign", self.part(Role.CO))
        self.act(self.more.shi, "release", self.part(Role.CO), body="同意，配合换线。")
        return self

    def answer(self, code: str, **data) -> dict:
        """What the lead unit's head releases."""
        return {
            "body": "一、灯具十二月换完；二、每月巡查一次。",
            "reply_class": self.reply_class(code),
            "contact_person": "赵科员",
            "contact_phone": "0571-88001234",
        } | data

    def replied(self, code: str = "A", **data) -> "Formal":
        """From the draft to the lead unit's reply."""
        self.handed()
        self.act(self.cast.zhao, "sign", self.part())
        self.contacted("before", "during").opined()
        self.act(self.cast.he, "release", self.part(), **self.answer(code, **data))
        return self

    def rated(self, *scores: tuple[User, int, int], comment: str = "") -> "Formal":
        for user, result, attitude in scores:
            self.act(user, "rate", result=result, attitude=attitude, comment=comment)
        return self

    def satisfied(self) -> "Formal":
        return self.rated((self.cast.li, 3, 3))
