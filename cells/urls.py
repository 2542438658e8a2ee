"""Addresses of cells."""

from django.urls import URLPattern, path

from cells.views import cells, quotas

app_name = "cells"
urlpatterns: list[URLPattern] = [
    path("plans/<slug:plan_code>/cells/", cells.cell_list, name="cells"),
    path("plans/<slug:plan_code>/cells/new/", cells.create, name="cell_create"),
    path("plans/<slug:plan_code>/cells/export/", cells.export, name="cells_export"),
    path("plans/<slug:plan_code>/cells/name/", cells.name_several, name="cells_name"),
    path("plans/<slug:plan_code>/cells/<int:pk>/", cells.cell, name="cell"),
    path("plans/<slug:plan_code>/cells/<int:pk>/edit/", cells.edit, name="cell_edit"),
    path("plans/<slug:plan_code>/cells/<int:pk>/name/", cells.name, name="cell_name"),
    path("plans/<slug:plan_code>/cells/<int:pk>/undo/", cells.undo, name="cell_undo"),
    path("plans/<slug:plan_code>/cells/types/new/", quotas.create_type, name="type_create"),
    path("plans/<slug:plan_code>/cells/types/<int:pk>/", quotas.edit_type, name="type_edit"),
    path("plans/<slug:plan_code>/cells/types/<int:pk>/<int:year>/", quotas.quota, name="quota"),
]
