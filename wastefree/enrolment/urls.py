"""Addresses of enrolment."""

from django.urls import path

from wastefree.enrolment import views

app_name = "enrolment"
urlpatterns = [
    path("enrolment/", views.hand_in, name="import"),
    path("enrolment/blank.xlsx", views.blank, name="blank"),
    path("enrolment/<uuid:pk>/", views.preview, name="preview"),
    path("enrolment/<uuid:pk>/confirm", views.confirm, name="confirm"),
    path("enrolment/<uuid:pk>/passwords", views.passwords, name="passwords"),
    path("enrolment/<uuid:pk>/give-up", views.give_up, name="give_up"),
]
