"""Who is told, and after how long, that an order is late: first those who do the work, then those above them. Pure.

The steps are counted in working days. Somebody who looks only after weeks finds the last step reached, and with it all
those before: each is written down once, however often it is asked.
"""

from datetime import date, timedelta
from enum import StrEnum

from wastefree.lib.workdays import is_working_day

ONE_DAY = timedelta(days=1)
# Days before which a deadline comes near.
SOON = 3


class Step(StrEnum):
    """Whom a step speaks to."""

    NEAR = "near"  # the deadline comes near: the reporters
    REPORTER = "reporter"
    REVIEWER = "reviewer"
    LEADER = "leader"  # the leader in charge
    OFFICE = "office"


# By how many working days it is late.
LATE = {Step.REPORTER: 1, Step.REVIEWER: 3, Step.LEADER: 5, Step.OFFICE: 10}
FURTHEST = max(LATE.values())


def working_days_over(deadline: date, today: date) -> int:
    """Working days since the deadline, today included; counted no further than the last step. 0 while in time."""
    day, count = deadline, 0
    while day < today and count < FURTHEST:
        day += ONE_DAY
        count += is_working_day(day)
    return count


def steps_reached(deadline: date, today: date) -> list[Step]:
    """Every step that is reached today, the first one first."""
    if today <= deadline:
        return [Step.NEAR] if (deadline - today).days <= SOON else []
    over = working_days_over(deadline, today)
    return [step for step, days in LATE.items() if over >= days]
