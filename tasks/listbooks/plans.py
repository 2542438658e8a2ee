"""What the lists of a plan have in common. They are written in Chinese whatever language a person reads the pages in:
they go round as documents, and their headings are what the import of annexes reads."""

from collections.abc import Iterable

from indicators import workbooks
from indicators.models import Plan
from wastefree.accounts.models import Organization

# What stands where there is nothing above a row: an empty cell would be read as "the same as above".
NOTHING = "—"


def note(plan: Plan) -> str:
    """The line below the title. It names both ends of the plan's years: of a single year, such as that of the day on
    which the list was made, the import would think that all deadlines without a year are meant for it."""
    return workbooks.note(plan, f"规划期 {plan.first_year}—{plan.last_year}年")


def bodies(organizations: Iterable[Organization], collectives: Iterable[str] = ()) -> str:
    """Full names, by which they are known again; then groups that are not named one by one."""
    return "、".join([*(body.name for body in organizations), *collectives])


def above(heading: object) -> str:
    """What stands above a row (its section, its groups), or the sign that nothing does."""
    return str(heading) if heading else NOTHING
