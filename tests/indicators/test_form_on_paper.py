"""The round's figures on paper: what is printed, and that it says so while something is not handed in."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import EntryState, Plan, Round
from tests.factories import create_entry, create_quantity, create_round
from wastefree.accounts.models import Organization, User
from wastefree.lib.figures import NOT_APPLICABLE

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_it_has_all_figures_their_totals_and_lines_to_sign_on(
    plan: Plan, open_round: Round, housing: Organization, lin: User, zhao: User, wu: User, signed_in: SignIn
) -> None:
    first, second, third = (create_quantity(plan, f"q{n}", owner=housing, name=f"第{n}项") for n in range(3))
    create_entry(first, create_round(plan, quarter=2), 9)
    create_entry(first, open_round, "12.5", provisional=True, state=EntryState.SUBMITTED)
    create_entry(second, open_round, NOT_APPLICABLE, note="本地没有", state=EntryState.SUBMITTED)
    owed = create_entry(third, open_round)
    address = reverse("indicators:form", args=[plan.code, open_round.pk])
    text = signed_in(lin).get(address).content.decode()
    for words in (
        "青山市“无废城市”建设 2024年第三季度数据填报表",
        "12.50",
        "9.00",
        "本地没有",
        "负责人签字",
        "单位（盖章）",
    ):
        assert words in text
    assert "共 3 项：有数值 1 项（其中快报 1 项），不适用 1 项，未填 1 项。" in text and "未提交 1 项。" in text
    assert 'class="paper__draft"' in text
    owed.delete()
    text = signed_in(wu).get(address, {"organization": "housing"}).content.decode()
    assert "12.50" in text and 'class="paper__draft"' not in text
    assert signed_in(zhao).get(address, {"organization": "housing"}).status_code == 404
