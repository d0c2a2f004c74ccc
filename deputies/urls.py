from django.urls import path

from deputies.views import audit, profile, public, roster, sites

app_name = "deputies"
urlpatterns = [
    path("deputies/", public.directory, name="directory"),
    path("deputies/<int:pk>/", public.deputy, name="deputy"),
    path("portraits/<int:pk>/", public.portrait, name="portrait"),
    path("sites/", public.sites, name="sites"),
    path("sites/<int:pk>/", public.site, name="site"),
    path("desk/deputies/", roster.roster, name="roster"),
    path("desk/deputies/import/", roster.import_file, name="import_roster"),
    path("desk/deputies/import/template.xlsx", roster.template, name="roster_template"),
    path("desk/deputies/<int:pk>/", roster.deputy, name="roster_deputy"),
    path("desk/deputies/<int:pk>/portrait/", roster.portrait, name="stored_portrait"),
    path("desk/profile/", profile.profile, name="profile"),
    path("desk/sites/", sites.sites, name="site_desk"),
    path("desk/sites/new/", sites.new_site, name="new_site"),
    path("desk/sites/<int:pk>/", sites.site, name="edit_site"),
    path("desk/audit/", audit.audit, name="audit"),
]
