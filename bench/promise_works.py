"""What people do with tasks, projects and the reports about them."""

from collections.abc import Iterator, Mapping
from functools import partial
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from xlsxwriter import Workbook

from bench.acts import Work, client_of, get, posted
from bench.books import bare_read, bare_write
from bench.city import City
from bench.promise_floors import PromiseFloors
from indicators.models import EntryState
from tasks.annex.importing import read_annex
from tasks.models import Task, TaskReport
from wastefree.access import Role
from wastefree.files.staging import stage

APPROVED = 500
ANNEX_ROWS = 500
VIEWS: Mapping[str, str] = {
    "table": "",
    "tree": "?view=tree",
    "board": "?view=board",
    "Gantt": "?view=gantt",
    "calendar": "?view=calendar&month=2024-12",
}


def promise_works(city: City) -> Iterator[Work]:
    yield from _of_tasks(city)
    yield from _of_reports(city)
    yield from _of_projects(city)
    yield from _of_lists(city)
    yield from _of_orders(city)
    yield from _of_annexes(city)


def _of_tasks(city: City) -> Iterator[Work]:
    plan, floors = city.place.plan, PromiseFloors(city)
    leader = client_of(city.people[Role.LEADER])
    for name, asked in VIEWS.items():
        path = reverse("tasks:tasks", args=[plan.code]) + asked
        yield Work(f"task list, {name}", partial(get, leader, path), floors.read_tasks)
    task = plan.tasks.exclude(children=None).order_by("pk")[0]
    page = reverse("tasks:task", args=[plan.code, task.pk])
    yield Work("task page", lambda: get(leader, page), lambda: floors.read_task(task))


def _of_reports(city: City) -> Iterator[Work]:
    floors = PromiseFloors(city)
    reporter, office = client_of(city.people[Role.REPORTER]), client_of(city.people[Role.OFFICE])
    page = reverse("tasks:progress", args=[city.place.plan.code, city.open_round.pk])
    yield Work("progress page", lambda: get(reporter, page), floors.read_told)
    own = TaskReport.objects.in_round(city.open_round).of(city.place.organization)
    draft = own.editable().exclude(task=city.place.task).order_by("pk")[0]
    saving = reverse("tasks:task_report_save", args=[city.place.plan.code, draft.pk])
    yield Work("save one progress report", lambda: _save(reporter, saving, draft), lambda: floors.save(draft))
    some = list(TaskReport.objects.in_round(city.open_round).to_approve().order_by("pk")[:APPROVED])
    review = reverse("tasks:task_review", args=[city.place.plan.code, city.open_round.pk])
    yield Work("review of progress", lambda: get(office, review), floors.read_waiting)
    yield Work(f"approve {len(some)} reports", lambda: _approve(office, review, some), lambda: floors.approve(some))


def _of_projects(city: City) -> Iterator[Work]:
    plan, floors, leader = city.place.plan, PromiseFloors(city), client_of(city.people[Role.LEADER])
    for name, route in (("list", "projects"), ("totals", "project_totals"), ("growth", "project_history")):
        path = reverse(f"tasks:{route}", args=[plan.code])
        yield Work(f"projects, {name}", partial(get, leader, path), floors.read_projects)


def _of_lists(city: City) -> Iterator[Work]:
    plan, floors, leader = city.place.plan, PromiseFloors(city), client_of(city.people[Role.LEADER])
    duties, four = reverse("tasks:duties", args=[plan.code]), reverse("tasks:lists_export", args=[plan.code])
    yield Work("list of responsibilities", lambda: get(leader, duties), floors.read_all)
    data = get(leader, four)
    yield Work("the four lists as a workbook", lambda: get(leader, four), lambda: bare_write(data))


def _of_orders(city: City) -> Iterator[Work]:
    plan, floors, office = city.place.plan, PromiseFloors(city), client_of(city.people[Role.OFFICE])
    orders = reverse("tasks:orders", args=[plan.code])
    yield Work("list of orders", lambda: get(office, orders), floors.read_orders)
    agenda = reverse("tasks:meeting", args=[plan.code, city.place.meeting.pk])
    yield Work("agenda of a meeting", lambda: get(office, agenda), floors.read_all)


def _of_annexes(city: City) -> Iterator[Work]:
    plan, by = city.place.plan, city.people[Role.OFFICE]
    office, data = client_of(by), _annex(city)
    kept = stage(by, SimpleUploadedFile("附件.xlsx", data))
    path = reverse("tasks:import_preview", args=[plan.code, kept.pk])
    yield Work(f"preview of {ANNEX_ROWS} tasks", lambda: get(office, path), lambda: bare_read(data))
    seen = read_annex(data, name=kept.name).judge(plan)
    floors = PromiseFloors(city)
    yield Work(
        f"import of {ANNEX_ROWS} tasks", lambda: _import(office, path, seen.fingerprint), lambda: floors.add(ANNEX_ROWS)
    )


def _annex(city: City) -> bytes:
    """As many tasks that the plan has not yet, in sections of fifty."""
    content, bodies = BytesIO(), list(city.place.plan.organizations.values_list("name", flat=True))
    with Workbook(content, {"in_memory": True}) as out:
        sheet = out.add_worksheet("任务")
        sheet.write_row(0, 0, ("序号", "重点领域", "工作任务", "具体措施", "牵头单位", "配合单位", "完成时限"))
        for row in range(ANNEX_ROWS):
            lead, helping = bodies[row % len(bodies)], bodies[(row + 1) % len(bodies)]
            named = f"新增任务{row + 1}", "建设收集点，完善台账。"
            sheet.write_row(
                row + 1, 0, (f"新{row + 1}", f"新增领域{row // 50}", *named, lead, helping, "2024年4月底前")
            )
    return content.getvalue()


def _save(client: Client, path: str, report: TaskReport) -> None:
    anchor = report.anchor
    sent = {f"{anchor}-version": report.version, f"{anchor}-progress": "已建成 5 处。", f"{anchor}-percent": "60"}
    posted(client.post(path, sent, headers={"HX-Request": "true"}).status_code, 200)
    if TaskReport.objects.get(pk=report.pk).version == report.version:
        raise RuntimeError("nothing was saved")


def _approve(client: Client, path: str, some: list[TaskReport]) -> None:
    versions = {f"version-{report.pk}": report.version for report in some}
    posted(client.post(path, {"entry": [report.pk for report in some], "then": "pass", **versions}).status_code, 302)
    approved = TaskReport.objects.filter(pk__in=[report.pk for report in some], state=EntryState.APPROVED)
    if approved.count() != len(some):
        raise RuntimeError("not all were approved")


def _import(client: Client, path: str, fingerprint: str) -> None:
    there = Task.objects.count()
    posted(client.post(path, {"key": "bench", "fingerprint": fingerprint}).status_code, 302)
    if Task.objects.count() != there + ANNEX_ROWS:
        raise RuntimeError("not all were imported")
