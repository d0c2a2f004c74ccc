import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deputies.errors import Refused
from deputies.models import (
    AuditEvent,
    DeputyGroup,
    ElectoralDistrict,
    Membership,
    Organisation,
    Role,
    Seat,
    Site,
    SiteStaff,
    User,
)
from deputies.services import accounts
from deputies.services.organisations import add_organisation, grant_role
from liaison.models import CannedAnswer, Category, Channel, PrivacyNotice
from suggestions.models import ClockRule, ReplyScheme, RoutingRule
from supervision.models import WorkPlan
from tests.cast import NOW, PASSWORD, TODAY

pytestmark = pytest.mark.django_db

CONFIGURED = {
    "deputies": {
        "user", "organisation", "term", "electoraldistrict", "electingunit", "seat", "deputy", "deputygroup",
        "site", "calendaryear",
    },
    "liaison": {"category", "privacynotice", "cannedanswer", "channel"},
    "suggestions": {"clockrule", "replyscheme", "routingrule"},
    "supervision": {"workplan"},
}  # fmt: skip
PAGES = [f"{app}_{model}" for app, models in CONFIGURED.items() for model in sorted(models)]


@pytest.fixture
def client_of(as_user, cast):
    return lambda name: as_user(getattr(cast, name))


def url(page, action="changelist", *args):
    return reverse(f"admin:{page}_{action}", args=args)


def last_event(chain):
    return AuditEvent.objects.filter(chain=chain).latest("seq")


def inline(prefix, *rows, initial=0):
    """Return the posted fields of one inline formset."""
    fields = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        fields |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return fields


# --- the door ----------------------------------------------------------------------------------------


def test_nothing_but_configuration_is_registered():
    """Conversations, entries, ratings and notices are not there: the three powers are kept apart."""
    found = {}
    for model in admin.site._registry:
        found.setdefault(model._meta.app_label, set()).add(model._meta.model_name)
    assert found == CONFIGURED


@pytest.mark.parametrize("name", ["li", "wang", "zhang", "qian", "audit", "lin", "zhao"])
def test_only_system_administrators_come_in(client_of, cast, name):
    User.objects.filter(username=name).update(is_staff=True)
    client = client_of(name)
    User.objects.get(username=name)
    for page in ["index", "deputies_user_changelist"]:
        answer = client.get(reverse(f"admin:{page}"))
        assert answer.status_code == 302
        assert client.get(answer.url).status_code == 403


def test_the_role_without_the_flag_opens_nothing(client_of, cast):
    User.objects.filter(pk=cast.admin.pk).update(is_staff=False)
    assert client_of("admin").get(reverse("admin:index")).status_code == 302


def test_a_superuser_comes_in_to_begin(as_user, db):
    root = User.objects.create_superuser("root", PASSWORD)
    client = as_user(root)
    for page in PAGES:
        assert client.get(url(page)).status_code == 200


def test_the_way_in_is_the_ordinary_sign_in(client, db):
    first = client.get(reverse("admin:index"))
    assert first.url.startswith(reverse("account_login")) or first.url.startswith(reverse("admin:login"))
    answer = client.get(reverse("admin:login"), {"next": "/admin/deputies/user/"})
    assert answer.url == f"{reverse('account_login')}?next=/admin/deputies/user/"
    answer = client.post(reverse("admin:login"), {"username": "admin", "password": PASSWORD})
    assert answer.status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_way_in_goes_to_no_other_host(client_of, cast):
    client = client_of("admin")
    assert client.get(reverse("admin:login"), {"next": "https://evil.example/"}).url == reverse("admin:index")
    assert client.get(reverse("admin:login"), {"next": url("deputies_user")}).url == url("deputies_user")
    assert client.get(reverse("admin:password_change")).url == reverse("account_change_password")
    assert client.post(reverse("admin:logout")).url == reverse("account_login")


# --- lists -------------------------------------------------------------------------------------------


