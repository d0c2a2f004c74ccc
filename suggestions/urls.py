from django.urls import path

from suggestions import views

app_name = "suggestions"
urlpatterns = [
    path("desk/suggestions/", views.queue, name="queue"),
    path("desk/suggestions/export/", views.export_queue, name="export"),
    path("desk/suggestions/bulk/", views.act_on_rows, name="act_on_rows"),
    path("desk/suggestions/filters/", views.save_filter, name="save_filter"),
    path("desk/suggestions/filters/<int:pk>/delete/", views.delete_filter, name="delete_filter"),
    path("desk/suggestions/figures/", views.figures, name="figures"),
    path("desk/suggestions/refer/<str:receipt>/", views.refer, name="refer"),
    path("desk/suggestions/refer/<str:receipt>/more/", views.refer_many, name="refer_many"),
    path("desk/suggestions/collect/", views.collect, name="collect"),
    path("desk/suggestions/new/", views.new, name="new"),
    path("desk/suggestions/surveys/", views.surveys, name="surveys"),
    path("desk/suggestions/surveys/new/", views.new_survey, name="survey_new"),
    path("desk/suggestions/surveys/<int:pk>/", views.survey, name="survey"),
    path("desk/suggestions/registers/handled/", views.handled, name="handled_register"),
    path("desk/suggestions/registers/handled/<slug:form>/", views.handled, name="handled_register_file"),
    path("desk/suggestions/ratings/", views.ratings, name="ratings"),
    path("desk/suggestions/<int:pk>/draft/", views.draft, name="draft"),
    path("desk/suggestions/<int:pk>/hand-over/", views.hand_over, name="hand_over"),
    path("desk/suggestions/<int:pk>/publish/", views.publish, name="publish"),
    path("desk/suggestions/<int:pk>/", views.case, name="case"),
    path("desk/suggestions/<int:pk>/photos/<str:token>/", views.photo, name="photo"),
    path("desk/suggestions/papers/<int:pk>/", views.paper, name="paper"),
    path("desk/suggestions/<int:pk>/papers/<slug:kind>/", views.make_paper, name="paper_make"),
    path("desk/suggestions/<int:pk>/papers/<slug:kind>/draft/", views.preview_paper, name="paper_preview"),
    path("desk/suggestions/<int:pk>/contacts/<int:message>/", views.reveal, name="reveal"),
    # A move with a page of its own stands above the two general ones, under the same address.
    path("desk/suggestions/<int:pk>/parts/<int:part>/send_link/", views.make_link, name="make_link"),
    path("desk/suggestions/<int:pk>/do/<slug:name>/", views.act, name="act"),
    path("desk/suggestions/<int:pk>/parts/<int:part>/<slug:name>/", views.part_act, name="part_act"),
    path("handle/<str:token>/", views.link, name="link"),
    path("handle/<str:token>/photos/<str:photo>/", views.link_photo, name="link_photo"),
]
