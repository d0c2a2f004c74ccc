"""Jobs of the congress's room; when they run is written in `config.celery`."""

from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from deputies import audit
from deputies.jobs import recorded


@shared_task(name="seal_audit")
@recorded
def seal_audit():
    audit.seal(now=timezone.now())


@shared_task(name="clear_sessions")
@recorded
def clear_sessions():
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