def fill(cast, times):
    for number in range(times):
        user = User.objects.create_user(f"more{number}", None, name=f"新人{number}")
        node = add_organisation(name=f"新社区{number}", kind=Organisation.Kind.COMMUNITY, parent=cast.street)
        Membership.objects.create(user=user, organisation=node, role=Role.COMMUNITY_WORKER, since=TODAY)
        district = ElectoralDistrict.objects.create(
            congress=cast.congress, organisation=cast.street, number=number + 10, name=f"选区{number}"
        )
        site = Site.objects.create(
            kind="point", name=f"点{number}", organisation=cast.street, address="x", head=cast.li_deputy
        )
        Seat.objects.create(congress=cast.congress, district=district, organisation=cast.street, site=site)
        DeputyGroup.objects.create(kind="home", name=f"小组{number}", organisation=cast.street, site=site)
        Category.objects.create(key=f"k{number}", name=f"类{number}", example="x")
        CannedAnswer.objects.create(title=f"t{number}", text="x")
        Channel.objects.create(organisation=node, kind="email", address="a@example.org")
        WorkPlan.objects.create(congress=cast.congress, year=2000 + number, adopted_on=TODAY)
        ClockRule.objects.create(
            key="message.relay", version=number + 1, label="x", amount=5, unit="working", effective_from=TODAY
        )
        ReplyScheme.objects.create(congress=cast.congress, name=f"办法{number}")
        RoutingRule.objects.create(congress=cast.congress, words=f"词{number}", tier=3, unit=node)


@pytest.mark.parametrize("page", PAGES)
def test_a_list_takes_as_many_statements_for_thirty_rows_as_for_three(client_of, cast, page):
    client = client_of("admin")
    fill(cast, 2)
    client.get(url(page))
    with CaptureQueriesContext(connection) as few:
        assert client.get(url(page)).status_code == 200
    Category.objects.all().delete()
    for model in (WorkPlan, Channel, CannedAnswer, DeputyGroup, ClockRule, ReplyScheme, RoutingRule):
        model.objects.all().delete()
    Seat.objects.filter(holder=None, number=1).delete()
    Site.objects.filter(kind="point").delete()
    ElectoralDistrict.objects.filter(number__gte=10).delete()
    User.objects.filter(username__startswith="more").delete()
    Organisation.objects.filter(name__startswith="新社区").delete()
    fill(cast, 30)
    with CaptureQueriesContext(connection) as many:
        assert client.get(url(page)).status_code == 200
    assert len(many) == len(few)
    assert len(many) <= 16


@pytest.mark.parametrize("page", PAGES)
def test_every_page_searches_filters_and_adds_without_an_error(client_of, cast, page):
    client = client_of("admin")
    assert client.get(url(page), {"q": "梧桐"}).status_code == 200
    expected = 403 if page == "deputies_deputy" else 200
    assert client.get(url(page, "add")).status_code == expected


def test_pages_speak_chinese(client_of, cast):
    client = client_of("admin")
    for address in (
        reverse("admin:index"),
        url("deputies_user"),
        url("deputies_user", "add"),
        url("deputies_organisation", "change", cast.street.pk),
        url("deputies_organisation", "delete", cast.community.pk),
        url("deputies_site", "change", cast.site.pk),
    ):
        page = client.get(address).content.decode()
        page = re.sub(
            r"<(script|style|template)\b.*?</\1>|<span[^>]*material-symbols.*?</span>", " ", page, flags=re.S
        )
        words = set(re.findall(r">\s*([A-Z][a-z]+(?: [a-z]+)*)\s*<", page))
        assert not words, address


# --- users and roles ---------------------------------------------------------------------------------


def user_fields(**changes):
    fields = {"username": "new", "name": "新同志", "email": "new@example.org", "is_active": "on"}
    return fields | inline("memberships") | changes


def test_a_new_account_gets_a_password_that_is_shown_once(client_of, cast):
    client = client_of("admin")
    role = {"organisation": cast.street.pk, "role": Role.STREET_STAFF.value, "until": ""}
    page = client.post(
        url("deputies_user", "add"), user_fields() | inline("memberships", role), follow=True
    ).content.decode()
    user = User.objects.get(username="new")
    password = re.search(r"新密码：(\w{14})", page)[1]
    assert user.check_password(password)
    assert password not in client.get(url("deputies_user")).content.decode()
    assert user.memberships.get().role == Role.STREET_STAFF
    chain = AuditEvent.objects.filter(chain=f"user:{user.pk}").order_by("seq")
    assert [event.verb for event in chain] == ["reset_password", "grant_role", "configure_add"]
    assert {event.actor for event in chain} == {cast.admin}
    assert password not in str([event.data for event in chain])


def test_roles_are_taken_back_on_record(client_of, cast):
    grant = cast.zhang.memberships.get()
    fields = user_fields(username="zhang", name="张干事", email="") | inline(
        "memberships", {"id": grant.pk, "user": cast.zhang.pk, "DELETE": "on"}, initial=1
    )
    client_of("admin").post(url("deputies_user", "change", cast.zhang.pk), fields)
    assert not cast.zhang.memberships.exists()
    assert AuditEvent.objects.filter(chain=f"user:{cast.zhang.pk}", verb="revoke_role").exists()


