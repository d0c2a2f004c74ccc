from django.urls import path

from liaison import views

app_name = "liaison"
urlpatterns = [
    path("c/", views.public.enter_code, name="enter_code"),
    path("c/<str:token>/", views.public.code, name="code"),
    path("c/<str:token>/message/", views.public.message, name="message"),
    path("c/<str:token>/appointment/", views.public.appointment, name="appointment"),
    path("deputies/<int:pk>/contact/", views.public.contact_deputy, name="contact_deputy"),
    path("sites/<int:pk>/contact/", views.public.contact_site, name="contact_site"),
    path("track/", views.tracking.find, name="find"),
    path("track/<str:receipt>/", views.tracking.track, name="track"),
    path("track/<str:receipt>/receipt/", views.tracking.receipt, name="receipt"),
    path("track/<str:receipt>/my-data/", views.tracking.my_data, name="my_data"),
    path("track/<str:receipt>/<str:name>/", views.tracking.speak, name="speak"),
    path("photos/<str:token>/", views.public.photo, name="photo"),
    path("privacy/", views.public.privacy, name="privacy"),
    path("desk/liaison/conversations/", views.desk.queue, name="queue"),
    path("desk/liaison/conversations/new/", views.desk.enter, name="enter"),
    path("desk/liaison/conversations/<str:receipt>/", views.desk.conversation, name="conversation"),
    path("desk/liaison/conversations/<str:receipt>/contact/", views.desk.reveal, name="reveal"),
    path("desk/liaison/conversations/<str:receipt>/<str:name>/", views.desk.act, name="act"),
    path("desk/liaison/canned/", views.desk.canned, name="canned"),
    path("desk/liaison/reception/", views.reception.days, name="reception"),
    path("desk/liaison/reception/plan/", views.reception.plan, name="reception_plan"),
    path("desk/liaison/reception/new/", views.reception.new_day, name="reception_new"),
    path("desk/liaison/reception/<int:pk>/", views.reception.day, name="reception_day"),
    path("desk/liaison/codes/", views.codes.codes, name="codes"),
    path("desk/liaison/codes/<int:pk>/", views.codes.code, name="code_detail"),
    path("desk/liaison/codes/<int:pk>/qr.<str:form>", views.codes.qr, name="code_qr"),
    path("desk/liaison/notices/", views.notices.notices, name="notices"),
    path("desk/liaison/notices/<int:pk>/", views.notices.open_notice, name="notice"),
    path("desk/liaison/channels/", views.notices.channels, name="channels"),
    path("desk/liaison/tenure/<int:pk>/", views.tenure.status, name="deputy_status"),
    path("desk/liaison/tenure/terms/", views.tenure.terms, name="terms"),
]
