"""Addresses of indicators."""

from django.urls import URLPattern, path

from indicators.views import definitions, entries, grid, indicators, plans, review, roundbook, rounds, rows, targets

app_name = "indicators"
urlpatterns: list[URLPattern] = [
    path("plans/", plans.plan_list, name="plans"),
    path("plans/new/", plans.create, name="plan_create"),
    path("plans/<slug:plan_code>/setup/", plans.plan, name="plan"),
    path("plans/<slug:plan_code>/setup/edit/", plans.edit, name="plan_edit"),
    path("plans/<slug:plan_code>/setup/organizations/", plans.organizations, name="plan_organizations"),
    path("plans/<slug:plan_code>/rounds/<int:round_pk>/entries/", grid.grid, name="grid"),
    path("plans/<slug:plan_code>/rounds/<int:round_pk>/entries/take-back/", grid.take_back, name="entries_take_back"),
    path("plans/<slug:plan_code>/rounds/<int:round_pk>/workbook/", roundbook.download, name="roundbook"),
    path("plans/<slug:plan_code>/rounds/<int:round_pk>/workbook/upload/", roundbook.upload, name="roundbook_upload"),
    path(
        "plans/<slug:plan_code>/rounds/<int:round_pk>/workbook/upload/<uuid:pk>/",
        roundbook.preview,
        name="roundbook_preview",
    ),
    path(
        "plans/<slug:plan_code>/rounds/<int:round_pk>/workbook/upload/<uuid:pk>/give-up/",
        roundbook.give_up,
        name="roundbook_give_up",
    ),
    path("plans/<slug:plan_code>/rounds/<int:round_pk>/review/", review.review, name="review"),
    path("plans/<slug:plan_code>/entries/<int:pk>/", entries.entry, name="entry"),
    path("plans/<slug:plan_code>/entries/<int:pk>/return/", entries.send_back, name="entry_return"),
    path("plans/<slug:plan_code>/entries/<int:pk>/save/", rows.save, name="entry_save"),
    path("plans/<slug:plan_code>/entries/<int:pk>/undo/", rows.undo, name="entry_undo"),
    path("plans/<slug:plan_code>/entries/<int:pk>/evidence/", rows.add_evidence, name="entry_add_evidence"),
    path(
        "plans/<slug:plan_code>/entries/<int:pk>/evidence/remove/", rows.remove_evidence, name="entry_remove_evidence"
    ),
    path("plans/<slug:plan_code>/rounds/", rounds.round_list, name="rounds"),
    path("plans/<slug:plan_code>/rounds/<int:pk>/", rounds.one_round, name="round"),
    path("plans/<slug:plan_code>/rounds/<int:pk>/open/", rounds.open_now, name="round_open"),
    path("plans/<slug:plan_code>/rounds/<int:pk>/days/", rounds.days, name="round_days"),
    path("plans/<slug:plan_code>/rounds/<int:pk>/complete/", rounds.complete, name="round_complete"),
    path("plans/<slug:plan_code>/rounds/<int:pk>/close/", rounds.close, name="round_close"),
    path("plans/<slug:plan_code>/rounds/<int:pk>/reopen/", rounds.reopen, name="round_reopen"),
    path("plans/<slug:plan_code>/rounds/<int:pk>/urge/", rounds.urge_late, name="round_urge"),
    path("plans/<slug:plan_code>/indicators/", indicators.indicator_list, name="indicators"),
    path("plans/<slug:plan_code>/indicators/export/", indicators.export, name="indicators_export"),
    path("plans/<slug:plan_code>/indicators/<int:pk>/", indicators.indicator, name="indicator"),
    path("plans/<slug:plan_code>/indicators/new/", definitions.indicator_create, name="indicator_create"),
    path("plans/<slug:plan_code>/indicators/try/", definitions.formula_try, name="formula_try"),
    path("plans/<slug:plan_code>/indicators/<int:pk>/edit/", definitions.indicator_edit, name="indicator_edit"),
    path("plans/<slug:plan_code>/indicators/<int:pk>/targets/", targets.targets, name="targets"),
    path("plans/<slug:plan_code>/targets/<int:pk>/decide/", targets.decide, name="target_decide"),
    path("plans/<slug:plan_code>/quantities/", definitions.quantity_list, name="quantities"),
    path("plans/<slug:plan_code>/quantities/new/", definitions.quantity_create, name="quantity_create"),
    path("plans/<slug:plan_code>/quantities/<int:pk>/", definitions.quantity_edit, name="quantity_edit"),
]
