"""Addresses of indicators."""

from django.urls import URLPattern, path

from indicators.views import entries, grid, review

app_name = "indicators"
urlpatterns: list[URLPattern] = [
    path("plans/<slug:plan_code>/rounds/<int:round_pk>/entries/", grid.grid, name="grid"),
    path("plans/<slug:plan_code>/rounds/<int:round_pk>/review/", review.review, name="review"),
    path("plans/<slug:plan_code>/entries/<int:pk>/", entries.entry, name="entry"),
]
