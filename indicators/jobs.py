"""Jobs of indicators: rounds open and close on the days that the office has set."""

import logging
from datetime import date

from celery import shared_task
from django.utils import timezone

from indicators.models import Round
from indicators.transitions import Refused, close_round, open_round
from wastefree.versions import StaleError

logger = logging.getLogger(__name__)


@shared_task
def open_and_close_rounds() -> None:
    turn(timezone.localdate())


def turn(today: date) -> None:
    """Opens what is to open and closes what is over, on or before `today`: a day that was missed is made up for.

    Each round for itself: one that cannot (a plan without quantities) or that somebody has just changed holds up no
    other, and is tried again by the next tick.
    """
    steps = ((Round.objects.to_open(today), open_round), (Round.objects.to_close(today), close_round))
    for rounds, step in steps:
        for round_ in rounds.select_related("plan"):
            try:
                step(round_, by=None, based_on=round_.version)
            except (Refused, StaleError) as problem:
                logger.warning("%s, round %s: %s", step.__name__, round_.pk, problem)
