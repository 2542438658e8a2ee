"""What the database itself refuses, on every database: two of what there can be but one of."""

import pytest
from django.db import IntegrityError

from indicators.models import Plan
from tests.factories import create_baseline, create_group, create_indicator, create_target
from wastefree.accounts.models import Organization

pytestmark = pytest.mark.django_db


def test_a_city_has_one_target_per_indicator_and_year(plan: Plan) -> None:
    indicator = create_indicator(plan)
    create_target(indicator, "≥40%", year=2025)
    with pytest.raises(IntegrityError):
        create_target(indicator, "≥50%", year=2025)


def test_a_region_has_one_target_per_indicator_and_year(plan: Plan, region: Organization) -> None:
    indicator = create_indicator(plan)
    create_target(indicator, "≥40%", year=2025)
    create_target(indicator, "≥45%", year=2025, region=region)
    with pytest.raises(IntegrityError):
        create_target(indicator, "≥50%", year=2025, region=region)


def test_a_city_has_one_baseline_per_indicator_and_year(plan: Plan) -> None:
    indicator = create_indicator(plan)
    create_baseline(indicator, 35)
    with pytest.raises(IntegrityError):
        create_baseline(indicator, 36)


def test_two_groups_of_the_first_level_have_two_names(plan: Plan) -> None:
    create_group(plan, "固体废物源头减量")
    with pytest.raises(IntegrityError):
        create_group(plan, "固体废物源头减量")


def test_groups_below_different_ones_may_share_a_name(plan: Plan) -> None:
    for above in ("工业", "农业"):
        create_group(plan, "减量", parent=create_group(plan, above))
    assert plan.groups.filter(name="减量").count() == 2
