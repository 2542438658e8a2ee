"""Key projects: the list and its totals, how far each is, keeping them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib import import_module
from io import BytesIO
from secrets import token_hex
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from indicators.models import Plan
from reports.dashboard import projects as dashboard
from reports.facts import gather
from tasks.capacity import Capacity
from tasks.models import Project, ProjectReport
from tasks.transitions import create_project as make_project
from tests.factories import create_project, create_round
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record

SignIn = Callable[[User], Client]


def shown(browser: Client, plan: Plan, **asked: Any) -> Any:
    answer = browser.get(reverse("tasks:projects", args=[plan.code]), asked)
    assert answer.status_code == 200
    return answer.context


def codes(context: Any) -> list[str]:
    return [project.code for project in context["page"]]


def test_an_organization_sees_its_own_and_a_region_those_in_it(
    plan: Plan, housing: Organization, agriculture: Organization, region: Organization, lin: User, sun: User,
    signed_in: SignIn,
) -> None:  # fmt: skip
    create_project(plan, "mine", organization=housing)
    create_project(plan, "located", organization=agriculture, region=region)
    other = create_project(plan, "other", organization=agriculture)
    assert codes(shown(signed_in(lin), plan)) == ["mine"]
    assert len(codes(shown(signed_in(sun), plan))) == 3
    assert signed_in(lin).get(reverse("tasks:project", args=[plan.code, other.pk])).status_code == 404
    at_place = User.objects.get(pk=lin.pk)
    at_place.organization = region
    assert [project.code for project in Project.objects.visible_to(at_place)] == ["located"]


def test_totals_follow_the_search_but_not_the_stage(
    plan: Plan, region: Organization, wu: User, signed_in: SignIn
) -> None:
    create_project(plan, "1", stage="completed", region=region, investment_planned=Decimal("12000.5"))
    create_project(plan, "2", stage="started", region=region)
    create_project(plan, "3", stage="planned", investment_planned=Decimal(5))
    context = shown(signed_in(wu), plan, region=region.pk, stage="completed")
    assert codes(context) == ["1"]
    totals = context["totals"]
    assert (totals.all.count, totals.all.planned, totals.all.without_figure) == (2, Decimal("12000.5"), 1)
    assert (totals.building.count, totals.building.planned, totals.to_start.count) == (1, None, 0)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"stage": "building"}, ["2", "3"]),
        ({"stage": "started"}, ["2"]),
        ({"waste": "agricultural"}, ["3"]),
        ({"waste": "none"}, ["2"]),
        ({"region": "none", "organization": "none"}, ["1", "2", "3"]),
        ({"start_year": "2023"}, ["1"]),
        ({"added_from": "2024-03-01", "added_to": "2024-03-31"}, ["2"]),
        ({"occasion": "年中增补"}, ["2"]),
        ({"only": "behind"}, ["2"]),
        ({"only": "overrun"}, ["1"]),
        ({"only": "no_investment"}, ["3"]),
        ({"only": "mine"}, []),
        ({"only": "moved_out"}, ["4"]),
        ({"view": "board", "stage": "started"}, ["2"]),
        ({"year": "2025"}, ["2"]),
        ({"q": "秸秆"}, ["3"]),
        ({"sort": "investment"}, ["2", "1", "3"]),
        ({"year": "soon", "stage": "?", "region": "x"}, ["1", "2", "3"]),
    ],
)
def test_the_address_says_what_is_shown(
    asked: dict[str, str], expected: list[str], plan: Plan, wu: User, signed_in: SignIn
) -> None:
    create_project(
        plan, "1", stage="completed", start_year=2023, completion_year=2024, waste="other",
        investment_planned=Decimal(0), investment_done=Decimal(1),
    )  # fmt: skip
    create_project(
        plan, "2", stage="started", completion_year=2025, investment_planned=Decimal(9),
        added_on=date(2024, 3, 15), occasion="年中增补",
    )  # fmt: skip
    create_project(plan, "3", name="秸秆利用", stage="under_construction", waste="agricultural")
    create_project(plan, "4", moved_out_on=date(2024, 5, 1))
    assert codes(shown(signed_in(wu), plan, **asked)) == expected


def test_the_office_makes_and_changes_projects(plan: Plan, region: Organization, wu: User, signed_in: SignIn) -> None:
    browser = signed_in(wu)
    form = {
        "code": "5",
        "name": "餐厨垃圾处理",
        "order": 5,
        "stage": "planned",
        "investment_planned": "3500",
        "key": "a",
    }
    assert browser.post(reverse("tasks:project_create", args=[plan.code]), form).status_code == 302
    project = Project.objects.get(code="5")
    changed = {**form, "region": region.pk, "version": 1, "key": "b"}
    assert browser.post(reverse("tasks:project_edit", args=[plan.code, project.pk]), changed).status_code == 302
    created, updated = Record.objects.about(project).order_by("pk")
    assert (created.verb, created.after["investment_planned"]) == ("project.created", "3500")
    assert (updated.verb, updated.before, updated.after) == (
        "project.updated",
        {"region": None},
        {"region": str(region)},
    )


def test_a_project_is_not_finished_before_it_is_begun(plan: Plan, wu: User, signed_in: SignIn) -> None:
    form = {"code": "5", "name": "x", "order": 5, "stage": "planned", "start_year": 2025, "completion_year": 2024}
    answer = signed_in(wu).post(reverse("tasks:project_create", args=[plan.code]), form)
    assert answer.context["form"].has_error("completion_year", "order")


def test_departments_do_not_keep_projects(plan: Plan, housing: Organization, lin: User, signed_in: SignIn) -> None:
    project = create_project(plan, organization=housing)
    assert signed_in(lin).get(reverse("tasks:project_edit", args=[plan.code, project.pk])).status_code == 403
    assert signed_in(lin).get(reverse("tasks:project_create", args=[plan.code])).status_code == 403


def test_the_workbook_tells_missing_from_zero(plan: Plan, wu: User, signed_in: SignIn) -> None:
    create_project(plan, "1", investment_planned=Decimal("12000.5"), investment_done=Decimal(0))
    create_project(plan, "2")
    answer = signed_in(wu).get(reverse("tasks:projects_export", args=[plan.code]))
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=4, min_col=12, max_col=13, values_only=True))
    assert rows == [(12000.5, 0), (None, None)]


def test_more_projects_ask_no_more_of_the_database(
    plan: Plan,
    housing: Organization,
    region: Organization,
    wu: User,
    signed_in: SignIn,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(40):
        create_project(plan, str(number), organization=housing, region=region)
    browser = signed_in(wu)
    with django_assert_max_num_queries(20):
        assert len(codes(shown(browser, plan))) == 40


def saved(browser: Client, plan: Plan, project: Project | None = None, **fields: Any) -> Any:
    """Sends the office's form with these fields; the page that comes back, or None if it was saved."""
    usual = {"code": "5", "name": "餐厨垃圾处理", "order": 5, "stage": "planned", "key": token_hex(8)}
    if project:
        project.refresh_from_db()
        usual |= {"code": project.code, "stage": project.stage, "version": project.version}
    address = reverse("tasks:project_edit", args=[plan.code, project.pk]) if project else ""
    answer = browser.post(address or reverse("tasks:project_create", args=[plan.code]), {**usual, **fields})
    return None if answer.status_code == 302 else answer.context["form"]


