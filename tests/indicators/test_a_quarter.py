"""A quarter in the core, without pages: opened, filled in, checked, approved, and what it comes to."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Entry, EntryState, Plan, Round
from indicators.progress import Reason, Status
from indicators.transitions import (
    Refused,
    approve,
    check,
    close_round,
    open_round,
    plan_round,
    reopen_round,
    return_,
    save_entry,
    submit,
    withdraw,
)
from indicators.values import ANY_STATE, values
from tests.factories import (
    create_baseline,
    create_indicator,
    create_quantity,
    create_round,
    create_target,
)
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.lib.figures import MISSING, NOT_APPLICABLE
from wastefree.lib.periods import Period
from wastefree.notifications.models import Notification
from wastefree.versions import StaleError

NOW = datetime(2024, 10, 9, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def recycling(plan: Plan, housing: Organization) -> None:
    create_quantity(plan, "generated", owner=housing, accumulation="point_in_time")
    create_quantity(plan, "recycled", owner=housing, accumulation="point_in_time")
    indicator = create_indicator(plan, "26", formula="recycled / generated * 100", lead=housing)
    create_baseline(indicator, 30, year=2022)
    create_target(indicator, "≥41%", year=2024)


@pytest.fixture
def opened(plan: Plan, recycling: None, lin: User, gao: User, wu: User) -> Round:
    after = Period(2024, 3).end
    round_ = plan_round(plan, Period(2024, 3), by=wu, opens_on=after, due_on=after, closes_on=after)
    assert open_round(round_, by=wu, based_on=round_.version) == 2
    return round_


def fill(round_: Round, code: str, figure: Decimal, by: User) -> Entry:
    entry = round_.entries.with_context().get(quantity__code=code)
    return save_entry(entry, figure, "", by=by, at=NOW, based_on=entry.version)


def mine(round_: Round) -> list[Entry]:
    return list(round_.entries.with_context())


def test_a_figure_goes_from_the_reporter_to_the_dashboard(
    plan: Plan, opened: Round, lin: User, gao: User, wu: User
) -> None:
    fill(opened, "generated", Decimal("12.31"), lin)
    fill(opened, "recycled", Decimal("5.32"), lin)
    assert len(submit(mine(opened), by=lin, at=NOW).done) == 2
    assert len(check(mine(opened), by=gao, at=NOW).done) == 2
    [value] = values(plan, Period(2024, 3)).values()
    assert value.figure is MISSING and value.status is Status.NO_DATA, "only what is approved counts"
    assert len(approve(mine(opened), by=wu, at=NOW).done) == 2
    [value] = values(plan, Period(2024, 3)).values()
    assert isinstance(value.figure, Decimal) and round(value.figure, 2) == Decimal("43.22")
    assert value.status is Status.ACHIEVED
    assert [part.entries[0].approved_by for part in value.parts] == [wu, wu]


def test_a_preview_counts_what_is_still_being_typed(plan: Plan, opened: Round, lin: User) -> None:
    fill(opened, "generated", Decimal(10), lin)
    [value] = values(plan, Period(2024, 3), states=ANY_STATE).values()
    assert value.outcome.why == "missing" and [part.quantity.code for part in value.blamed] == ["recycled"]
    fill(opened, "recycled", Decimal(4), lin)
    [value] = values(plan, Period(2024, 3), states=ANY_STATE).values()
    assert value.figure == 40 and value.status is Status.ON_TRACK and value.assessment.reason is Reason.ON_LINE


def test_nothing_empty_is_handed_in_and_what_is_ready_is(opened: Round, lin: User) -> None:
    fill(opened, "generated", Decimal(0), lin)
    moved = submit(mine(opened), by=lin, at=NOW)
    assert [entry.quantity.code for entry in moved.done] == ["generated"], "zero is a figure"
    assert [(entry.quantity.code, str(problem)) for entry, problem in moved.left] == [("recycled", "empty")]


def test_not_applicable_can_be_handed_in(plan: Plan, opened: Round, lin: User) -> None:
    entry = opened.entries.with_context().get(quantity__code="recycled")
    save_entry(entry, NOT_APPLICABLE, "没有这项业务", by=lin, at=NOW, based_on=entry.version)
    assert [e.quantity.code for e in submit(mine(opened), by=lin, at=NOW).done] == ["recycled"]
    fill(opened, "generated", Decimal(1), lin)
    [value] = values(plan, Period(2024, 3), states=ANY_STATE).values()
    assert value.figure is NOT_APPLICABLE and value.status is Status.NOT_JUDGED


def test_a_returned_entry_goes_the_way_again(opened: Round, lin: User, gao: User) -> None:
    fill(opened, "generated", Decimal(12), lin)
    submit(mine(opened), by=lin, at=NOW)
    [submitted] = opened.entries.to_check().with_context()
    assert return_([submitted], "与台账不一致", by=gao, at=NOW).done
    [returned] = opened.entries.returned().with_context()
    assert returned.return_reason == "与台账不一致" and returned.returned_by == gao
    notice = Notification.objects.get(user=lin, kind="entry.returned")
    assert notice.context["reason"] == "与台账不一致"
    save_entry(returned, Decimal(13), "已核对", by=lin, at=NOW, based_on=returned.version)
    assert len(submit(mine(opened), by=lin, at=NOW).done) == 1
    assert [(each.step, each.value) for each in returned.revisions.all()] == [
        ("submitted", Decimal(13)),
        ("saved", Decimal(13)),
        ("returned", Decimal(12)),
        ("submitted", Decimal(12)),
        ("saved", Decimal(12)),
    ]


def test_a_return_wants_a_reason(opened: Round, lin: User, gao: User) -> None:
    fill(opened, "generated", Decimal(12), lin)
    submit(mine(opened), by=lin, at=NOW)
    with pytest.raises(Refused, match="reason_missing"):
        return_(list(opened.entries.to_check().with_context()), "  ", by=gao, at=NOW)


def test_a_reporter_takes_back_what_nobody_has_checked(opened: Round, lin: User, gao: User) -> None:
    fill(opened, "generated", Decimal(12), lin)
    submit(mine(opened), by=lin, at=NOW)
    assert withdraw(list(opened.entries.to_check().with_context()), by=lin).done
    assert {entry.state for entry in mine(opened)} == {EntryState.DRAFT}
    submit(mine(opened), by=lin, at=NOW)
    check(list(opened.entries.to_check().with_context()), by=gao, at=NOW)
    assert not withdraw(list(opened.entries.to_approve().with_context()), by=lin).done


def test_a_stale_save_is_told_and_writes_nothing(opened: Round, lin: User) -> None:
    entry = opened.entries.with_context().get(quantity__code="generated")
    save_entry(entry, Decimal(1), "", by=lin, at=NOW, based_on=1)
    with pytest.raises(StaleError) as caught:
        save_entry(entry, Decimal(2), "", by=lin, at=NOW, based_on=1)
    assert isinstance(caught.value.current, Entry) and caught.value.current.value == 1


def test_the_same_key_saves_once(opened: Round, lin: User) -> None:
    entry = opened.entries.with_context().get(quantity__code="generated")
    for _ in range(2):
        save_entry(entry, Decimal(1), "", by=lin, at=NOW, based_on=1, key="once")
    assert entry.revisions.count() == 1


def test_nobody_checks_their_own_figure(opened: Round, lin: User, housing: Organization) -> None:
    lin.grants.create(role="reviewer")
    lin.__dict__.pop("roles", None)
    fill(opened, "generated", Decimal(1), lin)
    submit(mine(opened), by=lin, at=NOW)
    [(_, problem)] = check(list(opened.entries.to_check().with_context()), by=lin, at=NOW).left
    assert str(problem) == "own_entry"


def test_another_organization_moves_nothing(opened: Round, lin: User, zhao: User, wu: User) -> None:
    fill(opened, "generated", Decimal(1), lin)
    assert {str(problem) for _, problem in submit(mine(opened), by=zhao, at=NOW).left} == {"not_yours"}
    with pytest.raises(Refused, match="not_yours"):
        fill(opened, "generated", Decimal(2), zhao)
    submit(mine(opened), by=lin, at=NOW)
    assert {str(problem) for _, problem in approve(mine(opened), by=wu, at=NOW).left} == {"wrong_state"}


def test_a_closed_round_refuses_a_late_figure_until_it_is_reopened(opened: Round, lin: User, wu: User) -> None:
    close_round(opened, by=wu, based_on=opened.version)
    with pytest.raises(Refused, match="locked"):
        fill(opened, "generated", Decimal(1), lin)
    reopen_round(opened, "统计局更正", closes_on=opened.due_on, by=wu, based_on=opened.version, at=NOW)
    fill(opened, "generated", Decimal(1), lin)
    assert Record.objects.filter(verb="round.reopened").get().reason == "统计局更正"


def test_regions_owe_each_their_own_and_the_city_is_the_formula_over_their_sums(
    plan: Plan, region: Organization, wu: User
) -> None:
    west = Organization.objects.create(code="west", name="西城区", kind="region")
    plan.organizations.add(west)
    create_quantity(plan, "generated", by_region=True, accumulation="point_in_time")
    create_quantity(plan, "used", by_region=True, accumulation="point_in_time")
    create_indicator(plan, "1", formula="used / generated * 100")
    round_ = create_round(plan, state="planned")
    assert open_round(round_, by=wu, based_on=1) == 4
    figures = {("generated", region): 100, ("used", region): 90, ("generated", west): 10, ("used", west): 1}
    for (code, body), figure in figures.items():
        Entry.objects.filter(quantity__code=code, organization=body).update(value=figure, state=EntryState.APPROVED)
    [value] = values(plan, round_.period).values()
    assert isinstance(value.figure, Decimal) and round(value.figure, 2) == Decimal("82.73"), "not the mean of 90 and 10"
    [own] = values(plan, round_.period, region=west).values()
    assert own.figure == 10
    Entry.objects.filter(quantity__code="used", organization=west).update(state=EntryState.SUBMITTED)
    [value] = values(plan, round_.period).values()
    assert value.figure is MISSING, "one region is missing: no smaller sum instead"


def test_every_step_leaves_one_audit_record(opened: Round, lin: User, gao: User, wu: User) -> None:
    fill(opened, "generated", Decimal(1), lin)
    submit(mine(opened), by=lin, at=NOW)
    check(mine(opened), by=gao, at=NOW)
    approve(mine(opened), by=wu, at=NOW)
    entry = opened.entries.get(quantity__code="generated")
    verbs = list(Record.objects.about(entry).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["entry.saved", "entry.submitted", "entry.checked", "entry.approved"]


def test_the_values_of_many_indicators_take_as_many_queries_as_of_one(
    plan: Plan, recycling: None, housing: Organization
) -> None:
    with CaptureQueriesContext(connection) as few:
        values(plan, Period(2024, 3))
    for number in range(20):
        create_indicator(plan, f"x{number}", formula=f"a{number} / b{number}", lead=housing)
    with CaptureQueriesContext(connection) as many:
        values(plan, Period(2024, 3))
    assert len(few) == len(many) <= 7
