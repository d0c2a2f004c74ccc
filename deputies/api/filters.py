"""Filters by time that no odd date can break."""

from datetime import UTC, datetime

import django_filters
from django.core.validators import MaxValueValidator, MinValueValidator

# Beyond these years an hour of a time zone may leave the calendar of the language.
SANE = [
    MinValueValidator(datetime(1949, 10, 1, tzinfo=UTC)),
    MaxValueValidator(datetime(2999, 12, 31, tzinfo=UTC)),
]


def not_before(field: str, label) -> django_filters.IsoDateTimeFilter:
    """Return a filter "from this moment on" (ISO 8601)."""
    return django_filters.IsoDateTimeFilter(field_name=field, lookup_expr="gte", validators=SANE, label=label)


def before(field: str, label) -> django_filters.IsoDateTimeFilter:
    """Return a filter "before this moment" (ISO 8601)."""
    return django_filters.IsoDateTimeFilter(field_name=field, lookup_expr="lt", validators=SANE, label=label)
