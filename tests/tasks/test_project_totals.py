"""What projects come to on the page of totals, how their list grew, and the sentence for a briefing."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from indicators.models import Plan
from tasks.briefing import project_sentences
from tasks.charts import growth_steps
from tasks.growth import growth
from tasks.models import Project
from tasks.totals import line_of, project_totals
from tests.factories import create_project
from wastefree.accounts.models import Organization, User

SignIn = Callable[[User], Client]
S = Project.Stage


def totals_page(browser: Client, plan: Plan, **asked: str) -> Any:
    answer = browser.get(reverse("tasks:project_totals", args=[plan.code]), asked)
    assert answer.status_code == 200
    return answer.context


def sentences(projects: list[Project], about: str = "") -> str:
    totals = project_totals(line_of(each) for each in projects if not each.moved_out_on)
    return project_sentences(totals, growth(projects), "2024年6月30日", "2024年1月5日", about)


def like_baotou() -> list[Project]:
    """80 projects of 171 亿元: 33 at the beginning; 32 completed, 36 under construction, 12 about to start."""
    stages = [S.COMPLETED] * 32 + [S.STARTED] * 6 + [S.UNDER_CONSTRUCTION] * 30 + [S.PLANNED] * 12
    return [
        Project(
            stage=stage,
            investment_planned=Decimal(20000) if place else Decimal(130000),
            investment_done=Decimal(0),
            added_on=date(2024, 1, 5) if place < 33 else date(2024, 5, 20),
        )
        for place, stage in enumerate(stages)
    ]


def test_the_briefing_is_told_as_baotou_told_it() -> None:
    assert sentences(like_baotou()) == (
        "截至2024年6月30日，共80个重点项目，总投资171亿元。其中已完工32个，在建36个，即将开工12个。"
        "累计完成投资0元，占总投资的0%。项目清单由2024年1月5日的33个调整为80个。"
    )
    with translation.override("en"):
        told = project_sentences(project_totals(map(line_of, like_baotou())), growth(like_baotou()), "30 June", "5 May")
    assert "80 key projects" in told and "17.10 billion yuan" in told and "from 33" in told
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in told)


def test_what_nobody_has_given_is_said_to_be_missing() -> None:
    projects = [
        Project(
            stage=S.STOPPED, investment_planned=Decimal(100), investment_done=Decimal(20), added_on=date(2024, 1, 5)
        ),
        Project(stage=S.PLANNED, investment_done=Decimal(5), added_on=date(2024, 1, 5)),
    ]
    assert sentences(projects, "生活垃圾") == (
        "截至2024年6月30日，生活垃圾共2个重点项目，总投资100万元（另有1个未填总投资）。其中即将开工1个，已停止1个。"
        "累计完成投资25万元。"
    )
    assert sentences(projects[1:]) == "截至2024年6月30日，共1个重点项目。其中即将开工1个。累计完成投资5万元。"
    assert sentences([]) == ""


def test_the_share_is_of_those_of_which_both_sums_are_known() -> None:
    whole = project_totals([(S.STARTED, Decimal(300), Decimal(100)), (S.STARTED, Decimal(50), None), (S.STARTED, None, Decimal(9))]).all  # fmt: skip
    assert (whole.share, whole.shared, whole.done) == (Decimal("33.3"), 1, Decimal(109))
    assert project_totals([(S.STARTED, Decimal(0), Decimal(0))]).all.share is None


def test_the_list_grows_and_what_was_moved_out_leaves_it() -> None:
    first, second, third = (
        Project(added_on=date(2023, 12, 31), investment_planned=Decimal(5)),
        Project(added_on=date(2024, 2, 1), investment_planned=Decimal(7), moved_out_on=date(2024, 5, 1)),
        Project(added_on=date(2024, 2, 20), occasion="年中增补"),
    )
    levels = growth([first, second, third])
    assert [(str(each.first), each.count, int(each.planned or 0)) for each in levels] == [
        ("2023-12-31", 1, 5), ("2024-02-01", 2, 12), ("2024-02-20", 3, 12), ("2024-05-01", 2, 5),
    ]  # fmt: skip
    assert [len(each.added) for each in levels] == [1, 1, 1, 0]
    quarters = growth([first, second, third], "quarter")
    assert [(len(each.added), each.left_again, len(each.moved_out), each.count) for each in quarters] == [
        (1, 0, 0, 1), (2, 1, 0, 3), (0, 0, 1, 2),
    ]  # fmt: skip
    assert [each.count for each in growth([first, second, third], "year")] == [1, 2]
    drawn = growth_steps(levels, date(2024, 6, 1))["data"]
    assert (list(drawn[0]["x"])[-1], list(drawn[0]["y"])) == ("2024-06-01", [1, 2, 3, 2, 2])


def test_totals_lead_to_the_rows_that_they_count(
    plan: Plan, housing: Organization, region: Organization, wu: User, signed_in: SignIn
) -> None:
    create_project(
        plan, "1", waste="household", region=region, organization=housing, completion_year=2024, stage="started"
    )
    create_project(plan, "2", waste="household", completion_year=2025, stage="completed")
    create_project(plan, "3", capacity_amount=Decimal(2), capacity_unit="万吨/年")
    create_project(plan, "4", moved_out_on=date(2024, 1, 1))
    browser = signed_in(wu)
    context = totals_page(browser, plan, q="")
    parts = {heading: [(group.label, group.totals.all.count) for group in groups] for heading, _all, groups in context["tables"].parts}  # fmt: skip
    assert parts["类别"] == [("生活垃圾", 2), ("未归类", 1)]
    assert parts["所在区县"] == [(region.label, 1), ("未填", 2)]
    for _first, _heading, groups in context["tables"].parts:
        for group in groups:
            answer = browser.get(reverse("tasks:projects", args=[plan.code]), group.address)
            assert answer.context["page"].paginator.count == group.totals.all.count
    years = context["tables"].years
    assert [line.year for line in years] == [2024, 2025, None]
    word, address, cell = years[0].stages[1]
    assert (word, cell.count, address.dict()) == ("已开工", 1, {"year": "2024", "stage": "started"})
    assert ([each.shown for each in context["tables"].capacities], context["tables"].without_capacity) == (
        ["2万吨/年"],
        2,
    )


def test_totals_are_of_what_was_asked_for(plan: Plan, wu: User, lin: User, signed_in: SignIn) -> None:
    create_project(plan, "1", waste="household", organization=lin.organization)
    create_project(plan, "2", waste="hazardous")
    context = totals_page(signed_in(wu), plan, waste="household", by="start_year")
    assert context["totals"].all.count == 1
    assert "类别“生活垃圾”共1个重点项目" in context["sentences"]
    assert "市住建局共1个重点项目" in totals_page(signed_in(lin), plan)["sentences"]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("page", ["project_totals_export", "project_history_export", "projects_export"])
def test_each_page_is_taken_along_as_a_file(kind: str, page: str, plan: Plan, wu: User, signed_in: SignIn) -> None:
    create_project(plan, "1", name="=1+1", investment_planned=Decimal("12000.5"))
    answer = signed_in(wu).get(reverse(f"tasks:{page}", args=[plan.code]), {"format": kind})
    assert answer.status_code == 200
    if kind == "csv":
        assert b"12000.5" in answer.getvalue()


def test_the_history_says_what_joined_and_when(plan: Plan, wu: User, signed_in: SignIn) -> None:
    address = reverse("tasks:project_history", args=[plan.code])
    assert "还没有项目" in signed_in(wu).get(address).content.decode()
    create_project(plan, "1", name="甲", added_on=date(2024, 1, 5))
    create_project(plan, "2", name="乙", added_on=date(2024, 5, 6), occasion="年中增补")
    page = signed_in(wu).get(address, {"by": "quarter"}).content.decode()
    assert "added_from=2024-04-01&amp;added_to=2024-06-30" in page
    assert "年中增补" in page
    assert "从2024年1月5日的 1 个，到现在的 2 个" in page
