from functools import partial

from django.conf import settings
from django.urls import reverse_lazy
from django.utils.functional import SimpleLazyObject

from config import navigation
from liaison.queries.desk import unread


def site(request):
    """Name of the programme, whether the reader asked for large text, and what stands around the desks.

    The parts of the desks are worked out where a page shows them; a public page shows none and asks nothing.
    """
    return {
        "site_name": settings.SITE_NAME,
        "site_host": settings.SITE_URL.partition("://")[2],
        "large_text": request.COOKIES.get("large") == "1",
        "nav": SimpleLazyObject(partial(navigation.side, request)),
        "tabs": SimpleLazyObject(partial(navigation.tabs, request)),
        "unread_notices": SimpleLazyObject(lambda: unread(request.user)),
        "notices_url": NOTICES_URL,
    }


NOTICES_URL = reverse_lazy("liaison:notices")
