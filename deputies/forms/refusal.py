"""What a service refuses is said beside the field, and what was typed stays."""

from django import forms

from deputies.errors import Refused


def add_refusal(form: forms.BaseForm, error: Refused) -> None:
    """Put the sentence of a refusal beside the field it names, or at the head of the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error))
