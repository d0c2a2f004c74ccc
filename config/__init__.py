"""Composition root: settings, URLs, timetable, home page, health and demo world. Nobody imports it."""
