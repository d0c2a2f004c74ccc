from django.contrib import admin
from django.urls import include, path

from config import home, views

urlpatterns = [
    path("", home.find, name="home"),
    path("desk/", home.desk, name="desk"),
    path("", include("deputies.urls")),
    path("", include("liaison.urls")),
    path("", include("supervision.urls")),
    path("api/", include("config.api")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("large-text/", views.large_text, name="large-text"),
    path("language/", views.set_language, name="set_language"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
