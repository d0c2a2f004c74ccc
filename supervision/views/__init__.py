"""Pages of publication: public ones, and the desk of those who publish."""

from supervision.views import desk, public

__all__ = ["desk", "public"]
