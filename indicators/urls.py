"""Addresses of indicators."""

from django.urls import URLPattern, path

from indicators.views import entries, grid, review, rows

app_name = "indicators"
urlpatterns: list[URLPattern] = [
    path("plans/<slug:plan_code>/rounds/<int:round_pk>/entries/", grid.grid, name="grid"),
    path("plans/<slug:plan_code>/rounds/<int:round_pk>/entries/take-back/", grid.take_back, name="entries_take_back"),
    path("plans/<slug:plan_code>/rounds/<int:round_pk>/review/", review.review, name="review"),
    path("plans/<slug:plan_code>/entries/<int:pk>/", entries.entry, name="entry"),
    path("plans/<slug:plan_code>/entries/<int:pk>/save/", rows.save, name="entry_save"),
    path("plans/<slug:plan_code>/entries/<int:pk>/undo/", rows.undo, name="entry_undo"),
    path("plans/<slug:plan_code>/entries/<int:pk>/evidence/", rows.add_evidence, name="entry_add_evidence"),
    path("plans/<slug:plan_code>/entries/<int:pk>/evidence/remove/", rows.remove_evidence, name="entry_remove_evidence"),
]
