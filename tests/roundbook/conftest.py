"""What the housing department owes in the third quarter: a figure, a count from January, a rate, a step of progress."""

from decimal import Decimal

import pytest

from indicators.models import Entry, Plan, Quantity, Round
from tests.factories import create_entry, create_indicator, create_quantity, create_round
from wastefree.accounts.models import Organization


@pytest.fixture
def owed(plan: Plan, open_round: Round, housing: Organization) -> dict[str, Entry]:
    """By the quantity's code; with the figures of the quarter before."""
    before = create_round(plan, year=2024, quarter=2, state=Round.State.CLOSED)
    made = {
        "waste": create_quantity(plan, "waste", owner=housing, name="生活垃圾清运量"),
        "sites": create_quantity(
            plan, "sites", owner=housing, name="绿色工地数", unit="个", decimals=0, accumulation="year_to_date"
        ),
        "rate": create_quantity(
            plan, "rate", owner=housing, name="资源化利用率", unit="%", decimals=1, maximum=Decimal(100)
        ),
        "policy": create_quantity(
            plan, "policy", owner=housing, name="出台管理办法", unit="", kind=Quantity.Kind.PROGRESS
        ),
    }
    create_indicator(plan, "20", formula="rate", name="建筑垃圾资源化利用率", lead=housing)
    create_indicator(plan, "21", formula="waste", name="生活垃圾", lead=housing)
    figures = {"waste": "12.10", "sites": "30", "rate": "60.5", "policy": "1"}
    for code, quantity in made.items():
        create_entry(quantity, before, figures[code])
    return {code: create_entry(quantity, open_round) for code, quantity in made.items()}
