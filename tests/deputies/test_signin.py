import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from deputies import audit, signin
from deputies.models import AuditEvent, User
from deputies.services import accounts
from tests.cast import NOW, PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _no_counters_of_other_tests():
    cache.clear()


@pytest.fixture
def li(cast) -> User:
    cast.li.email = "li@example.org"
    cast.li.save(update_fields=["email"])
    return cast.li


@pytest.fixture
def wrong(client):
    """Type a wrong password so many times; gives the last answer."""

    def attempt(login, times=1, address="10.0.0.1"):
        for _ in range(times):
            answer = client.post(LOGIN, {"login": login, "password": "not-this-one"}, REMOTE_ADDR=address)
        return answer

    return attempt


def verbs(user):
    return list(
        AuditEvent.objects.filter(chain=f"user:{user.pk}").order_by("seq").values_list("verb", flat=True)
    )


def sign_in(client, login, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": login, "password": password}, **extra)


def without_tokens(answer):
    return re.sub(r'value="\w{64}"', "", answer.content.decode())


# --- password ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["li", "LI", " li ", "li@example.org", "Li@Example.org"])
def test_user_name_or_address_and_password_lead_to_the_desk(client, li, login):
    answer = sign_in(client, login)
    assert (answer.status_code, answer.url) == (302, "/desk/")
    event = AuditEvent.objects.get(chain=f"user:{li.pk}")
    assert (event.verb, event.actor, event.data["methods"]) == ("sign_in", li, ["password"])
    assert event.data["address"] == "127.0.0.1"
    assert not list(audit.faults())


def test_a_wrong_password_is_recorded_and_says_nothing_about_accounts(client, li, wrong):
    known, unknown = wrong("li"), wrong("nobody")
    assert known.status_code == unknown.status_code == 200
    sentence = "用户名或密码不对"
    assert sentence in known.content.decode()
    assert sentence in unknown.content.decode()
    assert verbs(li) == ["sign_in_failed"]
    assert not AuditEvent.objects.filter(chain__startswith="user:").exclude(chain=f"user:{li.pk}").exists()


def test_an_inactive_account_is_told_whom_to_ask(client, li):
    User.objects.filter(pk=li.pk).update(is_active=False)
    answer = client.post(LOGIN, {"login": "li", "password": PASSWORD}, follow=True)
    assert "账号已停用" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_target_on_another_host_is_not_followed(client, li):
    answer = client.post(LOGIN, {"login": "li", "password": PASSWORD, "next": "https://evil.example/"})
    assert answer.url == "/desk/"


# --- lockout -----------------------------------------------------------------------------------------


def test_the_fifth_wrong_password_locks_even_against_the_right_one(client, li, wrong):
    assert wrong("li", 4).status_code == 200
    locked = wrong("li")
    assert locked.status_code == 429
    assert "锁半小时" in locked.content.decode()
    assert sign_in(client, "li", REMOTE_ADDR="10.0.0.1").status_code == 429
    assert verbs(li) == ["sign_in_failed"] * 4 + ["locked_out"]


def test_every_way_to_write_one_account_counts_together(li, wrong):
    for login in ("li", "LI", "li@example.org", "Li@example.org"):
        assert wrong(login).status_code == 200
    assert wrong(" li").status_code == 429


def test_a_lock_holds_for_one_address_and_thirty_minutes(client, li, wrong):
    with time_machine.travel(NOW, tick=False) as clock:
        assert wrong("li", 5).status_code == 429
        clock.shift(timedelta(minutes=29))
        assert sign_in(client, "li", REMOTE_ADDR="10.0.0.1").status_code == 429
        clock.shift(timedelta(minutes=31))
        assert sign_in(client, "li", REMOTE_ADDR="10.0.0.1").status_code == 302
    client.logout()


def test_somebody_elses_mistakes_lock_nobody_at_another_address(client, li, wrong):
    assert wrong("li", 5).status_code == 429
    assert sign_in(client, "li", REMOTE_ADDR="10.0.0.2").status_code == 302


def test_success_forgets_earlier_mistakes(client, li, wrong):
    wrong("li", 4)
    sign_in(client, "li", REMOTE_ADDR="10.0.0.1")
    client.logout()
    assert wrong("li", 4).status_code == 200


def test_an_administrator_unlocks(client, cast, li, wrong):
    wrong("li", 5)
    accounts.unlock(user=li, actor=cast.admin, now=NOW)
    assert sign_in(client, "li", REMOTE_ADDR="10.0.0.1").status_code == 302
    assert verbs(li)[-2:] == ["unlock", "sign_in"]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "10.9.9.9"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 10.0.0.7", "203.0.113.9"),
        (2, "203.0.113.9", "10.9.9.9"),
        (1, "not an address", "10.9.9.9"),
        (1, "", "10.9.9.9"),
    ],
)
def test_only_as_many_proxies_are_believed_as_there_are(rf, settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="10.9.9.9", HTTP_X_FORWARDED_FOR=forwarded)
    assert signin.client_address(request) == address


