"""Forms of sign-in: allauth's own, with words a deputy understands and failures of codes on record."""

from django.core.exceptions import ValidationError

from deputies.signin import record_access


class Worded:
    """Give fields plain labels beside them instead of placeholders inside them."""

    labels: dict = {}
    helps: dict = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in self.labels.items():
            field = self.fields[name]
            field.label, field.help_text = label, self.helps.get(name, "")
            field.widget.attrs.pop("placeholder", None)
        if "code" in self.fields:
            self.fields["code"].widget.attrs |= {"autocapitalize": "characters", "autofocus": True}


class RecordedCode:
    """Put a wrong code on record in the chain of the person."""

    method = "code"

    def clean_code(self):
        try:
            return super().clean_code()
        except ValidationError:
            if self.user is not None:
                record_access(self.user, "sign_in_failed", _request(), methods=[self.method])
            raise


def _request():
    from allauth.core import context

    return context.request
