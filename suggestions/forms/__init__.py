"""Forms of cases. The small forms of moves are found here by what is moved and the name of the move."""

from suggestions.forms import acts, suggestion_acts
from suggestions.forms.base import ActForm

FORMS: dict[tuple[str, str], type[ActForm]] = acts.FORMS | suggestion_acts.FORMS
# Moves that need no word: one press.
AT_ONCE = acts.AT_ONCE | suggestion_acts.AT_ONCE


def form_for(subject: str, name: str) -> type[ActForm]:
    """Return the form of a move; a move without data has the plain one."""
    return FORMS.get((subject, name), ActForm)
