"""Reference rows of the word between people. Conversations, ratings and notices are not configured, so not here."""

from django import forms
from django.contrib import admin
from django.db.models import Max
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone

from deputies.admin.base import ConfigurationAdmin, ConfigurationForm
from liaison.channels import fault
from liaison.models import CannedAnswer, Category, Channel, PrivacyNotice


@admin.register(Category)
class CategoryAdmin(ConfigurationAdmin):
    list_display = ["name", "key", "example", "order", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "key"]


@admin.register(PrivacyNotice)
class PrivacyNoticeAdmin(ConfigurationAdmin):
    """People agreed to a version as it was: once in force it is never changed or deleted (PIPL Art. 14, 17)."""

    list_display = ["version", "effective_from"]
    fields = ["version", "effective_from", "summary", "text"]
    readonly_fields = ["version"]
    readonly_preprocess_fields = {"summary": linebreaksbr, "text": linebreaksbr}

    def has_change_permission(self, request, obj=None):
        return (obj is None or obj.effective_from > timezone.now()) and super().has_change_permission(
            request, obj
        )

    def has_delete_permission(self, request, obj=None):
        return (
            obj is not None
            and obj.effective_from > timezone.now()
            and super().has_delete_permission(request, obj)
        )

    def save_model(self, request, obj, form, change):
        if not change:
            last = PrivacyNotice.objects.aggregate(last=Max("version"))["last"]
            obj.version = (last or 0) + 1
        super().save_model(request, obj, form, change)


@admin.register(CannedAnswer)
class CannedAnswerAdmin(ConfigurationAdmin):
    """The shared ones; a person's own are hers."""

    list_display = ["title", "text"]
    fields = ["title", "text"]
    search_fields = ["title", "text"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(owner=None)


class ChannelForm(ConfigurationForm):
    class Meta:
        model = Channel
        fields = ["organisation", "kind", "address", "is_active"]
        widgets = {"address": forms.TextInput(attrs={"autocomplete": "off", "size": 60})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].required = True

    def clean(self):
        data = super().clean()
        if data.get("kind") and data.get("address"):
            sentence = fault(data["kind"], data["address"])
            if sentence:
                self.add_error("address", sentence)
        return data


@admin.register(Channel)
class ChannelAdmin(ConfigurationAdmin):
    """Channels of organisations; a person sets her own on her own page."""

    form = ChannelForm
    scope = "organisation__path"
    list_display = ["organisation", "kind", "is_active"]
    list_select_related = ["organisation"]
    list_filter = ["kind", "is_active"]
    search_fields = ["organisation__name", "organisation__short_name"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(user=None)
