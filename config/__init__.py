"""Composition root: settings, URLs, timetable, home page, health and demo world. Nobody imports it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
