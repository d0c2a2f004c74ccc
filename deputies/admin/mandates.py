"""Seats and groups; deputies to look at only, since their changes go through the desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from deputies.admin.base import ConfigurationAdmin, ConfigurationForm, ConfigurationInline
from deputies.models import Deputy, DeputyGroup, GroupMember, Seat


class SeatForm(ConfigurationForm):
    class Meta:
        model = Seat
        fields = ["congress", "district", "electing_unit", "number", "organisation", "site"]

    def clean(self):
        data = super().clean()
        places = [place for place in (data.get("district"), data.get("electing_unit")) if place]
        if len(places) != 1:
            self.add_error("district", _("选区和选举单位填一个，只能填一个。"))
        elif data.get("congress") and places[0].congress_id != data["congress"].pk:
            self.add_error("congress", _("这个选区或选举单位属于另一个人大。"))
        return data


@admin.register(Seat)
class SeatAdmin(ConfigurationAdmin):
    form = SeatForm
    scope = "organisation__path"
    list_display = ["__str__", "congress", "holder", "organisation", "site"]
    list_select_related = ["congress", "district", "electing_unit", "holder", "organisation", "site"]
    list_filter = ["congress", ("holder", admin.EmptyFieldListFilter)]
    search_fields = ["district__name", "electing_unit__name", "holder__name"]
    autocomplete_fields = ["congress", "district", "electing_unit", "organisation", "site"]
    fields = [*SeatForm.Meta.fields, "holder"]
    readonly_fields = ["holder"]


@admin.register(Deputy)
class DeputyAdmin(ConfigurationAdmin):
    """Private contact data stays out: it is the office's, not the administrator's."""

    scope = "seat__organisation__path"
    list_display = ["name", "level", "seat", "term", "status", "user"]
    list_select_related = ["seat__district", "seat__electing_unit", "term__congress", "user"]
    list_filter = ["level", "status", "term"]
    search_fields = ["name", "search"]
    fields = ["name", "level", "seat", "term", "status", "status_since", "elected_on", "user"]
    readonly_fields = fields

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class MemberForm(ConfigurationForm):
    class Meta:
        model = GroupMember
        fields = ["deputy", "user", "is_head"]

    def clean(self):
        data = super().clean()
        if bool(data.get("deputy")) == bool(data.get("user")):
            self.add_error("deputy", _("代表和其他成员填一个，只能填一个。"))
        return data


class MemberInline(ConfigurationInline):
    model = GroupMember
    form = MemberForm
    autocomplete_fields = ["deputy", "user"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("deputy", "user")


@admin.register(DeputyGroup)
class DeputyGroupAdmin(ConfigurationAdmin):
    scope = "organisation__path"
    inlines = [MemberInline]
    list_display = ["name", "kind", "organisation", "site", "field"]
    list_select_related = ["organisation", "site"]
    list_filter = ["kind"]
    search_fields = ["name", "field"]
    autocomplete_fields = ["organisation", "site"]
