"""Addresses of audit."""

from django.urls import path, re_path

from wastefree.audit import views

app_name = "audit"
urlpatterns = [
    path("audit/", views.records, name="records"),
    re_path(r"^audit/(?P<extension>xlsx|csv)$", views.export, name="export"),
]