@pytest.mark.parametrize(
    ("username", "role"), [("zhang", Role.SYSTEM_ADMIN), ("zhang", Role.AUDITOR), ("audit", Role.LEADER), ("li", Role.AUDITOR), ("wang", Role.SYSTEM_ADMIN)]
)  # fmt: skip
def test_three_powers_do_not_come_together(client_of, cast, username, role):
    user = getattr(cast, username)
    held = list(user.memberships.all())
    rows = [{"id": grant.pk, "user": user.pk} for grant in held]
    rows.append({"organisation": cast.congress.pk, "role": role.value, "until": "", "user": user.pk})
    fields = user_fields(username=username, name=user.name, email="")
    fields |= inline("memberships", *rows, initial=len(held))
    answer = client_of("admin").post(url("deputies_user", "change", user.pk), fields)
    assert answer.status_code == 200
    assert "不能兼任" in answer.content.decode()
    assert list(user.memberships.all()) == held
    with pytest.raises(Refused, match="不能兼任"):
        grant_role(user=user, organisation=cast.congress, role=role.value, actor=cast.admin, now=NOW)


def test_nobody_grants_a_role_to_herself(client_of, cast):
    fields = user_fields(username="admin", name="管理员", email="", is_staff="on")
    fields |= inline(
        "memberships", {"organisation": cast.congress.pk, "role": Role.CONGRESS_STAFF.value, "until": ""}
    )
    client_of("admin").post(url("deputies_user", "change", cast.admin.pk), fields)
    assert cast.admin.memberships.get().role == Role.SYSTEM_ADMIN
    with pytest.raises(Refused, match="自己"):
        grant_role(user=cast.admin, organisation=cast.congress, role=Role.LEADER, actor=cast.admin, now=NOW)


def test_an_expired_role_is_no_obstacle(cast):
    cast.zhang.memberships.update(until=TODAY - timedelta(days=1))
    grant_role(user=cast.zhang, organisation=cast.congress, role=Role.AUDITOR, actor=cast.admin, now=NOW)


def test_an_address_belongs_to_one_account(client_of, cast):
    User.objects.filter(pk=cast.li.pk).update(email="New@example.org")
    answer = client_of("admin").post(url("deputies_user", "add"), user_fields())
    assert "已经登记给另一个账号" in answer.content.decode()
    assert not User.objects.filter(username="new").exists()


def test_accounts_are_switched_off_not_deleted(client_of, cast):
    assert client_of("admin").get(url("deputies_user", "delete", cast.li.pk)).status_code == 403


@pytest.mark.parametrize(
    ("action", "verb", "sentence"),
    [
        ("give_password", "reset_password", "的新密码"),
        ("unlock", "unlock", "可以马上登录"),
        ("drop_second_factor", "remove_second_factor", "重新设置第二重验证"),
    ],
)
def test_help_for_people_who_cannot_sign_in(client_of, cast, action, verb, sentence):
    fields = {"action": action, "_selected_action": [cast.li.pk]}
    page = client_of("admin").post(url("deputies_user"), fields, follow=True)
    assert sentence in page.content.decode()
    assert last_event(f"user:{cast.li.pk}").verb == verb


@pytest.mark.parametrize("action", ["give_password", "drop_second_factor"])
def test_ones_own_guards_are_left_to_somebody_else(client_of, cast, action):
    fields = {"action": action, "_selected_action": [cast.admin.pk]}
    page = client_of("admin").post(url("deputies_user"), fields, follow=True)
    assert "自己的" in page.content.decode()
    with pytest.raises(Refused):
        accounts.reset_password(user=cast.admin, actor=cast.admin, now=NOW)


# --- the tree ----------------------------------------------------------------------------------------


def node_fields(**changes):
    return {
        "kind": "community", "name": "新社区", "short_name": "", "level": 4, "address": "", "phone": "",
        "is_active": "on",
    } | changes  # fmt: skip


def test_a_new_node_gets_its_path(client_of, cast):
    client_of("admin").post(url("deputies_organisation", "add"), node_fields(parent=cast.street.pk))
    node = Organisation.objects.get(name="新社区")
    assert node.path.startswith(cast.street.path)
    assert last_event(f"organisation:{node.pk}").verb == "configure_add"


def test_moving_a_node_takes_everything_below_along(client_of, cast):
    below = cast.community
    fields = node_fields(
        kind="street_committee", name=cast.street.name, parent=cast.department.pk, phone="8800 1"
    )
    client_of("admin").post(url("deputies_organisation", "change", cast.street.pk), fields)
    for node in (cast.street, below):
        node.refresh_from_db()
        assert node.path.startswith(cast.department.path)
    assert cast.street.parent == cast.department
    assert cast.street.phone == "8800 1"
    assert AuditEvent.objects.filter(chain=f"organisation:{cast.street.pk}", verb="move").exists()
    assert set(last_event(f"organisation:{cast.street.pk}").data["fields"]) == {"parent", "phone"}


