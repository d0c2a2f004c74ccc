"""The tree of organisations, terms, electoral districts and electing units."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from deputies import tree
from deputies.admin.base import ConfigurationAdmin, ConfigurationForm
from deputies.models import ElectingUnit, ElectoralDistrict, Organisation, Term
from deputies.services.organisations import add_organisation, move_organisation

FIELDS = ["parent", "kind", "name", "short_name", "level", "address", "phone", "is_active"]


class OrganisationForm(ConfigurationForm):
    class Meta:
        model = Organisation
        fields = FIELDS

    def clean_parent(self):
        parent, node = self.cleaned_data["parent"], self.instance
        if parent and node.pk and tree.is_within(parent.path, node.path):
            raise forms.ValidationError(_("不能移到它自己的下级里。"))
        return parent


@admin.register(Organisation)
class OrganisationAdmin(ConfigurationAdmin):
    form = OrganisationForm
    scope = "path"
    ordering = ["path"]
    list_per_page = 100
    list_display = ["in_tree", "kind", "level", "phone", "is_active"]
    list_filter = ["kind", "level", "is_active"]
    search_fields = ["name", "short_name"]
    autocomplete_fields = ["parent"]

    def get_readonly_fields(self, request, obj=None):
        """The top of an administrator's part of the tree stays where it hangs."""
        if obj is not None and not self.get_queryset(request).filter(pk=obj.parent_id).exists():
            return ["parent"] if not request.user.is_superuser else []
        return []

    def save_model(self, request, obj, form, change):
        if not change:
            node = add_organisation(**{name: form.cleaned_data[name] for name in FIELDS})
            obj.pk, obj.path, obj._state.adding = node.pk, node.path, False
            return
        parent = obj.parent
        obj.parent_id = form.initial.get("parent", obj.parent_id)
        super().save_model(request, obj, form, change)
        if "parent" in form.changed_data:
            move_organisation(node=obj, parent=parent, actor=request.user, now=timezone.now())

    @display(description=_("单位"), ordering="path")
    def in_tree(self, node):
        depth = len(tree.ancestors(node.path))
        return format_html('<span style="padding-inline-start: {}rem">{}</span>', depth * 1.25, node.name)


class TermForm(ConfigurationForm):
    class Meta:
        model = Term
        fields = ["congress", "number", "starts_on", "ends_on", "is_current"]
        help_texts = {"is_current": _("只在第一次建届时勾选；以后用工作台的“换届”。")}

    def clean(self):
        data = super().clean()
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("结束日期要在开始日期之后。"))
        congress = data.get("congress")
        if data.get("is_current") and congress and congress.terms.filter(is_current=True).exists():
            self.add_error("is_current", _("这个人大已有本届，换届请到工作台。"))
        return data


@admin.register(Term)
class TermAdmin(ConfigurationAdmin):
    form = TermForm
    scope = "congress__path"
    list_display = ["congress", "number", "starts_on", "ends_on", "is_current"]
    list_select_related = ["congress"]
    list_filter = ["is_current", "congress__level"]
    search_fields = ["congress__name", "congress__short_name"]
    autocomplete_fields = ["congress"]

    def get_readonly_fields(self, request, obj=None):
        return ["congress", "is_current"] if obj else []


@admin.register(ElectoralDistrict)
class ElectoralDistrictAdmin(ConfigurationAdmin):
    scope = "congress__path"
    list_display = ["number", "name", "congress", "organisation", "grid_code"]
    list_display_links = ["number", "name"]
    list_select_related = ["congress", "organisation"]
    list_filter = ["congress"]
    search_fields = ["name", "places", "grid_code"]
    autocomplete_fields = ["congress", "organisation"]


@admin.register(ElectingUnit)
class ElectingUnitAdmin(ConfigurationAdmin):
    scope = "congress__path"
    list_display = ["name", "congress"]
    list_select_related = ["congress"]
    search_fields = ["name"]
    autocomplete_fields = ["congress"]
