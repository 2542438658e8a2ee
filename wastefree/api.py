"""The API of all apps, and its description, served by the portal itself."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