def test_words_are_kept_and_what_they_mean_is_read(plan: Plan, wu: User, signed_in: SignIn) -> None:
    browser = signed_in(wu)
    assert saved(browser, plan, waste_type="工业固废", capacity="年处理10万吨") is None
    project = Project.objects.get()
    assert (project.waste, project.waste_type, project.capacity) == ("industrial", "工业固废", "年处理10万吨")
    assert (project.capacity_amount, project.capacity_unit) == (Decimal(10), "万吨/年")
    assert saved(browser, plan, project, waste="hazardous", waste_type="工业固废", capacity="三条线") is None
    project.refresh_from_db()
    assert (project.waste, project.capacity, project.capacity_amount) == ("hazardous", "三条线", None)
    assert saved(browser, plan, project, capacity="三条线", capacity_amount="30", capacity_unit="吨/日") is None
    project.refresh_from_db()
    assert (project.capacity, project.measured_capacity) == ("三条线", Capacity(Decimal(30), "吨/日"))


@pytest.mark.parametrize(
    ("fields", "place", "code"),
    [
        ({"stage": "stopped"}, "reason", "stopped_without_reason"),
        ({"stage": "planned"}, "reason", "back_without_reason"),
        ({"stage": "completed", "reason": " "}, "completion_year", "completed_without_year"),
        ({"stage": "completed", "completion_year": "2099"}, "completion_year", "completed_in_future"),
        ({"start_year": "202"}, "start_year", "min_value"),
        ({"added_on": "2099-01-01"}, "added_on", "future"),
        ({"investment_planned": "5", "investment_done": "6"}, "investment_note", "overrun"),
        ({"capacity": "10万吨/年", "capacity_amount": "9", "capacity_unit": "万吨/年"}, "capacity_amount", "differs"),
        ({"capacity_amount": "9"}, "capacity_unit", "half"),
    ],
)
def test_what_cannot_be_is_refused_in_its_place(
    fields: dict[str, str], place: str, code: str, plan: Plan, wu: User, signed_in: SignIn
) -> None:
    project = create_project(plan, stage="started")
    form = saved(signed_in(wu), plan, project, **fields)
    assert form.has_error(place, code)
    project.refresh_from_db()
    assert (project.version, project.stage) == (1, "started")


