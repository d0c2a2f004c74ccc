"""What every form of a move has: the version the person saw, and a place for refusals."""

from django import forms

from suggestions.models import Assignment, Case


class ActForm(forms.Form):
    """A move without data: only what the person saw when she decided."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    # The field beside which a refusal of the service belongs, where it is called otherwise there.
    field_of: dict[str, str] = {}

    def __init__(self, *args, case: Case, assignment: Assignment | None = None, user=None, **kwargs):
        """Take a move of one case or one part of it; a form that is not bound carries the version shown.

        Args:
            user: who fills it in; what it offers lies within her reach.
        """
        super().__init__(*args, **kwargs)
        self.case, self.assignment, self.user = case, assignment, user
        self.fields["version"].initial = case.version
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and beginnings from the case."""

    def act(self) -> dict:
        """Return what the service needs."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def refuse(self, message: str, field: str | None) -> None:
        """Put a refusal of the service beside the field it belongs to."""
        field = self.field_of.get(field, field)
        self.add_error(field if field in self.fields else None, message)

    def renew(self) -> None:
        """Go back with what was typed and the version as it is now."""
        self.data = self.data.copy()
        self.data["version"] = self.case.version
