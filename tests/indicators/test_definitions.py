"""What a plan is made of is written and changed with its audit record, and guarded."""

from decimal import Decimal

import pytest

from indicators import definitions
from indicators.definitions import UnknownQuantities
from indicators.formulas import FormulaError
from indicators.models import Plan
from indicators.targets import Condition, Kind
from tests.factories import create_indicator, create_quantity
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.versions import StaleError

pytestmark = pytest.mark.django_db


def test_a_plan_begins_with_the_organization_of_whoever_makes_it(wu: User, housing: Organization) -> None:
    plan = definitions.create_plan(
        by=wu,
        organizations=[housing],
        code="new",
        name="新方案",
        city="青山市",
        baseline_year=2025,
        first_year=2026,
        last_year=2030,
    )
    assert set(plan.organizations.all()) == {wu.organization, housing}
    assert Record.objects.about(plan).get().verb == "plan.created"


def test_a_formula_finds_its_quantities(plan: Plan, wu: User, housing: Organization) -> None:
    create_quantity(plan, "a", owner=housing)
    create_quantity(plan, "b", owner=housing)
    indicator = definitions.create_indicator(plan, by=wu, code="1", name="利用率", unit="%", formula="a / b * 100")
    assert [quantity.code for quantity in indicator.quantities.all()] == ["a", "b"]


@pytest.mark.parametrize(("formula", "error"), [("a / zzz", UnknownQuantities), ("a //", FormulaError)])
def test_a_formula_that_cannot_be_used_changes_nothing(
    plan: Plan, wu: User, housing: Organization, formula: str, error: type[Exception]
) -> None:
    indicator = create_indicator(plan, "1", formula="a", lead=housing)
    with pytest.raises(error):
        definitions.update_indicator(indicator, by=wu, based_on=indicator.version, name="别的", formula=formula)
    indicator.refresh_from_db()
    assert (indicator.formula, indicator.version) == ("a", 1)
    assert not Record.objects.about(indicator).exists()


def test_a_change_is_kept_with_what_it_was_and_a_stale_one_is_refused(plan: Plan, wu: User) -> None:
    indicator = create_indicator(plan, "1", name="旧名")
    definitions.update_indicator(indicator, by=wu, based_on=1, name="新名")
    record = Record.objects.about(indicator).get()
    assert (record.before, record.after) == ({"name": "旧名"}, {"name": "新名"})
    with pytest.raises(StaleError):
        definitions.update_indicator(indicator, by=wu, based_on=1, name="更新的名")


def test_a_target_is_read_as_it_is_written(plan: Plan, wu: User) -> None:
    indicator = create_indicator(plan, "1", unit="%", better="higher")
    target = definitions.set_target(indicator, 2025, "≥90%", by=wu)
    assert target.parsed == (Condition("", Kind.AT_LEAST, Decimal(90), "%"),)
    unread = definitions.set_target(indicator, 2024, "不低于全省平均水平", by=wu)
    assert (unread.readable, unread.parsed, unread.text) == (False, (), "不低于全省平均水平")


def test_a_bare_target_follows_the_trend_of_its_indicator_unless_a_person_has_decided(plan: Plan, wu: User) -> None:
    indicator = create_indicator(plan, "1", unit="%", better="")
    target = definitions.set_target(indicator, 2025, "80%", by=wu)
    assert not target.readable
    definitions.update_indicator(indicator, by=wu, based_on=1, better="lower")
    target.refresh_from_db()
    assert [condition.kind for condition in target.parsed] == [Kind.AT_MOST]
    definitions.decide_target(target, [Condition("", Kind.EQUAL, Decimal(80), "%")], by=wu, based_on=target.version)
    definitions.update_indicator(indicator, by=wu, based_on=2, better="higher")
    target.refresh_from_db()
    assert target.read_by_person and [condition.kind for condition in target.parsed] == [Kind.EQUAL]


def test_a_baseline_keeps_its_words_and_its_figure(plan: Plan, wu: User) -> None:
    indicator = create_indicator(plan, "1", unit="吨/万元")
    baseline = definitions.set_baseline(indicator, 2018, "３．１６", by=wu)
    assert (baseline.text, baseline.value) == ("３．１６", Decimal("3.16"))
    assert definitions.set_baseline(indicator, 2018, "３．１６", by=wu).version == 1, "nothing changed, nothing written"
    assert definitions.set_baseline(indicator, 2018, "约3", by=wu).value is None