# --- code by e-mail ----------------------------------------------------------------------------------


def ask_for_code(client, email):
    return client.post(reverse("account_request_login_code"), {"email": email}, follow=True)


def test_a_code_by_mail_signs_in_once(client, li):
    page = ask_for_code(client, "li@example.org")
    assert "输入验证码" in page.content.decode()
    code = re.search(r"^[A-Z0-9-]{6,9}$", mail.outbox[0].body, re.MULTILINE)[0]
    assert "登录验证码" in mail.outbox[0].subject
    answer = client.post(reverse("account_confirm_login_code"), {"code": code})
    assert answer.url == "/desk/"
    assert AuditEvent.objects.get(chain=f"user:{li.pk}").data["methods"] == ["code"]


def test_an_unknown_address_gets_the_same_page_and_no_letter(client, li):
    known = without_tokens(ask_for_code(client, "li@example.org"))
    client.cookies.clear()
    unknown = without_tokens(ask_for_code(client, "xx@example.org"))
    assert known.replace("li@", "xx@") == unknown
    assert len(mail.outbox) == 1


def test_three_wrong_codes_end_the_attempt_and_are_on_record(client, li):
    ask_for_code(client, "li@example.org")
    for _ in range(3):
        answer = client.post(reverse("account_confirm_login_code"), {"code": "AAAAAA"})
    assert answer.status_code == 302
    assert verbs(li) == ["sign_in_failed"] * 3


def test_a_dead_mail_server_is_no_error_page(client, li, monkeypatch):
    def refuse(self):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    assert ask_for_code(client, "li@example.org").status_code == 200


# --- password forgotten or changed -------------------------------------------------------------------


def test_a_forgotten_password_is_reset_by_one_letter(client, li):
    answer = client.post(reverse("account_reset_password"), {"email": "li@example.org"}, follow=True)
    assert "如果那是登记过的邮箱" in answer.content.decode()
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    page = client.get(link, follow=True)
    form = {"password1": "new-horse-battery", "password2": "new-horse-battery"}
    done = client.post(page.request["PATH_INFO"], form, follow=True)
    assert "密码已改好" in done.content.decode()
    assert verbs(li) == ["password_reset"]
    assert "链接已经用过" in client.get(link, follow=True).content.decode()
    assert sign_in(client, "li", "new-horse-battery").url == "/desk/"


def test_an_unknown_address_cannot_be_told_from_a_known_one(client, li):
    known, unknown = (
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in ("li@example.org", "xx@example.org")
    )
    assert without_tokens(known) == without_tokens(unknown)
    assert len(mail.outbox) == 1


def test_a_changed_password_is_told_and_recorded(as_user, li):
    client = as_user(li)
    form = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    assert client.post(reverse("account_change_password"), form).status_code == 200
    form |= {"password1": "new-horse-battery", "password2": "new-horse-battery"}
    assert client.post(reverse("account_change_password"), form).status_code == 302
    assert verbs(li) == ["password_changed"]
    assert "密码已更改" in mail.outbox[0].subject
    assert "127.0.0.1" in mail.outbox[0].body


# --- second factor -----------------------------------------------------------------------------------


