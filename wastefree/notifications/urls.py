"""Addresses of notifications."""

from django.urls import path

from wastefree.notifications import views

app_name = "notifications"
urlpatterns = [
    path("notifications/", views.notices, name="list"),
    path("notifications/read", views.read_all, name="read_all"),
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/retry", views.retry, name="retry"),
    path("notifications/<int:pk>/read", views.read, name="read"),
]
