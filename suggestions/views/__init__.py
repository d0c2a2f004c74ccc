"""Pages of cases and formal suggestions."""

from suggestions.views.cases import case

__all__ = ["case"]