def give_totp(user) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def current_code(secret) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_asks_who_you_are_and_gives_recovery_codes(as_user, li):
    client = as_user(li)
    asked = client.get(reverse("mfa_activate_totp"), follow=True)
    assert "确认是您本人" in asked.content.decode()
    activate = reverse("mfa_activate_totp")
    page = client.post(
        reverse("account_reauthenticate"), {"password": PASSWORD, "next": activate}, follow=True
    )
    form = page.context["form"]
    assert form.secret in page.content.decode()
    done = client.post(activate, {"code": current_code(form.secret)}, follow=True)
    assert "恢复码" in done.content.decode()
    stored = Authenticator.objects.get(user=li, type="totp").data["secret"]
    assert form.secret not in stored
    assert "totp_activated" in verbs(li)


def test_the_second_factor_is_asked_and_wrong_codes_are_limited(client, li):
    secret = give_totp(li)
    asked = client.post(LOGIN, {"login": "li", "password": PASSWORD}, follow=True)
    assert "再确认一次" in asked.content.decode()
    assert "_auth_user_id" not in client.session
    for _ in range(5):
        answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert "验证码不对" in answer.content.decode()
    answer = client.post(reverse("mfa_authenticate"), {"code": current_code(secret)})
    assert "试的次数太多" in answer.content.decode()
    assert verbs(li) == ["sign_in_failed"] * 6
    cache.clear()
    assert client.post(reverse("mfa_authenticate"), {"code": current_code(secret)}).url == "/desk/"
    assert AuditEvent.objects.filter(verb="sign_in").get().data["methods"] == ["password", "mfa"]


def test_an_administrator_takes_a_lost_factor_away(cast, li):
    give_totp(li)
    assert accounts.remove_second_factor(user=li, actor=cast.admin, now=NOW) == 1
    assert verbs(li) == ["remove_second_factor"]
    assert not li.authenticator_set.exists()


# --- pages -------------------------------------------------------------------------------------------

OPEN = [
    "account_login",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_request_login_code",
]
OWN = [
    "account_logout",
    "account_email",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_list_webauthn",
]
ENGLISH = re.compile(r"[A-Za-z]{4,}")
ALLOWED = {"English", "JavaScript", "TOTP", "Authenticator"}


def english(answer):
    text = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", answer.content.decode(), flags=re.DOTALL)
    return set(ENGLISH.findall(text)) - ALLOWED


@pytest.mark.parametrize("name", OPEN)
def test_open_pages_speak_chinese(client, db, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert not english(answer)


@pytest.mark.parametrize("name", OWN)
def test_own_pages_speak_chinese_and_ask_for_a_sign_in(client, as_user, li, name):
    User.objects.filter(pk=li.pk).update(email="")
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert name == "account_logout" or answer.url.startswith(LOGIN)
    answer = as_user(li).get(reverse(name))
    assert answer.status_code == 200
    assert not english(answer)


def test_accounts_are_not_made_by_signing_up(client, db):
    form = {"username": "new", "password1": "new-horse-battery"}
    answer = client.post(reverse("account_signup"), form)
    assert "这里不用注册" in answer.content.decode()
    assert not User.objects.exists()


def test_addresses_are_changed_by_administrators(as_user, li):
    client = as_user(li)
    page = client.get(reverse("account_email"))
    assert "li@example.org" in page.content.decode()
    assert (
        client.post(reverse("account_email"), {"email": "x@example.org", "action_add": ""}).status_code == 405
    )
    assert client.get("/accounts/confirm-email/abc:def/").url == reverse("account_email")


@pytest.mark.parametrize("name", ["account_login", "account_change_password", "mfa_index"])
def test_no_script_stands_in_the_page(as_user, client, li, name):
    page = client.get(reverse(name)) if name == "account_login" else as_user(li).get(reverse(name))
    scripts = re.findall(r"<script([^>]*)>", page.content.decode())
    assert all("src=" in tag or "application/json" in tag for tag in scripts)
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert not re.search(r"\son\w+=", page.content.decode())


def test_presence_is_noted_once_a_day(li, django_assert_num_queries):
    with django_assert_num_queries(1):
        signin.note_presence(li, today=NOW.date())
        signin.note_presence(li, today=NOW.date())
    li.refresh_from_db()
    assert li.last_seen_on == NOW.date()
