"""Whether somebody stands before a printed copy: read from one request, kept nowhere."""

import re
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse

MACHINES = re.compile(
    r"(?<!cu)bot\b|spider|crawl|link ?preview|whatsapp|facebookexternalhit|slurp|curl/|wget/|python-", re.I
)


def comes_from_board(request: HttpRequest) -> bool:
    """Tell whether a page was opened from a printed address: by a camera, or typed from below the code.

    Whoever comes from another page of this site followed a link, and no board was looked at.
    """
    if "from" in request.GET or is_machine(request):
        return False
    referrer = urlsplit(request.headers.get("Referer", ""))
    return referrer.netloc != request.get_host() or referrer.path == reverse("liaison:enter_code")


def is_machine(request: HttpRequest) -> bool:
    """Tell whether nobody looks: a robot, the preview of a link, a page fetched ahead."""
    ahead = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return "prefetch" in ahead or bool(MACHINES.search(request.headers.get("User-Agent", "")))
