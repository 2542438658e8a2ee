"""My desk: what those who report and check find on their first page."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from indicators.models import EntryState, Plan, Quantity, Round
from tests.factories import (
    create_entry,
    create_indicator,
    create_order,
    create_quantity,
    create_target,
    create_task,
    create_task_report,
    create_user,
)
from wastefree.access import Role
from wastefree.accounts.models import Organization, User

SignIn = Callable[[User], Client]
CHINA = ZoneInfo("Asia/Shanghai")
YESTERDAY = datetime(2024, 10, 7, 9, 30, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def _on_the_eighth_of_october() -> Any:
    with time_machine.travel("2024-10-08 12:00:00+08:00", tick=False):
        yield


def desk(browser: Client, plan: Plan) -> Any:
    answer = browser.get(reverse("tasks:desk", args=[plan.code]))
    assert answer.status_code == 200
    return answer


def text(browser: Client, plan: Plan) -> str:
    return str(desk(browser, plan).content.decode())


def test_nothing_owed_says_so(plan: Plan, lin: User, gao: User, signed_in: SignIn) -> None:
    for user in (lin, gao):
        assert "都报齐了" in text(signed_in(user), plan)


def test_what_is_owed_stands_with_its_deadline(
    plan: Plan, open_round: Round, housing: Organization, lin: User, signed_in: SignIn
) -> None:
    Round.objects.update(due_on=date(2024, 10, 12))
    create_entry(create_quantity(plan, owner=housing), open_round)
    page = text(signed_in(lin), plan)
    assert "都报齐了" not in page
    assert "2024年10月12日" in page
    assert "周六，调休上班" in page
    assert "还有 4 天" in page
    assert reverse("indicators:grid", args=[plan.code, open_round.pk]) in page


def test_what_came_back_says_why_and_from_whom(
    plan: Plan, open_round: Round, housing: Organization, wu: User, lin: User, signed_in: SignIn
) -> None:
    quantity = create_quantity(plan, owner=housing, name="生活垃圾清运量")
    entry = create_entry(
        quantity, open_round, "12", state=EntryState.RETURNED, returned_by=wu, returned_at=YESTERDAY,
        return_reason="与台账不一致",
    )  # fmt: skip
    page = text(signed_in(lin), plan)
    for words in ("生活垃圾清运量", "与台账不一致", "吴静", "2024年10月7日 09:30", "退回修改 1 项"):
        assert words in page
    assert reverse("indicators:grid", args=[plan.code, entry.round_id]) + f"#entry-{entry.pk}" in page


def test_a_late_round_says_until_when_it_can_still_be_filled(
    plan: Plan, open_round: Round, housing: Organization, lin: User, signed_in: SignIn
) -> None:
    create_entry(create_quantity(plan, owner=housing), open_round)
    with time_machine.travel("2024-10-15 12:00:00+08:00", tick=False):
        page = text(signed_in(lin), plan)
    assert "已逾期 2 天" in page
    assert "2024年10月31日前仍可补报" in page
    with time_machine.travel("2024-11-01 12:00:00+08:00", tick=False):
        assert "仍可补报" not in text(signed_in(lin), plan), "nothing is promised after the closing day"


def test_the_reviewer_finds_what_waits_for_a_check(
    plan: Plan, open_round: Round, housing: Organization, lin: User, gao: User, signed_in: SignIn
) -> None:
    create_entry(
        create_quantity(plan, owner=housing), open_round, 1, state=EntryState.SUBMITTED, entered_by=lin,
        submitted_at=YESTERDAY,
    )  # fmt: skip
    page = text(signed_in(gao), plan)
    assert "待审核 1 项" in page
    assert reverse("indicators:review", args=[plan.code, open_round.pk]) in page
    assert desk(signed_in(lin), plan).context["desk"].to_check == [], "a reporter checks nothing"


def test_nobody_is_asked_to_check_what_they_typed(
    plan: Plan, open_round: Round, housing: Organization, signed_in: SignIn
) -> None:
    both = create_user("both", Role.REPORTER, Role.REVIEWER, organization=housing)
    for author in (both, None):
        create_entry(create_quantity(plan, owner=housing), open_round, 1, state=EntryState.SUBMITTED, entered_by=author)
    (waiting,) = desk(signed_in(both), plan).context["desk"].to_check
    assert (waiting.waiting, waiting.own, waiting.checkable) == (2, 1, 1)


def test_who_reports_and_checks_sees_both(
    plan: Plan, open_round: Round, housing: Organization, lin: User, signed_in: SignIn
) -> None:
    both = create_user("both", Role.REPORTER, Role.REVIEWER, organization=housing)
    create_entry(create_quantity(plan, owner=housing), open_round)
    create_entry(create_quantity(plan, owner=housing), open_round, 1, state=EntryState.SUBMITTED, entered_by=lin)
    create_task_report(create_task(plan, title="污泥处置", lead=housing), open_round)
    page = text(signed_in(both), plan)
    for words in ("待填报 <strong>1</strong> 项", "待审核 1 项", "污泥处置"):
        assert words in page


def test_a_reviewer_sees_how_far_the_progress_is_and_is_not_asked_to_write(
    plan: Plan, open_round: Round, housing: Organization, lin: User, gao: User, signed_in: SignIn
) -> None:
    create_task_report(create_task(plan, lead=housing), open_round)
    done = create_task(plan, lead=housing)
    create_task_report(done, open_round, "已建成。", state=EntryState.SUBMITTED, entered_by=lin)
    page = text(signed_in(gao), plan)
    assert "任务进展待审核 1 项" in page and "查看进展" in page and "填写</a>" not in page


def test_what_was_handed_in_and_approved_lately_is_counted_by_day(
    plan: Plan, open_round: Round, housing: Organization, lin: User, signed_in: SignIn
) -> None:
    late_evening = datetime(2024, 10, 5, 23, 30, tzinfo=CHINA)
    for approved_at in (None, YESTERDAY):
        create_entry(
            create_quantity(plan, owner=housing), open_round, 1, state=EntryState.APPROVED,
            submitted_at=late_evening, approved_at=approved_at,
        )  # fmt: skip
    create_entry(create_quantity(plan, owner=housing), open_round, 1, submitted_at=datetime(2024, 6, 1, tzinfo=CHINA))
    recent = desk(signed_in(lin), plan).context["desk"].recent
    assert [(done.day.isoformat(), done.submitted, done.approved) for done in recent] == [
        ("2024-10-07", 0, 1),
        ("2024-10-05", 2, 0),
    ]


def test_own_indicators_stand_with_value_and_status(
    plan: Plan, open_round: Round, housing: Organization, agriculture: Organization, lin: User, signed_in: SignIn
) -> None:
    indicator = create_indicator(plan, "1", name="回收利用率", formula="recycled / generated * 100", lead=housing)
    create_target(indicator, "≥41%", year=2024)
    create_indicator(plan, "2", name="别人的指标", lead=agriculture)
    plan.quantities.update(accumulation=Quantity.Accumulates.YEAR_TO_DATE)
    for quantity, figure in zip(plan.quantities.order_by("code"), (10, 5), strict=True):
        create_entry(quantity, open_round, figure, state=EntryState.APPROVED)
    page = text(signed_in(lin), plan)
    assert "50.00" in page
    assert "已达标" in page
    assert "别人的指标" not in page


def test_the_desk_is_for_those_who_report_and_check(plan: Plan, wu: User, sun: User, signed_in: SignIn) -> None:
    for user in (wu, sun):
        assert signed_in(user).get(reverse("tasks:desk", args=[plan.code])).status_code == 403


def test_more_on_the_desk_asks_no_more_of_the_database(
    plan: Plan,
    open_round: Round,
    housing: Organization,
    wu: User,
    signed_in: SignIn,
    django_assert_max_num_queries: Any,
) -> None:
    both = create_user("both", Role.REPORTER, Role.REVIEWER, organization=housing)
    for number in range(12):
        indicator = create_indicator(plan, f"i{number}", formula=f"part_{number} / whole_{number}", lead=housing)
        create_target(indicator, "≥41%")
        for quantity, state in zip(
            indicator.quantities.all(), (EntryState.RETURNED, EntryState.SUBMITTED), strict=True
        ):
            create_entry(quantity, open_round, 1, state=state, returned_by=wu, returned_at=YESTERDAY)
        create_task_report(create_task(plan, str(number), lead=housing), open_round)
        create_order(plan, housing, by=wu)
    browser = signed_in(both)
    with django_assert_max_num_queries(44):
        desk(browser, plan)
