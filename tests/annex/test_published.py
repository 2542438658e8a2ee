"""Tables as cities published them, retyped: all of them come in, and what they leave open stays open."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.models import Indicator, Plan
from tasks.models import Task, TaskSection
from tests.annex.annexes import counts, run_file
from wastefree.accounts.models import Organization

PUBLISHED = Path(__file__).parent / "published"


def test_the_29_tasks_of_xingtai_come_in_with_their_sections(plan: Plan) -> None:
    status, printed = run_file(plan, PUBLISHED / "xingtai_tasks.csv", "--create-organizations")
    assert (status, printed["kind"], counts(printed), printed["problems"]) == (0, "tasks", (29, 0, 0), [])
    assert TaskSection.objects.count() == 10
    first = Task.objects.get(code="1")
    assert first.title == "健全污染防治内生机制"
    assert first.lead is None, "eight bodies are named and none that leads"
    assert {body.name for body in first.cooperating.all()} >= {"市生态环境局", "市行政审批局"}
    assert first.responsible_text.startswith("市生态环境局、市发展改革委")


def test_a_task_with_one_body_is_led_by_it(plan: Plan, housing: Organization) -> None:
    run_file(plan, PUBLISHED / "xingtai_tasks.csv", "--create-organizations")
    alone = Task.objects.get(title="推进建筑垃圾源头减量")
    assert alone.lead == housing, "which the portal knows as 市住房和城乡建设局"


def test_the_bodies_of_xingtai_s_tasks_are_those_that_it_names(plan: Plan) -> None:
    run_file(plan, PUBLISHED / "xingtai_tasks.csv", "--create-organizations")
    made = Organization.objects.filter(code__startswith="org-")
    assert made.count() == 30
    assert not [body.name for body in made if any(word in body.name for word in ("负责", "职责", "各县", "；", "（"))]


@pytest.mark.parametrize(("name", "rows"), [("shenzhen_indicators.csv", 14), ("xuzhou_indicators.csv", 8)])
def test_published_indicators_come_in_without_a_problem(plan: Plan, name: str, rows: int) -> None:
    status, printed = run_file(plan, PUBLISHED / name)
    assert (status, printed["kind"], counts(printed), printed["problems"]) == (0, "indicators", (rows, 0, 0), [])
    with (PUBLISHED / name).open(encoding="utf-8") as file:
        written = [row["指标名称"] for row in csv.DictReader(file)]
    assert list(Indicator.objects.order_by("order").values_list("name", flat=True)) == written


@pytest.mark.parametrize("name", ["xingtai_tasks.csv", "shenzhen_indicators.csv", "xuzhou_indicators.csv"])
def test_a_published_table_comes_in_only_once(plan: Plan, name: str) -> None:
    _, first = run_file(plan, PUBLISHED / name)
    _, second = run_file(plan, PUBLISHED / name)
    assert counts(second) == (0, 0, first["created"])


def test_shenzhen_s_baselines_and_units_are_its_own(plan: Plan) -> None:
    run_file(plan, PUBLISHED / "shenzhen_indicators.csv")
    recovered = Indicator.objects.get(name="生活垃圾回收利用率")
    assert [(each.year, each.value, each.text) for each in recovered.baselines.all()] == [(2020, Decimal(41), "41%")]
    hazardous = Indicator.objects.get(name="工业危险废物产生强度")
    assert hazardous.unit == "公斤/万元" and hazardous.formula.endswith("* 1000")


def test_xuzhou_s_targets_are_read_as_they_are_meant(plan: Plan) -> None:
    run_file(plan, PUBLISHED / "xuzhou_indicators.csv")
    meant = {
        target.indicator.code: [(each.kind.value, each.value) for each in target.parsed]
        for indicator in Indicator.objects.all()
        for target in indicator.targets.all()
    }
    assert meant == {
        "1": [("direction", -1)],
        "2": [("equal", 100)],
        "3": [("at_most", 330)],
        "4": [("at_least", 30)],
        "5": [("at_least", 12)],
        "6": [("qualitative", None)],
        "7": [("at_least", 10)],
        "8": [("qualitative", None)],
    }


def test_of_xingtai_s_tasks_collectives_are_seen_as_such_and_leads_are_left_open(plan: Plan) -> None:
    run_file(plan, PUBLISHED / "xingtai_tasks.csv", "--create-organizations")
    tasks = Task.objects.prefetch_related("cooperating").order_by("order")
    collectives = {task.code: task.collectives for task in tasks if task.collectives}
    assert collectives == {"1": ["等部门", "各县(市、区)政府"], "3": ["等"], "4": ["等"]}
    assert [task.code for task in tasks if task.lead] == ["12", "13"], "where a single body answers"
    named = [task.responsible_text.count("、") + 1 for task in tasks if task.code not in ("1", "12", "13")]
    assert [task.cooperating.count() for task in tasks if task.code not in ("1", "12", "13")] == named
    first = tasks[0]
    assert first.cooperating.count() == 10 and first.cooperating.filter(name="邢东新区管委会").exists()
    assert {task.order for task in tasks} == set(range(1, 30))
