"""What stands on paper for one printed copy: who, where, the code, the way to reach somebody without it."""

from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from deputies.models import Deputy, Organisation, Site
from liaison import qr
from liaison.models import Placement, Topic
from liaison.papers.layouts import SMALLEST_MODULE, Layout
from liaison.queries.pages import Door

LEVELS = ("H", "Q")  # the second for long addresses on small paper, where modules would become too fine


@dataclass(frozen=True)
class Copy:
    """One printed copy, read for paper."""

    placement: Placement

    @cached_property
    def door(self) -> Door:
        return Door(self.placement)

    @cached_property
    def deputy(self) -> Deputy | None:
        return self.door.deputy

    @property
    def site(self) -> Site | None:
        """The site itself, for a site's own code."""
        return self.placement.code.site

    @property
    def topic(self) -> Topic | None:
        return self.placement.code.topic

    @cached_property
    def kind(self) -> str:
        """Whose code it is: "seat", "site" or "topic"."""
        return "seat" if self.door.seat else "site" if self.site else "topic"

    @cached_property
    def place(self) -> str:
        """The electoral district, else the office whose area it is."""
        if self.door.seat and self.door.seat.electing_unit:
            return _("由%(unit)s选出") % {"unit": self.door.seat.electing_unit}
        return str(self.door.seat.district if self.door.seat else self.door.organisation)

    @cached_property
    def name(self) -> str:
        """The largest words on the paper."""
        if self.deputy:
            return self.deputy.name
        return self.topic.title if self.topic else self.door.answerer

    @property
    def label(self) -> str:
        """How messages name this copy."""
        return _("%(name)s（%(number)s）") % {"name": self.name, "number": self.placement.number}

    @cached_property
    def address(self) -> str:
        """What the code must say."""
        return settings.SITE_URL + reverse("liaison:code", args=[self.placement.token])

    def why_not(self) -> str:
        """Return why this copy would lead nowhere; "" where it is good to print."""
        if self.door.is_revoked:
            return _("这一份已经作废，不能再印。")
        if self.site and not self.site.is_active:
            return _("这个站点已经停用。")
        if self.placement.code.state != self.placement.code.State.ACTIVE:
            return _("联系码现在是“%(state)s”，不能印。") % {"state": self.placement.code.get_state_display()}
        if self.door.phase == Topic.Phase.OVER:
            return _("这个议题已经结束征集。")
        return ""

    def drawing(self, layout: Layout) -> str:
        """Return the code as SVG, of the highest level whose modules are large enough on this paper.

        Raises:
            ValueError: none is; the sentence is Chinese.
        """
        for level in LEVELS:
            with suppress(ValueError):
                modules, drawn = qr.outline(self.address, level)
                if layout.code / modules >= SMALLEST_MODULE:
                    return drawn
        raise ValueError(_("网址太长，码印在这种版式上会小得扫不出，请换大一号的版式。"))

    @cached_property
    def words(self) -> dict:
        """Return what the template prints, except code and photo."""
        return {
            "kind": self.kind,
            "named": self.deputy is not None,
            "name": self.name,
            "initial": self.name[:1],
            "role": self._role(),
            "place": self.place,
            "lines": [line for line in self._lines() if line],
            "pledge": self.deputy.pledge if self.deputy else "",
            "hours": self._hours(),
            "steps": self._steps(),
            "token": f"{self.placement.token[:5]} {self.placement.token[5:]}".strip(),
            "phone": self._phone(),
            "number": self.placement.number,
            "board": self.placement.board,
        }

    def _role(self) -> str:
        if self.deputy:
            return _("%(congress)s代表") % {"congress": _congress(self.door.seat.congress)}
        if self.site:
            return self.site.get_kind_display()
        return _("征集意见") if self.topic else self.place

    def _lines(self) -> list[str]:
        """Smaller words below the name."""
        if self.deputy:
            return []
        if self.topic:
            until = _("征集到 %(day)s") % {"day": _day(self.topic.closes_on)}
            return [self.topic.question, until]
        receiver = self.door.site
        where = [receiver.address, receiver.directions] if receiver else []
        return where if self.site else [_("这个选区的来信暂由%(who)s接待。") % {"who": self.name}, *where]

    def _hours(self) -> str:
        if self.deputy and self.deputy.office_hours:
            return self.deputy.office_hours
        if self.deputy and (day := next(iter(self.deputy.days_ahead), None)):
            return _("%(day)s %(starts)s—%(ends)s，%(site)s") % {
                "day": _day(day.date),
                "starts": f"{day.starts:%H:%M}",
                "ends": f"{day.ends:%H:%M}",
                "site": day.site.name,
            }
        if self.topic:
            return ""
        return self.door.site.hours if self.door.site else ""

    def _steps(self) -> list[dict[str, str]]:
        if self.topic:
            return [
                {"head": _("扫一扫"), "rest": _("手机扫码就能打开，不用注册")},
                {"head": _("说出您的看法"), "rest": _("写几句话，也可以拍张照片")},
                {"head": _("看结果"), "rest": _("凭回执看大家说了什么、怎么采纳")},
            ]
        return [
            {"head": _("扫一扫"), "rest": _("手机扫码就能打开，不用注册")},
            {"head": _("留言或约见"), "rest": _("有事写下来，或约个时间当面谈")},
            {"head": _("看答复"), "rest": _("24 小时内有回应，15 天内给答复")},
        ]

    def _phone(self) -> str:
        if self.deputy and self.deputy.office_phone:
            return self.deputy.office_phone
        return self.door.phone


def _congress(congress: Organisation) -> str:
    name = congress.short_name or congress.name
    return name.removesuffix("常务委员会").removesuffix("常委会")


def _day(day) -> str:
    return _("%(year)s年%(month)s月%(day)s日") % {"year": day.year, "month": day.month, "day": day.day}
