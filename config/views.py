"""Pages that belong to no room: errors, health, reading comfort."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import i18n
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from config import health


@login_not_required
def csrf_failure(request, reason=""):
    """Explain a lapsed form in plain words; nothing was saved."""
    return render(request, "403_csrf.html", status=403)


@login_not_required
@require_POST
def large_text(request):
    """Switch large text on or off for a year, without JavaScript, and go back to the page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = redirect(target)
    large = "0" if request.COOKIES.get("large") == "1" else "1"
    response.set_cookie("large", large, max_age=365 * 86400, samesite="Lax", httponly=True)
    return response


@login_not_required
@require_GET
@never_cache
def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_GET
@never_cache
def readyz(request):
    """Everything the work needs is there: database, broker, timetable, calendar, deliveries."""
    findings = health.findings(now=timezone.now())
    ready = all(finding.ok for finding in findings)
    body = {"ready": ready, "checks": {f.name: {"ok": f.ok, "detail": f.detail} for f in findings}}
    return JsonResponse(body, status=200 if ready else 503, json_dumps_params={"ensure_ascii": False})


set_language = login_not_required(i18n.set_language)
