"""A deputy's own page of herself, on her phone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from deputies.errors import Refused
from deputies.forms.refusal import add_refusal
from deputies.forms.roster import ProfileForm
from deputies.models import Deputy
from deputies.queries.roster import LIVE_CODE
from deputies.views.roster import save_profile


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """Pledge, where she can be met, photo with consent; ?deputy= chooses where she sits in several congresses."""
    mandates = list(
        Deputy.objects.filter(user=request.user)
        .seated()
        .select_related("seat__congress", "seat__district", "seat__electing_unit", "term")
        .order_by("-level")
    )
    if not mandates:
        raise PermissionDenied
    chosen = request.GET.get("deputy", "")
    person = next((one for one in mandates if str(one.pk) == chosen), mandates[0])
    form = ProfileForm(request.POST or None, request.FILES or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, save_profile(request, person, form))
            return redirect(f"{request.path}?deputy={person.pk}")
        except Refused as error:
            add_refusal(form, error)
    context = {
        "deputy": person,
        "mandates": mandates,
        "form": form,
        "code": person.seat.codes.filter(state__in=LIVE_CODE).first(),
    }
    return render(request, "deputies/desk/profile.html", context)
