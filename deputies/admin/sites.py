"""家、室、站、点 with their five-haves and their staff."""

from django.contrib import admin

from deputies import pinyin
from deputies.admin.base import ConfigurationAdmin, ConfigurationInline
from deputies.models import Site, SiteStaff, SiteStandard


class StandardInline(ConfigurationInline):
    model = SiteStandard
    max_num = len(SiteStandard.Item)


class StaffInline(ConfigurationInline):
    model = SiteStaff
    autocomplete_fields = ["user"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user")


@admin.register(Site)
class SiteAdmin(ConfigurationAdmin):
    scope = "organisation__path"
    inlines = [StandardInline, StaffInline]
    list_display = ["name", "kind", "organisation", "head", "phone", "is_active"]
    list_select_related = ["organisation", "head"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "search", "address"]
    autocomplete_fields = ["organisation", "parent", "head"]

    def save_model(self, request, obj, form, change):
        obj.search = pinyin.search_keys(obj.name)
        super().save_model(request, obj, form, change)
