from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView, TemplateView

from config import home, views

urlpatterns = [
    path("", home.find, name="home"),
    path("desk/", home.desk, name="desk"),
    path("", include("deputies.urls")),
    path("", include("liaison.urls")),
    path("", include("suggestions.urls")),
    path("", include("supervision.urls")),
    path("api/", include("config.api")),
    # E-mail addresses are kept by administrators: allauth's pages for changing them lead to somebody who can.
    path("accounts/email/", TemplateView.as_view(template_name="account/email.html"), name="account_email"),
    re_path("^accounts/confirm-email/", RedirectView.as_view(pattern_name="account_email")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("large-text/", views.large_text, name="large-text"),
    path("language/", views.set_language, name="set_language"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
