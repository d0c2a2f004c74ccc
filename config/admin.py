"""The site of system administrators: configuration only, entered through the ordinary sign-in."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from unfold.sites import UnfoldAdminSite

from deputies.access import Right, has_right


class ConfigurationSite(UnfoldAdminSite):
    """Let in those who hold the right to configure; the flag `is_staff` alone opens nothing (domain.md §6)."""

    def has_permission(self, request):
        user = request.user
        if not user.is_active:
            return False
        return user.is_superuser or (user.is_staff and has_right(user, Right.CONFIGURE))

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """Send people through the ordinary sign-in, where lockout and second factor hold."""
        target = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
            target = reverse("admin:index")
        if self.has_permission(request):
            return redirect(target)
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(target)

    def logout(self, request, extra_context=None):
        logout(request)
        return redirect("account_login")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")
