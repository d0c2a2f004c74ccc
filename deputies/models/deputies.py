from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from deputies.models.organisations import Level


class Seat(models.Model):
    """A place in a congress that outlives its holder; printed codes are bound to it (domain.md 000-10)."""

    congress = models.ForeignKey(
        "deputies.Organisation", verbose_name=_("人大"), on_delete=models.PROTECT, related_name="seats"
    )
    district = models.ForeignKey(
        "deputies.ElectoralDistrict",
        verbose_name=_("选区"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="seats",
    )
    electing_unit = models.ForeignKey(
        "deputies.ElectingUnit",
        verbose_name=_("选举单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="seats",
    )
    number = models.PositiveSmallIntegerField(_("席位号"), default=1)
    organisation = models.ForeignKey(
        "deputies.Organisation",
        verbose_name=_("服务单位"),
        on_delete=models.PROTECT,
        related_name="seats_served",
        help_text=_("为这位代表服务的街道工委、镇人大或代表工委。"),
    )
    site = models.ForeignKey(
        "deputies.Site",
        verbose_name=_("联络站点"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="seats",
        help_text=_("代表暂时不能履职时，由这个站点接待。"),
    )
    holder = models.OneToOneField(
        "deputies.Deputy",
        verbose_name=_("现任代表"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="held_seat",
        editable=False,
    )

    class Meta:
        verbose_name = _("席位")
        verbose_name_plural = _("席位")
        ordering = ["congress", "district", "electing_unit", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(district__isnull=False, electing_unit__isnull=True)
                | Q(district__isnull=True, electing_unit__isnull=False),
                name="seat_has_district_or_electing_unit",
            ),
            models.UniqueConstraint(fields=["district", "number"], name="seat_number_once_per_district"),
            models.UniqueConstraint(fields=["electing_unit", "number"], name="seat_number_once_per_unit"),
        ]

    def __str__(self):
        return f"{self.place} {self.number}"

    @property
    def place(self):
        """The electoral district or the electing unit."""
        return self.district or self.electing_unit


class DeputyQuerySet(models.QuerySet):
    def seated(self):
        """Deputies who hold a seat now, also while their duties are suspended."""
        return self.filter(status__in=Deputy.SEATED)

    def public(self):
        """What the directory shows, with everything one line of it needs."""
        return self.seated().select_related(
            "seat__congress",
            "seat__district",
            "seat__electing_unit",
            "seat__organisation",
            "seat__site",
            "term",
        )


class Deputy(models.Model):
    """A person's mandate in one seat for one term."""

    class Status(models.TextChoices):
        ELECTED = "elected", _("已当选，待就任")
        ACTIVE = "active", _("履职中")
        SUSPENDED = "suspended", _("暂时停止执行代表职务")
        TERMINATED = "terminated", _("代表资格终止")
        TERM_ENDED = "term_ended", _("任期届满")

    class Ground(models.TextChoices):
        """代表法 (2025) Art. 61 for suspension, Art. 62 for termination; death ends a mandate by itself."""

        DETAINED = "detained", _("因刑事案件被羁押正在受侦查、起诉、审判")
        SERVING_SENTENCE = (
            "serving_sentence",
            _("被判处管制、拘役或者有期徒刑而没有附加剥夺政治权利，正在服刑"),
        )
        MOVED_AWAY = "moved_away", _("迁出或者调离本行政区域")
        RESIGNED = "resigned", _("辞职被接受")
        ABSENT_TWICE = "absent_twice", _("未经批准两次不出席本级人民代表大会会议")
        RECALLED = "recalled", _("被罢免")
        LOST_NATIONALITY = "lost_nationality", _("丧失中华人民共和国国籍")
        DEPRIVED_OF_RIGHTS = "deprived_of_rights", _("依照法律被剥夺政治权利")
        LOST_CAPACITY = "lost_capacity", _("丧失行为能力")
        DECEASED = "deceased", _("去世")

    SEATED = (Status.ACTIVE, Status.SUSPENDED)
    SUSPENSION_GROUNDS = (Ground.DETAINED, Ground.SERVING_SENTENCE)

    class Sex(models.TextChoices):
        FEMALE = "female", _("女")
        MALE = "male", _("男")

    seat = models.ForeignKey(Seat, verbose_name=_("席位"), on_delete=models.PROTECT, related_name="deputies")
    term = models.ForeignKey(
        "deputies.Term", verbose_name=_("届"), on_delete=models.PROTECT, related_name="deputies"
    )
    level = models.PositiveSmallIntegerField(_("层级"), choices=Level, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("账号"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="mandates",
    )
    name = models.CharField(_("姓名"), max_length=40)
    search = models.CharField(max_length=200, editable=False)
    sort_key = models.CharField(max_length=120, editable=False)
    sex = models.CharField(_("性别"), max_length=6, choices=Sex, blank=True)
    ethnicity = models.CharField(_("民族"), max_length=20, blank=True)
    birth_month = models.DateField(_("出生年月"), null=True, blank=True)
    party = models.CharField(_("党派"), max_length=40, blank=True)
    post = models.CharField(_("工作单位及职务"), max_length=120, blank=True)
    elected_on = models.DateField(_("当选日期"))
    status = models.CharField(_("状态"), max_length=12, choices=Status, default=Status.ACTIVE, editable=False)
    status_since = models.DateField(_("状态起始"), editable=False)
    ground = models.CharField(_("事由"), max_length=20, choices=Ground, blank=True, editable=False)

    pledge = models.CharField(_("履职承诺"), max_length=120, blank=True)
    office_phone = models.CharField(_("公开电话"), max_length=40, blank=True)
    office_hours = models.CharField(_("接待说明"), max_length=120, blank=True)
    photo = models.FileField(_("照片"), upload_to="portraits", blank=True, editable=False)
    photo_consent = models.BooleanField(_("同意公开照片"), default=False)
    mobile = EncryptedTextField(_("手机（不公开）"), null=True, blank=True)
    email = EncryptedTextField(_("邮箱（不公开）"), null=True, blank=True)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = _("代表")
        verbose_name_plural = _("代表")
        ordering = ["level", "sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(status__in=("active", "suspended")), name="one_holder_per_seat"
            ),
        ]
        indexes = [models.Index(fields=["status", "level", "sort_key"], name="deputy_directory")]

    def __str__(self):
        return self.name

    @property
    def is_active(self):
        return self.status == self.Status.ACTIVE

    @property
    def answers_herself(self):
        """Whether words reach her: her duties are not suspended and she has an account to read them with."""
        return self.is_active and self.user_id is not None

    @property
    def shows_photo(self):
        return bool(self.photo) and self.photo_consent


class DeputyGroup(models.Model):
    """代表小组, the basic form of collective activity (代表法 2025 Art. 27; domain.md 001-06)."""

    class Kind(models.TextChoices):
        HOME = "home", _("代表之家小组")
        MIXED = "mixed", _("混合编组")
        PROFESSIONAL = "professional", _("专业代表小组")

    kind = models.CharField(_("类别"), max_length=12, choices=Kind)
    name = models.CharField(_("名称"), max_length=80)
    organisation = models.ForeignKey(
        "deputies.Organisation", verbose_name=_("所属单位"), on_delete=models.PROTECT, related_name="groups"
    )
    site = models.ForeignKey(
        "deputies.Site",
        verbose_name=_("依托站点"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="groups",
    )
    field = models.CharField(_("专业领域"), max_length=40, blank=True)
    focus = models.CharField(_("活动重点"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("代表小组")
        verbose_name_plural = _("代表小组")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="group_name_once_per_organisation"),
        ]

    def __str__(self):
        return self.name


class GroupMember(models.Model):
    """A deputy in a group, or a committee member who is not a deputy (domain.md 001-33)."""

    group = models.ForeignKey(
        DeputyGroup, verbose_name=_("小组"), on_delete=models.CASCADE, related_name="members"
    )
    deputy = models.ForeignKey(
        Deputy, verbose_name=_("代表"), null=True, blank=True, on_delete=models.CASCADE, related_name="groups"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("其他成员"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    is_head = models.BooleanField(_("组长"), default=False)

    class Meta:
        verbose_name = _("小组成员")
        verbose_name_plural = _("小组成员")
        constraints = [
            models.CheckConstraint(
                condition=Q(deputy__isnull=False, user__isnull=True)
                | Q(deputy__isnull=True, user__isnull=False),
                name="member_is_deputy_or_user",
            ),
            models.UniqueConstraint(fields=["group", "deputy"], name="deputy_once_per_group"),
            models.UniqueConstraint(fields=["group", "user"], name="user_once_per_group"),
        ]

    def __str__(self):
        return str(self.deputy or self.user)
