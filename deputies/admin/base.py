"""What every page of the configuration has: its part of the tree, its audit record, its bounded list."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from unfold.admin import ModelAdmin, TabularInline

from deputies import audit
from deputies.access import Right, within


class ConfigurationForm(forms.ModelForm):
    """Check constraints also where one of their fields is shown but cannot be changed here."""

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as error:
                self.add_error(None, error.messages)


class _Scoped:
    """Offer in choices only what the administrator may configure."""

    def get_field_queryset(self, db, db_field, request):
        related = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(related, ConfigurationAdmin):
            return related.get_queryset(request)
        return super().get_field_queryset(db, db_field, request)


class ConfigurationAdmin(_Scoped, ModelAdmin):
    """A page of the configuration.

    `scope` is the lookup that leads to the node of the tree a row hangs on; an administrator of one district
    does not see the rows of another. Rows without a node (`scope` None) belong to the whole house.
    """

    form = ConfigurationForm
    scope: str | None = None
    list_per_page = 50
    show_full_result_count = False
    compressed_fields = True
    warn_unsaved_form = True

    def get_queryset(self, request) -> QuerySet:
        rows = super().get_queryset(request)
        if self.scope is None or request.user.is_superuser:
            return rows
        return rows.filter(within(request.user, Right.CONFIGURE, self.scope))

    def get_actions(self, request):
        """Leave out deleting many at once: each row is looked at before it goes."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def chain(self, obj) -> str:
        """Return the audit chain of a row."""
        return f"{obj._meta.model_name}:{obj.pk}"

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        changed = form.changed_data + [formset.prefix for formset in formsets if formset.has_changed()]
        self.record(request, form.instance, "configure" if change else "configure_add", fields=changed)

    def log_deletions(self, request, queryset):
        for obj in queryset:
            self.record(request, obj, "configure_delete", name=str(obj))
        return super().log_deletions(request, queryset)

    def record(self, request, obj, verb: str, **data) -> None:
        """Append to the audit chain of a row what was done with it, naming fields without their values."""
        audit.record(
            chain=self.chain(obj),
            verb=verb,
            actor=request.user,
            capacity="admin",
            now=timezone.now(),
            **data,
        )


class ConfigurationInline(_Scoped, TabularInline):
    extra = 0
    show_change_link = False
