"""The named people of every test, in one small world of two districts.

李代表 holds seat 1 of district 1 of 青澜区; 王秘书 is staff of her station; 张干事 works for the street
committee; 钱主任 answers for the whole district; 孙代表 belongs to another congress. 周先生, the constituent,
has no account: he has a receipt and a PIN.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from deputies.models import (
    Deputy,
    ElectoralDistrict,
    Level,
    Membership,
    Organisation,
    Role,
    Seat,
    Site,
    SiteStaff,
    Term,
    User,
)
from deputies.services.mandates import appoint
from deputies.services.organisations import add_organisation
from liaison.models import Category, Placement, PrivacyNotice
from liaison.services.codes import issue_code
from liaison.services.filing import Addressee, Filed, Words, request_appointment, submit_message

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday
TODAY = NOW.date()
PASSWORD = "correct-horse-battery"
Kind = Organisation.Kind


@dataclass
class Cast:
    """Everybody and everything a test may need; names of users are attributes."""

    congress: Organisation
    street: Organisation
    community: Organisation
    department: Organisation
    other_congress: Organisation
    term: Term
    next_term: Term
    district: ElectoralDistrict
    site: Site
    seat: Seat
    vacant_seat: Seat
    li_deputy: Deputy
    chen_deputy: Deputy
    sun_deputy: Deputy
    placement: Placement
    category: Category
    users: dict[str, User]

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["users"][name]
        except KeyError:
            raise AttributeError(name) from None

    def message(
        self, *, to: Addressee | None = None, now: datetime = NOW, key: str | None = None, **words
    ) -> Filed:
        """周先生 writes to 李代表, or to somebody else."""
        words = {"body": "小区门口的路灯坏了三盏，晚上老人出门看不清。", "privacy_version": 1} | words
        return submit_message(
            to=to or self.addressee(), words=Words(**words), key=key or uuid4().hex, source="code", now=now
        )

    def appointment(
        self, *, now: datetime = NOW, wish: str = "周末上午", reception_day=None, **words
    ) -> Filed:
        """周先生 asks 李代表 for a meeting."""
        words = {"body": "想当面说说加装电梯的事。", "privacy_version": 1} | words
        return request_appointment(
            to=self.addressee(),
            words=Words(**words),
            key=uuid4().hex,
            source="code",
            now=now,
            wish=wish,
            reception_day=reception_day,
        )

    def addressee(self) -> Addressee:
        placement = Placement.objects.select_related(
            "code__seat__holder__user",
            "code__seat__organisation",
            "code__seat__site",
            "code__site__organisation",
        ).get(pk=self.placement.pk)
        return Addressee.of_placement(placement)


def build() -> Cast:
    """Build the world; every call needs an empty database."""
    city = add_organisation(name="临江市人大常委会", kind=Kind.CONGRESS, level=Level.CITY)
    congress = add_organisation(
        name="青澜区人大常委会",
        short_name="青澜区人大",
        kind=Kind.CONGRESS,
        parent=city,
        level=Level.DISTRICT,
    )
    other = add_organisation(
        name="白石区人大常委会",
        short_name="白石区人大",
        kind=Kind.CONGRESS,
        parent=city,
        level=Level.DISTRICT,
    )
    commission = add_organisation(name="青澜区人大代表工委", kind=Kind.AFFAIRS_COMMISSION, parent=congress)
    street = add_organisation(name="长宁街道人大工委", kind=Kind.STREET_COMMITTEE, parent=congress)
    community = add_organisation(name="梧桐社区", kind=Kind.COMMUNITY, parent=street)
    government = add_organisation(name="青澜区人民政府", kind=Kind.GOVERNMENT, parent=congress)
    office = add_organisation(name="青澜区政府办公室", kind=Kind.GOVERNMENT_OFFICE, parent=government)
    department = add_organisation(name="青澜区住房和建设局", kind=Kind.DEPARTMENT, parent=government)
    term = _term(congress, 18, 2021, current=True)
    next_term = _term(congress, 19, 2026, current=False)
    other_term = _term(other, 18, 2021, current=True)
    district = ElectoralDistrict.objects.create(
        congress=congress, organisation=street, number=1, name="梧桐", places="梧桐苑\n长宁路 1—99 号"
    )
    other_district = ElectoralDistrict.objects.create(
        congress=other, organisation=other, number=1, name="白石桥", places=""
    )
    site = Site.objects.create(
        kind=Site.Kind.STATION,
        name="梧桐联络站",
        organisation=street,
        address="长宁路 18 号",
        directions="菜场旁边",
        phone="0571-88000001",
        search="梧桐联络站 wutonglianluozhan wtllz",
    )
    seat, vacant = (
        Seat.objects.create(
            congress=congress, district=district, number=number, organisation=street, site=site
        )
        for number in (1, 2)
    )
    other_seat = Seat.objects.create(congress=other, district=other_district, number=1, organisation=other)
    users = _users()
    deputies = [
        appoint(
            seat=where, term=which, name=name, elected_on=date(2021, 11, 8), actor=None, now=NOW, user=user
        )
        for where, which, name, user in (
            (seat, term, "李敏", users["li"]),
            (seat, next_term, "陈立", users["chen"]),
            (other_seat, other_term, "孙强", users["sun"]),
        )
    ]
    for who, where, role in (
        ("qian", congress, Role.CONGRESS_STAFF),
        ("zhang", street, Role.STREET_STAFF),
        ("zhao", department, Role.UNIT_CLERK),
        ("he", department, Role.UNIT_HEAD),
        ("feng", office, Role.GOVERNMENT_OFFICE),
        ("wu", community, Role.COMMUNITY_WORKER),
        ("gao", commission, Role.COMMITTEE),
        ("lin", congress, Role.LEADER),
        ("mei", congress, Role.MEDIA_OFFICER),
        ("audit", congress, Role.AUDITOR),
        ("admin", city, Role.SYSTEM_ADMIN),
        ("bai", other, Role.CONGRESS_STAFF),
    ):
        Membership.objects.create(user=users[who], organisation=where, role=role, since=date(2021, 1, 1))
    SiteStaff.objects.create(site=site, user=users["wang"], since=date(2021, 1, 1))
    PrivacyNotice.objects.create(
        version=1, effective_from=NOW.replace(year=2021), summary="一\n二", text="全文"
    )
    code = issue_code(seat=Seat.objects.get(pk=seat.pk), actor=None, now=NOW)
    return Cast(
        congress=congress,
        street=street,
        community=community,
        department=department,
        other_congress=other,
        term=term,
        next_term=next_term,
        district=district,
        site=site,
        seat=seat,
        vacant_seat=vacant,
        li_deputy=deputies[0],
        chen_deputy=deputies[1],
        sun_deputy=deputies[2],
        placement=code.placements.get(),
        category=Category.objects.create(key="road", name="道路交通", example="路灯坏了"),
        users=users,
    )


def _term(congress: Organisation, number: int, year: int, *, current: bool) -> Term:
    return Term.objects.create(
        congress=congress,
        number=number,
        starts_on=date(year, 12, 20),
        ends_on=date(year + 5, 12, 20),
        is_current=current,
    )


def _users() -> dict[str, User]:
    names = {
        "li": "李敏",
        "chen": "陈立",
        "sun": "孙强",
        "wang": "王秘书",
        "zhang": "张干事",
        "qian": "钱主任",
        "zhao": "赵科员",
        "he": "何局长",
        "feng": "冯主任科员",
        "wu": "吴社工",
        "gao": "高委员",
        "lin": "林副主任",
        "mei": "梅记者",
        "audit": "严审计",
        "admin": "管理员",
        "bai": "白主任",
    }
    return {
        username: User.objects.create_user(username, PASSWORD, name=name, is_staff=username == "admin")
        for username, name in names.items()
    }
