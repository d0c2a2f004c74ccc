from django.urls import path

from supervision import views

app_name = "supervision"
urlpatterns = [
    path("published/", views.public.published, name="published"),
    path("published/<str:number>/", views.public.case, name="case"),
    path("plan/<int:year>/", views.public.plan, name="plan"),
    path("desk/supervision/publication/", views.desk.publication, name="publication"),
    path("desk/supervision/publication/<str:receipt>/", views.desk.publish, name="publish"),
    path("desk/supervision/published/<str:number>/withdraw/", views.desk.withdraw, name="withdraw"),
    path("desk/supervision/plans/", views.desk.plans, name="plans"),
    path("desk/supervision/plans/new/", views.desk.edit_plan, name="new_plan"),
    path("desk/supervision/plans/<int:pk>/", views.desk.edit_plan, name="edit_plan"),
]
