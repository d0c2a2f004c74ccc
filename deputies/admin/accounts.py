"""Users and the roles they hold at a node of the tree."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BaseInlineFormSet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from deputies.access import Right, within
from deputies.admin.base import ConfigurationAdmin, ConfigurationForm, ConfigurationInline
from deputies.errors import Refused
from deputies.models import Deputy, Membership, SiteStaff, User
from deputies.services import accounts
from deputies.services.organisations import grant_role, keep_apart, revoke_role


class Grants(BaseInlineFormSet):
    """Roles of one person after the change; refused before anything is written."""

    def clean(self):
        super().clean()
        today = timezone.localdate()
        roles = set()
        for form in self.forms:
            row = getattr(form, "cleaned_data", {})
            until = row.get("until") or (form.instance.pk and form.instance.until)
            if row.get("DELETE") or until and until < today:
                continue
            role = form.instance.role if form.instance.pk else row.get("role")
            roles |= {role} if role else set()
        try:
            keep_apart(user=self.instance, roles=roles)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal


class MembershipInline(ConfigurationInline):
    """Given and taken back, never altered, so that the audit chain tells each step."""

    model = Membership
    formset = Grants
    fields = ["organisation", "role", "until", "since"]
    readonly_fields = ["since"]
    autocomplete_fields = ["organisation"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organisation")

    def has_change_permission(self, request, obj=None):
        return False

    def has_add_permission(self, request, obj=None):
        return obj != request.user and super().has_add_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return obj != request.user and super().has_delete_permission(request, obj)


class UserForm(ConfigurationForm):
    class Meta:
        model = User
        fields = ["username", "name", "email", "is_active", "is_staff"]
        help_texts = {
            "username": _("登录时用；字母、数字和 @ . + - _，不能重复。"),
            "email": _("寄登录验证码和重设密码用，不能重复。"),
            "is_staff": _("还要在下面给“系统管理员”任职，才进得了这里。"),
        }

    def clean_email(self):
        email = self.cleaned_data["email"]
        if email and User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("这个邮箱已经登记给另一个账号。"))
        return email


@admin.register(User)
class UserAdmin(ConfigurationAdmin):
    form = UserForm
    inlines = [MembershipInline]
    list_display = ["name", "username", "roles_held", "email", "is_active", "last_seen_on"]
    list_filter = ["is_active", "is_staff", "memberships__role"]
    search_fields = ["name", "username", "email"]
    readonly_fields = ["last_seen_on", "date_joined"]
    actions = ["give_password", "unlock", "drop_second_factor"]

    def get_queryset(self, request):
        """People whose every tie lies in the administrator's part of the tree, and people without any tie."""
        users = super().get_queryset(request).prefetch_related("memberships__organisation")
        if request.user.is_superuser:
            return users
        elsewhere = Q()
        for ties, path in (
            (Membership.objects, "organisation__path"),
            (Deputy.objects, "seat__organisation__path"),
            (SiteStaff.objects, "site__organisation__path"),
        ):
            outside = ties.filter(user__isnull=False).exclude(within(request.user, Right.CONFIGURE, path))
            elsewhere |= Q(pk__in=outside.values("user"))
        return users.exclude(elsewhere | Q(is_superuser=True))

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
            return
        obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        self._give_password(request, obj)

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        now = timezone.now()
        for grant in formset.deleted_objects:
            revoke_role(grant=grant, actor=request.user, now=now)
        for grant in formset.new_objects:
            grant_role(
                user=grant.user,
                organisation=grant.organisation,
                role=grant.role,
                until=grant.until,
                actor=request.user,
                now=now,
            )

    @display(description=_("任职"))
    def roles_held(self, user):
        return "、".join(
            f"{grant.organisation} {grant.get_role_display()}" for grant in user.memberships.all()
        )

    @action(description=_("重设密码（新密码只显示一次）"))
    def give_password(self, request, queryset):
        for user in queryset:
            self._give_password(request, user)

    @action(description=_("解除登录锁定"))
    def unlock(self, request, queryset):
        for user in queryset:
            accounts.unlock(user=user, actor=request.user, now=timezone.now())
            messages.success(request, _("%(name)s可以马上登录。") % {"name": user.name})

    @action(description=_("去掉第二重验证（手机丢了）"))
    def drop_second_factor(self, request, queryset):
        for user in queryset:
            try:
                accounts.remove_second_factor(user=user, actor=request.user, now=timezone.now())
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                sentence = _("%(name)s下次登录时要重新设置第二重验证。")
                messages.success(request, sentence % {"name": user.name})

    def _give_password(self, request, user):
        try:
            password = accounts.reset_password(user=user, actor=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return
        messages.warning(
            request,
            _(
                "%(name)s（%(username)s）的新密码：%(password)s。只显示这一次，请当面交给本人，让他登录后马上改。"
            )
            % {"name": user.name, "username": user.username, "password": password},
        )
