from django.conf import settings


def site(request):
    """Name of the programme and whether the reader asked for large text."""
    return {
        "site_name": settings.SITE_NAME,
        "site_host": settings.SITE_URL.partition("://")[2],
        "large_text": request.COOKIES.get("large") == "1",
    }
