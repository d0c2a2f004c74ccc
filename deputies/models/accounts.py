from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Roles of domain.md §6 that are granted at a node of the tree.

    Being a deputy follows from `Deputy.user`, being staff of one site from `SiteStaff`.
    """

    CONGRESS_STAFF = "congress_staff", _("代表工委工作人员")
    STREET_STAFF = "street_staff", _("人大街道工委、镇人大工作人员")
    GROUP_HEAD = "group_head", _("代表小组组长")
    REPRESENTATIVE = "representative", _("议事代表")
    COMMUNITY_WORKER = "community_worker", _("社区工作人员")
    UNIT_CLERK = "unit_clerk", _("承办单位经办人")
    UNIT_HEAD = "unit_head", _("承办单位负责人")
    GOVERNMENT_OFFICE = "government_office", _("政府办工作人员")
    COMMITTEE = "committee", _("专委、工委工作人员")
    LEADER = "leader", _("主任会议、常委会组成人员")
    MEDIA_OFFICER = "media_officer", _("媒体信息员")
    AUDITOR = "auditor", _("审计员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")


class UserManager(BaseUserManager):
    def create_user(self, username, password=None, **fields):
        user = self.model(username=username, email=self.normalize_email(fields.pop("email", "")), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username, password=None, **fields):
        return self.create_user(
            username, password, name=fields.pop("name", username), is_staff=True, is_superuser=True, **fields
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Constituents have none."""

    username = models.CharField(
        _("用户名"),
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("已有同名用户。")},
    )
    name = models.CharField(_("姓名"), max_length=40)
    email = models.EmailField(_("邮箱"), blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    is_staff = models.BooleanField(_("可进入系统配置"), default=False)
    date_joined = models.DateTimeField(_("建立时间"), default=timezone.now, editable=False)
    last_seen_on = models.DateField(_("最近使用"), null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")
        ordering = ["username"]

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    @cached_property
    def grants(self) -> "list[Membership]":
        """Memberships in force today, read once per request."""
        return list(self.memberships.in_force(timezone.localdate()).select_related("organisation"))

    @cached_property
    def roles(self) -> set[str]:
        return {grant.role for grant in self.grants}

    @cached_property
    def _duties(self) -> list[tuple[str, int, str]]:
        """Mandates with their status, and sites, read in one statement once per request."""
        mandates = self.mandates.order_by().annotate(what=Value("mandate"))
        sites = self.site_duties.annotate(what=Value("site"), status=Value(""))
        return list(
            mandates.values_list("what", "pk", "status").union(
                sites.values_list("what", "site_id", "status"), all=True
            )
        )

    @property
    def _mandate_states(self) -> list[tuple[int, str]]:
        return [(pk, status) for what, pk, status in self._duties if what == "mandate"]

    @property
    def deputy_ids(self) -> list[int]:
        """Ids of the mandates this person holds or has held."""
        return [pk for pk, _status in self._mandate_states]

    @property
    def acting_ids(self) -> list[int]:
        """Ids of the mandates whose conversations are open to this person: none unless one is active now.

        Whoever is suspended, or whose mandate ended, no longer reads what constituents wrote (代表法 2025
        Art. 61–62); whoever was elected again still finds what she answered in earlier terms.
        """
        status = self.mandates.model.Status
        if all(state != status.ACTIVE for _pk, state in self._mandate_states):
            return []
        return [pk for pk, state in self._mandate_states if state in (status.ACTIVE, status.TERM_ENDED)]

    @property
    def holds_seat(self) -> bool:
        """Whether one of the mandates is seated today."""
        return any(status in self.mandates.model.SEATED for _pk, status in self._mandate_states)

    @property
    def site_ids(self) -> list[int]:
        """Ids of the sites whose staff this person is."""
        return [pk for what, pk, _status in self._duties if what == "site"]

    def needs_second_factor(self) -> bool:
        """Tell whether this account must set up a second factor before it goes on (GB/T 22239 level 3)."""
        guarded = self.is_staff or self.is_superuser or bool(self.roles)
        return guarded and not self.authenticator_set.exists()


class MembershipQuerySet(models.QuerySet):
    def in_force(self, today):
        """Grants that hold on the given date."""
        return self.filter(Q(until=None) | Q(until__gte=today), since__lte=today)


class Membership(models.Model):
    """A role granted to a person at a node of the tree; it flows down."""

    user = models.ForeignKey(
        User, verbose_name=_("用户"), on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        "deputies.Organisation", verbose_name=_("单位"), on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("角色"), max_length=32, choices=Role)
    since = models.DateField(_("起"), default=timezone.localdate)
    until = models.DateField(_("止"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="role_once_per_node"),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"
