"""Pages of cases and formal suggestions."""

from suggestions.views.acts import act, part_act
from suggestions.views.cases import case, photo

__all__ = ["act", "case", "part_act", "photo"]
