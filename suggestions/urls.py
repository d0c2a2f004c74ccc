from django.urls import path

from suggestions import views

app_name = "suggestions"
urlpatterns = [
    path("desk/suggestions/<int:pk>/", views.case, name="case"),
]
