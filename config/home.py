"""Pages that compose all rooms: the public front page and the one to-do page of every role."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render


@login_not_required
def find(request):
    """Find a deputy; near it sites, contact days, published cases and the plan."""
    return render(request, "home.html")


def desk(request):
    """What this person has to do now, whatever her role."""
    return render(request, "desk.html")
