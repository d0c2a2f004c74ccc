"""Refusals that a person reads: one clear sentence, nothing half-done."""


class Refused(Exception):
    """The act is not possible; `str(error)` is a Chinese sentence for the page.

    Args:
        message: what happened and what to do.
        field: name of the form field it belongs to, if any.
    """

    def __init__(self, message, field: str | None = None):
        super().__init__(message)
        self.field = field


class Conflict(Refused):
    """Somebody else acted first; the page shows what is new and keeps what was typed."""
