"""The annual plan of deputies' work. Making it public is the congress office's act, on the desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from deputies.admin.base import ConfigurationAdmin, ConfigurationInline
from supervision.models import PlanItem, WorkPlan


class ItemInline(ConfigurationInline):
    model = PlanItem
    ordering = ["order"]


@admin.register(WorkPlan)
class WorkPlanAdmin(ConfigurationAdmin):
    scope = "congress__path"
    inlines = [ItemInline]
    list_display = ["title", "adopted_by", "adopted_on", "is_published"]
    list_select_related = ["congress"]
    list_filter = ["year", "is_published"]
    search_fields = ["congress__name", "congress__short_name"]
    autocomplete_fields = ["congress"]
    readonly_fields = ["is_published"]

    def chain(self, obj):
        return f"plan:{obj.pk}"

    @display(description=_("计划"), ordering="year")
    def title(self, plan):
        return _("%(congress)s %(year)s 年代表工作计划") % {"congress": plan.congress, "year": plan.year}
