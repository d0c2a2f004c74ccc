"""Passkeys with a virtual authenticator in a real browser: add one, sign in with it, use it as second factor."""

import pytest

from deputies.demo import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def type_password(page, username):
    page.goto("/accounts/login/")
    page.get_by_label("用户名或邮箱").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def test_a_passkey_is_added_signs_in_and_confirms(chromium, site):
    context = chromium.new_context(
        base_url=site.url.replace("127.0.0.1", "localhost"), viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    faults = []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    type_password(page, "cai")
    page.wait_for_url("**/desk/")
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="继续").click()
    page.get_by_label("登录时只用它").check()
    page.get_by_role("button", name="添加").click()
    page.wait_for_url("**/recovery-codes/")
    assert page.locator(".door__codes li").count() == 10

    page.goto("/accounts/logout/")
    page.get_by_role("button", name="退出").click()
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url("**/desk/")

    context.clear_cookies()
    type_password(page, "cai")
    page.wait_for_url("**/authenticate/")
    page.get_by_role("button", name="用通行密钥").click()
    page.wait_for_url("**/desk/")
    assert not faults
    context.close()
