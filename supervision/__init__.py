"""Watching: publication of cases, the annual plan; later supervised handling, records and statistics."""
