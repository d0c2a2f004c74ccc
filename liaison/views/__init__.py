"""Pages of the word between people: public ones without an account, and the desks."""

from liaison.views import codes, desk, notices, public, reception, tenure, tracking

__all__ = ["codes", "desk", "notices", "public", "reception", "tenure", "tracking"]
