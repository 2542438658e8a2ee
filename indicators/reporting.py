"""Which periods of a plan are there to be looked at."""

from indicators.models import Plan, Round
from wastefree.lib.periods import QUARTERS, Period


def _begun(plan: Plan) -> list[Round]:
    """The quarters of the plan's own years that were opened, newest first."""
    rounds = plan.rounds.filter(quarter__in=QUARTERS, year__gte=plan.first_year).exclude(state=Round.State.PLANNED)
    return list(rounds.newest_first())


def reported_periods(plan: Plan) -> list[Period]:
    """The quarters that have a round, newest first."""
    return [round_.period for round_ in _begun(plan)]


def usual_period(plan: Plan) -> Period | None:
    """The newest quarter whose round is over; while the first one runs, that one. None before any was opened."""
    begun = _begun(plan)
    return next((round_.period for round_ in [*(r for r in begun if not r.is_open), *begun]), None)


def running_round(plan: Plan) -> Round | None:
    """The round that is being reported now: of several the one that is due first."""
    return plan.rounds.open().order_by("due_on").first()