def test_a_step_back_keeps_its_reason_until_the_next_step(plan: Plan, wu: User, signed_in: SignIn) -> None:
    project = create_project(plan, stage="under_construction")
    browser = signed_in(wu)
    assert saved(browser, plan, project, stage="stopped", reason="资金没有到位") is None
    project.refresh_from_db()
    assert (project.stage, project.stage_reason) == ("stopped", "资金没有到位")
    assert Record.objects.about(project).get().reason == "资金没有到位"
    assert saved(browser, plan, project, stage="started", reason="复工") is None
    assert saved(browser, plan, project, stage="under_construction") is None
    project.refresh_from_db()
    assert (project.stage, project.stage_reason) == ("under_construction", "")


def test_a_project_moved_out_stays_and_counts_nowhere(
    plan: Plan, housing: Organization, lin: User, wu: User, signed_in: SignIn
) -> None:
    project = create_project(plan, "1", organization=housing, added_on=date(2024, 1, 10))
    create_project(plan, "2")
    browser, address = signed_in(wu), reverse("tasks:project_move", args=[plan.code, project.pk])
    early = {"meant": "out", "day": "2024-01-09", "reason": "不再实施", "version": 1, "key": "a"}
    assert browser.post(address, early).context["form"].has_error("day", "order")
    assert browser.post(address, {**early, "day": "2024-03-01"}).status_code == 302
    context = shown(browser, plan)
    assert (codes(context), context["totals"].all.count, dashboard(plan).all.count) == (["2"], 1, 1)
    assert [each.code for each in gather(plan, 2024, as_of=date(2024, 6, 1)).projects] == ["2"]
    assert browser.get(reverse("tasks:project", args=[plan.code, project.pk])).status_code == 200
    assert ProjectReport.missing_in(create_round(plan)) == [], "and nothing is asked about it"
    assert browser.post(address, {**early, "key": "b"}).status_code == 302, "the same button once more does nothing"
    assert browser.post(address, {"meant": "back", "reason": "误调出", "version": 2, "key": "c"}).status_code == 302
    assert codes(shown(browser, plan)) == ["1", "2"]
    assert [record.reason for record in Record.objects.about(project).order_by("pk")] == ["不再实施", "误调出"]


def test_the_board_has_every_stage(plan: Plan, wu: User, signed_in: SignIn) -> None:
    create_project(plan, "1", stage="started")
    board = shown(signed_in(wu), plan, view="board")["board"]
    assert [(stage, len(projects)) for stage, _word, projects in board] == [
        ("planned", 0), ("started", 1), ("under_construction", 0), ("completed", 0), ("stopped", 0),
    ]  # fmt: skip


def test_projects_of_before_get_their_meaning_and_the_day_of_their_making(plan: Plan, wu: User) -> None:
    upgrade = import_module("tasks.migrations.0005_project_meanings")
    old = make_project(
        plan, by=wu, fields={"code": "1", "name": "甲", "waste_type": "工业固废", "capacity": "5万吨/年"}
    )
    Project.objects.update(added_on=date(2020, 1, 1))
    unread = create_project(plan, "2", waste_type="污泥", capacity="两条线", added_on=date(2020, 1, 1))
    for step in (upgrade.read_words, upgrade.date_back):
        step(apps, None)
    old.refresh_from_db()
    unread.refresh_from_db()
    assert (old.waste, old.measured_capacity, old.added_on) == (
        "industrial", Capacity(Decimal(5), "万吨/年"), localdate(),
    )  # fmt: skip
    assert (unread.waste, unread.measured_capacity, unread.added_on) == ("", None, date(2020, 1, 1))
