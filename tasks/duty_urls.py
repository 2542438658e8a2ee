"""Addresses of who answers for what."""

from django.urls import URLPattern, path

from tasks.views import charges, duties, lists

urlpatterns: list[URLPattern] = [
    path("plans/<slug:plan_code>/lists/", lists.four_lists, name="lists"),
    path("plans/<slug:plan_code>/lists/export/", lists.export, name="lists_export"),
    path("plans/<slug:plan_code>/duties/", duties.duty_list, name="duties"),
    path("plans/<slug:plan_code>/duties/export/", duties.export, name="duties_export"),
    path("plans/<slug:plan_code>/in-charge/", duties.in_charge, name="in_charge"),
    path("plans/<slug:plan_code>/charges/", charges.charge_list, name="charges"),
    path("plans/<slug:plan_code>/charges/export/", charges.export, name="charges_export"),
    path("plans/<slug:plan_code>/charges/of/<slug:organization_code>/", charges.charge, name="charge"),
]
