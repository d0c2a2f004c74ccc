from django.urls import path

from suggestions import views

app_name = "suggestions"
urlpatterns = [
    path("desk/suggestions/<int:pk>/", views.case, name="case"),
    path("desk/suggestions/<int:pk>/photos/<str:token>/", views.photo, name="photo"),
    # A move with a page of its own stands above the two general ones, under the same address.
    path("desk/suggestions/<int:pk>/do/<slug:name>/", views.act, name="act"),
    path("desk/suggestions/<int:pk>/parts/<int:part>/<slug:name>/", views.part_act, name="part_act"),
]