def test_a_node_does_not_go_below_itself(client_of, cast):
    fields = node_fields(kind="street_committee", name=cast.street.name, parent=cast.community.pk)
    answer = client_of("admin").post(url("deputies_organisation", "change", cast.street.pk), fields)
    assert "不能移到它自己的下级里" in answer.content.decode()


@pytest.fixture
def district_admin(cast):
    """An administrator of 青澜区 alone."""
    user = User.objects.create_user("dadmin", PASSWORD, name="区管理员", is_staff=True)
    Membership.objects.create(user=user, organisation=cast.congress, role=Role.SYSTEM_ADMIN, since=TODAY)
    return user


def test_an_administrator_of_one_district_configures_that_district_alone(as_user, cast, district_admin):
    client = as_user(district_admin)
    for page, foreign in (
        ("deputies_organisation", cast.other_congress.pk),
        ("deputies_user", cast.bai.pk),
        ("deputies_user", cast.sun.pk),
        ("deputies_user", cast.admin.pk),
        ("deputies_seat", cast.sun_deputy.seat_id),
        ("deputies_deputy", cast.sun_deputy.pk),
    ):
        answer = client.get(url(page, "change", foreign))
        assert answer.status_code == 302, page
    assert client.get(url("deputies_user", "change", cast.zhang.pk)).status_code == 200
    fields = node_fields(parent=cast.other_congress.pk)
    assert client.post(url("deputies_organisation", "add"), fields).status_code == 200
    assert not Organisation.objects.filter(name="新社区").exists()


def test_the_top_of_ones_part_of_the_tree_stays_where_it_hangs(as_user, cast, district_admin):
    before = cast.congress.parent_id
    fields = node_fields(kind="congress", name=cast.congress.name, parent="")
    as_user(district_admin).post(url("deputies_organisation", "change", cast.congress.pk), fields)
    cast.congress.refresh_from_db()
    assert cast.congress.parent_id == before
    assert cast.congress.kind == "congress"


# --- the rest ----------------------------------------------------------------------------------------


def test_terms_change_on_the_desk_only(client_of, cast):
    client = client_of("admin")
    fields = {"congress": cast.congress.pk, "number": 20, "starts_on": "2031-01-01", "ends_on": "2036-01-01"}
    answer = client.post(url("deputies_term", "add"), fields | {"is_current": "on"})
    assert "换届请到工作台" in answer.content.decode()
    answer = client.post(url("deputies_term", "add"), fields | {"ends_on": "2030-01-01"})
    assert "结束日期要在开始日期之后" in answer.content.decode()
    assert client.post(url("deputies_term", "add"), fields).status_code == 302
    address = url("deputies_term", "change", cast.next_term.pk)
    assert client.post(address, fields).status_code == 200, "that number is taken"
    assert client.post(address, fields | {"number": 21, "is_current": "on"}).status_code == 302
    cast.next_term.refresh_from_db()
    assert not cast.next_term.is_current


def test_a_seat_has_one_place(client_of, cast):
    client = client_of("admin")
    fields = {"congress": cast.congress.pk, "number": 9, "organisation": cast.street.pk}
    answer = client.post(url("deputies_seat", "add"), fields)
    assert "填一个，只能填一个" in answer.content.decode()
    answer = client.post(url("deputies_seat", "add"), fields | {"district": cast.district.pk})
    assert answer.status_code == 302
    foreign = fields | {"congress": cast.other_congress.pk, "district": cast.district.pk, "number": 10}
    assert "属于另一个人大" in client.post(url("deputies_seat", "add"), foreign).content.decode()


def test_deputies_are_shown_without_their_private_contact(client_of, cast):
    cast.li_deputy.mobile = "13800001111"
    cast.li_deputy.save(update_fields=["mobile"])
    client = client_of("admin")
    page = client.get(url("deputies_deputy", "change", cast.li_deputy.pk))
    assert "李敏" in page.content.decode()
    assert "13800001111" not in page.content.decode()
    assert client.post(url("deputies_deputy", "change", cast.li_deputy.pk), {"name": "x"}).status_code == 403


