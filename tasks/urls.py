"""Addresses of tasks."""

from django.urls import URLPattern, path

from tasks import duty_urls
from tasks.views import (
    annex,
    copying,
    desk,
    handover,
    project_bulk,
    project_totals,
    projects,
    report,
    reportreview,
    reports,
    tasks,
)

app_name = "tasks"
urlpatterns: list[URLPattern] = [
    path("plans/<slug:plan_code>/desk/", desk.desk, name="desk"),
    path("plans/<slug:plan_code>/tasks/", tasks.task_list, name="tasks"),
    path("plans/<slug:plan_code>/tasks/new/", tasks.create, name="task_create"),
    path("plans/<slug:plan_code>/tasks/export/", tasks.export, name="tasks_export"),
    path("plans/<slug:plan_code>/tasks/<int:pk>/", tasks.task, name="task"),
    path("plans/<slug:plan_code>/tasks/<int:pk>/lead/", tasks.name_lead, name="task_lead"),
    path("plans/<slug:plan_code>/tasks/<int:pk>/edit/", tasks.edit, name="task_edit"),
    path("plans/<slug:plan_code>/projects/", projects.project_list, name="projects"),
    path("plans/<slug:plan_code>/projects/new/", projects.create, name="project_create"),
    path("plans/<slug:plan_code>/projects/export/", projects.export, name="projects_export"),
    path("plans/<slug:plan_code>/projects/change/", project_bulk.bulk, name="projects_bulk"),
    path("plans/<slug:plan_code>/projects/totals/", project_totals.totals, name="project_totals"),
    path("plans/<slug:plan_code>/projects/totals/export/", project_totals.totals_export, name="project_totals_export"),
    path("plans/<slug:plan_code>/projects/history/", project_totals.history, name="project_history"),
    path(
        "plans/<slug:plan_code>/projects/history/export/",
        project_totals.history_export,
        name="project_history_export",
    ),
    path("plans/<slug:plan_code>/projects/<int:pk>/", projects.project, name="project"),
    path("plans/<slug:plan_code>/projects/<int:pk>/edit/", projects.edit, name="project_edit"),
    path("plans/<slug:plan_code>/projects/<int:pk>/move/", projects.move, name="project_move"),
    path("plans/<slug:plan_code>/progress/<int:round_pk>/", reports.progress, name="progress"),
    path("plans/<slug:plan_code>/progress/<int:round_pk>/take-back/", reports.take_back, name="progress_take_back"),
    path(
        "plans/<slug:plan_code>/progress/<int:round_pk>/tasks/review/",
        reportreview.review,
        {"kind": "tasks"},
        name="task_review",
    ),
    path("plans/<slug:plan_code>/task-reports/<int:pk>/", report.report, {"kind": "tasks"}, name="task_report"),
    path("plans/<slug:plan_code>/task-reports/<int:pk>/save/", report.save, {"kind": "tasks"}, name="task_report_save"),
    path(
        "plans/<slug:plan_code>/task-reports/<int:pk>/return/",
        report.send_back,
        {"kind": "tasks"},
        name="task_report_return",
    ),
    path(
        "plans/<slug:plan_code>/task-reports/<int:pk>/evidence/",
        report.add_evidence,
        {"kind": "tasks"},
        name="task_report_add_evidence",
    ),
    path(
        "plans/<slug:plan_code>/task-reports/<int:pk>/evidence/remove/",
        report.remove_evidence,
        {"kind": "tasks"},
        name="task_report_remove_evidence",
    ),
    path(
        "plans/<slug:plan_code>/progress/<int:round_pk>/projects/review/",
        reportreview.review,
        {"kind": "projects"},
        name="project_review",
    ),
    path(
        "plans/<slug:plan_code>/project-reports/<int:pk>/", report.report, {"kind": "projects"}, name="project_report"
    ),
    path(
        "plans/<slug:plan_code>/project-reports/<int:pk>/save/",
        report.save,
        {"kind": "projects"},
        name="project_report_save",
    ),
    path(
        "plans/<slug:plan_code>/project-reports/<int:pk>/return/",
        report.send_back,
        {"kind": "projects"},
        name="project_report_return",
    ),
    path(
        "plans/<slug:plan_code>/project-reports/<int:pk>/evidence/",
        report.add_evidence,
        {"kind": "projects"},
        name="project_report_add_evidence",
    ),
    path(
        "plans/<slug:plan_code>/project-reports/<int:pk>/evidence/remove/",
        report.remove_evidence,
        {"kind": "projects"},
        name="project_report_remove_evidence",
    ),
    path("plans/<slug:plan_code>/setup/copy/", copying.plan_copy, name="plan_copy"),
    path("plans/<slug:plan_code>/handovers/", handover.handover_list, name="handovers"),
    path("plans/<slug:plan_code>/handovers/of/<slug:organization_code>/", handover.hand_over, name="hand_over"),
    path("plans/<slug:plan_code>/handovers/<int:pk>/", handover.handover, name="handover"),
    path("plans/<slug:plan_code>/handovers/<int:pk>/take-back/", handover.take_back, name="handover_take_back"),
    path("plans/<slug:plan_code>/import/", annex.upload, name="import_annex"),
    path("plans/<slug:plan_code>/import/<uuid:pk>/", annex.preview, name="import_preview"),
    path("plans/<slug:plan_code>/import/<uuid:pk>/done/", annex.done, name="import_done"),
    path("plans/<slug:plan_code>/import/blank/<slug:kind>.xlsx", annex.blank, name="import_blank"),
    *duty_urls.urlpatterns,
]
