"""Addresses of reports."""

from django.urls import path

from reports.views import assessments, dashboards, search

app_name = "reports"
urlpatterns = [
    path("plans/<slug:plan_code>/search/", search.results, name="search"),
    path("plans/<slug:plan_code>/dashboard/", dashboards.city, name="dashboard"),
    path("plans/<slug:plan_code>/dashboard/departments/", dashboards.departments, name="departments"),
    path("plans/<slug:plan_code>/dashboard/regions/", dashboards.regions, name="regions"),
    path("plans/<slug:plan_code>/dashboard/fields/", dashboards.fields, name="fields"),
    path("plans/<slug:plan_code>/dashboard/trends/", dashboards.trends, name="trends"),
    path("plans/<slug:plan_code>/self-assessments/", assessments.assessment_list, name="self_assessments"),
    path("plans/<slug:plan_code>/self-assessments/<int:year>/", assessments.assessment, name="self_assessment"),
    path(
        "plans/<slug:plan_code>/self-assessments/<int:year>/workbook/",
        assessments.export,
        name="export_self_assessment",
    ),
]
