"""What every answer carries, and the door of the staff area."""

import ipaddress
import math
import time

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.middleware.common import CommonMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from deputies.signin import client_address, note_presence

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
# The admin theme evaluates expressions; it is behind a login.
POLICY_OF_TOOLS = POLICY + "; script-src 'self' 'unsafe-inline' 'unsafe-eval'; worker-src 'self' blob:"
GUARDED = ("/desk", "/admin", "/api/")
ONLY_CHINESE = ("/desk/", "/admin/")
OPEN = ("/api/v1/public/", "/api/schema/", "/api/docs/")


def security_headers(get_response):
    """Add the content policy and switch off sensors that no page needs."""

    def middleware(request):
        response = get_response(request)
        tools = request.path.startswith("/admin/")
        response.headers.setdefault("Content-Security-Policy", POLICY_OF_TOOLS if tools else POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), camera=(self)")
        return response

    return middleware


def chinese_inside(get_response):
    """Let the desks speak Chinese whatever the browser asks for: only public pages are translated whole."""

    def middleware(request):
        if not request.path.startswith(ONLY_CHINESE):
            return get_response(request)
        request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        with translation.override(settings.LANGUAGE_CODE):
            response = get_response(request)
        response.headers.setdefault("Content-Language", settings.LANGUAGE_CODE)
        return response

    return middleware


class TemporarySlash(CommonMiddleware):
    """Add a forgotten slash without a redirect that phones would keep for ever (peers.md §11.15)."""

    response_redirect_class = HttpResponseRedirect


def staff_door(get_response):
    """Check network range and second factor of people with an account, and let idle sessions lapse.

    互联网政务应用安全管理规定 Art. 19 (staff functions by IP range), GB/T 22239 level 3 (two factors,
    session timeout).
    """

    def middleware(request):
        if not request.path.startswith(GUARDED) or request.path.startswith(OPEN):
            return get_response(request)
        if not _from_allowed_network(request):
            raise PermissionDenied(_("工作页面只能在单位规定的网络里打开。"))
        if request.user.is_authenticated and _stood_idle(request):
            logout(request)
        if request.user.is_authenticated:
            if settings.REQUIRE_MFA and request.user.needs_second_factor():
                if request.path.startswith("/api/"):
                    raise PermissionDenied(_("请先为账号设置第二重验证。"))
                return redirect(f"{reverse('mfa_index')}?required=1")
            _prolong(request)
        return get_response(request)

    return middleware


def _from_allowed_network(request) -> bool:
    if not settings.STAFF_NETWORKS:
        return True
    address = ipaddress.ip_address(client_address(request))
    return any(address in network for network in settings.STAFF_NETWORKS)


def _stood_idle(request) -> bool:
    """Tell whether the person was last here too long ago, whatever store keeps the session."""
    return time.time() - request.session.get("seen", math.inf) > settings.SESSION_COOKIE_AGE


def _prolong(request):
    now = int(time.time())
    if now - request.session.get("seen", 0) > 60:
        request.session["seen"] = now
        note_presence(request.user, today=timezone.localdate())
