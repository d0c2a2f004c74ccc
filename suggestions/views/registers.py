"""The register of matters and suggestions handled for a site."""

from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liaison.views.registers import answer
from suggestions.queries import registers as reads


@require_safe
@never_cache
def handled(request, form=""):
    """What a site took in, to whom it was handed, by when, and what came of it; `form` is pdf or xlsx."""

    def read(site, period, today):
        return reads.handled(site, period, user=request.user, today=today)

    return answer(request, "handled", form, read)
