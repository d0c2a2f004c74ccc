"""The official working calendar, year by year."""

from django.contrib import admin
from django.utils import timezone

from deputies.admin.base import ConfigurationAdmin, ConfigurationInline
from deputies.models import CalendarDay, CalendarYear


class DayInline(ConfigurationInline):
    model = CalendarDay


@admin.register(CalendarYear)
class CalendarYearAdmin(ConfigurationAdmin):
    inlines = [DayInline]
    list_display = ["year", "notice", "loaded_at"]
    fields = ["year", "notice", "loaded_at"]

    def get_readonly_fields(self, request, obj=None):
        return ["year", "loaded_at"] if obj else ["loaded_at"]

    def chain(self, obj):
        return f"calendar:{obj.year}"

    def save_model(self, request, obj, form, change):
        obj.loaded_at = timezone.now()
        super().save_model(request, obj, form, change)
