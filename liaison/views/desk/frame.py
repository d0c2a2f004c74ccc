"""One page, two looks: a deputy works on her phone, staff on a wide screen."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liaison.queries import desk


def show(request: HttpRequest, template: str, context: dict, *, status: int = 200) -> HttpResponse:
    """Render a page of the desk in the look of the person who reads it.

    Args:
        template: extends `frame`, which is the phone's or the wide one; puts its parts on `paper`.
        context: with "now", the aware time of the request.
    """
    phone = desk.uses_phone(request.user)
    look = {
        "phone": phone,
        "frame": f"liaison/desk/frame_{'phone' if phone else 'wide'}.html",
        "paper": "sheet" if phone else "card card-body",
        "figures": figures(request, context["now"]),
    }
    return render(request, template, context | look, status=status)


def figures(request: HttpRequest, now: datetime) -> dict[str, int]:
    """Return the counts of the person's queues, counted once a request; empty for who has no queues."""
    if not hasattr(request, "desk_figures"):
        seen = desk.has_conversations(request.user)
        request.desk_figures = desk.counts(request.user, now) if seen else {}
    return request.desk_figures
