"""The page of a plan: what it still lacks, each with the way to mend it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import Plan
from tests.factories import create_indicator, create_quantity, create_target
from wastefree.accounts.models import Organization, User

pytestmark = pytest.mark.django_db


def test_each_gap_leads_to_where_it_is_mended(
    plan: Plan, housing: Organization, wu: User, signed_in: Callable[[User], Client]
) -> None:
    bare = create_indicator(plan, name="没有公式的指标")
    unreadable = create_indicator(plan, name="目标看不懂的指标", lead=housing)
    create_target(unreadable, "视情况而定", year=2024)
    unowned = create_quantity(plan, "unowned", name="没人填的数据项")
    create_quantity(plan, "owned", owner=housing)
    answer = signed_in(wu).get(reverse("indicators:plan", args=[plan.code]))
    page = answer.content.decode()
    assert answer.status_code == 200
    for route, row in (("indicator_edit", bare), ("targets", unreadable), ("quantity_edit", unowned)):
        assert f'href="{reverse(f"indicators:{route}", args=[plan.code, row.pk])}"' in page
    assert housing.name in page, "owes figures, and nobody reports for it"