def test_a_site_can_be_found_by_sound(client_of, cast):
    fields = {
        "kind": "station", "name": "银杏联络站", "organisation": cast.street.pk, "address": "x", "is_active": "on",
    } | inline("standards", {"item": "venue", "met": "on", "evidence": "80 平方米"}) | inline(
        "staff", {"user": cast.zhao.pk, "duty": "联络员", "since": "2026-01-01"}
    )  # fmt: skip
    assert client_of("admin").post(url("deputies_site", "add"), fields).status_code == 302
    site = Site.objects.get(name="银杏联络站")
    assert "yinxing" in site.search
    assert site.standards.get().met
    assert SiteStaff.objects.filter(site=site, user=cast.zhao).exists()
    assert set(last_event(f"site:{site.pk}").data["fields"]) >= {"name", "standards", "staff"}


def test_a_group_takes_deputies_and_others(client_of, cast):
    fields = {"kind": "mixed", "name": "新小组", "organisation": cast.street.pk, "field": "", "focus": ""}
    both = {"deputy": cast.li_deputy.pk, "user": cast.gao.pk}
    client = client_of("admin")
    answer = client.post(url("deputies_deputygroup", "add"), fields | inline("members", both))
    assert "填一个，只能填一个" in answer.content.decode()
    rows = inline("members", {"deputy": cast.li_deputy.pk, "is_head": "on"}, {"user": cast.gao.pk})
    assert client.post(url("deputies_deputygroup", "add"), fields | rows).status_code == 302
    assert DeputyGroup.objects.get(name="新小组").members.count() == 2


def test_a_calendar_year_is_entered_by_hand(client_of, cast):
    fields = {"year": 2031, "notice": "国务院办公厅关于 2031 年部分节假日安排的通知"}
    rows = inline("days", {"date": "2031-01-01", "kind": "closed", "name": "元旦"})
    assert client_of("admin").post(url("deputies_calendaryear", "add"), fields | rows).status_code == 302
    assert last_event("calendar:2031").actor == cast.admin


def test_a_privacy_notice_in_force_is_never_changed(client_of, cast):
    client = client_of("admin")
    notice = PrivacyNotice.objects.get()
    address = url("liaison_privacynotice", "change", notice.pk)
    assert client.post(address, {"summary": "x", "text": "x"}).status_code == 403
    assert client.post(url("liaison_privacynotice", "delete", notice.pk), {"post": "yes"}).status_code == 403
    fields = {"effective_from_0": "2031-01-01", "effective_from_1": "00:00", "summary": "一", "text": "新"}
    client.post(url("liaison_privacynotice", "add"), fields)
    assert PrivacyNotice.objects.get(text="新").version == 2


def test_personal_rows_of_others_stay_theirs(client_of, cast):
    own = CannedAnswer.objects.create(owner=cast.li, title="我的", text="x")
    channel = Channel.objects.create(user=cast.li, kind="email", address="li@example.org")
    client = client_of("admin")
    assert client.get(url("liaison_cannedanswer", "change", own.pk)).status_code == 302
    assert client.get(url("liaison_channel", "change", channel.pk)).status_code == 302


def test_a_channel_of_an_organisation_has_an_address_that_works(client_of, cast):
    client = client_of("admin")
    fields = {"organisation": cast.street.pk, "kind": "email", "address": "not an address", "is_active": "on"}
    assert "邮箱地址不对" in client.post(url("liaison_channel", "add"), fields).content.decode()
    assert (
        "必填" in client.post(url("liaison_channel", "add"), fields | {"organisation": ""}).content.decode()
    )
    fields["address"] = "street@example.org"
    assert client.post(url("liaison_channel", "add"), fields).status_code == 302


def test_making_a_plan_public_is_not_the_administrators_act(client_of, cast):
    fields = {
        "congress": cast.congress.pk,
        "year": 2027,
        "adopted_by": "主任会议",
        "adopted_on": "2027-02-26",
    }
    fields |= {"is_published": "on"} | inline("items")
    client_of("admin").post(url("supervision_workplan", "add"), fields)
    assert not WorkPlan.objects.get().is_published


def test_deleting_is_on_record_with_the_name(client_of, cast):
    key = cast.category.pk
    client_of("admin").post(url("liaison_category", "delete", key), {"post": "yes"})
    event = last_event(f"category:{key}")
    assert (event.verb, event.data["name"], event.actor) == ("configure_delete", "道路交通", cast.admin)


def test_values_are_not_written_into_the_record(client_of, cast):
    fields = {"key": "road", "name": "道路", "example": "很特别的例子", "order": 0, "is_active": "on"}
    client_of("admin").post(url("liaison_category", "change", cast.category.pk), fields)
    event = last_event(f"category:{cast.category.pk}")
    assert set(event.data["fields"]) == {"name", "example"}
    assert "很特别的例子" not in str(event.data)
