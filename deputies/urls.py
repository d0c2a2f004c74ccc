from django.urls import path

from deputies.views import audit, public

app_name = "deputies"
urlpatterns = [
    path("deputies/", public.directory, name="directory"),
    path("deputies/<int:pk>/", public.deputy, name="deputy"),
    path("portraits/<int:pk>/", public.portrait, name="portrait"),
    path("sites/", public.sites, name="sites"),
    path("sites/<int:pk>/", public.site, name="site"),
    path("desk/audit/", audit.audit, name="audit"),
]
