"""The look at a constituent's contact data by those who handle, where she agreed."""

from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from deputies.access import get_visible_or_404
from deputies.errors import Refused
from liaison.forms.desk import RevealForm
from liaison.views.desk.frame import show
from suggestions.access import cases_visible_to
from suggestions.queries.contacts import shared_by
from suggestions.services import contact


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reveal(request, pk, message):
    """Show the contact data of one constituent once, against a reason that is written down.

    To whoever does not handle the case, and where the constituent did not agree, there is no such page.
    """
    cases = cases_visible_to(request.user).select_related("congress", "organisation")
    case = get_visible_or_404(cases, pk=pk)
    conversation = get_visible_or_404(shared_by(case, request.user), pk=message)
    form = RevealForm(request.POST or None)
    context = {"case": case, "form": form, "shown": None, "now": timezone.now()}
    context["up"] = reverse("suggestions:case", args=[pk])
    if request.method == "POST" and form.is_valid():
        try:
            context["shown"] = contact.reveal(
                user=request.user,
                case=case,
                conversation=conversation,
                reason=form.cleaned_data["reason"],
                now=context["now"],
            )
        except Refused as refused:
            form.add_error(refused.field, str(refused))
    return show(request, "suggestions/link/contact.html", context)
