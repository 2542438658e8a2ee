"""Jobs of indicators: rounds open, are completed and close on the days that the office has set."""

import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from celery import shared_task
from django.utils import timezone

from indicators.models import Reopening, Round
from indicators.transitions import Refused, close_round, complete_round, end_reopening, mark_late, open_round
from wastefree.versions import StaleError

logger = logging.getLogger(__name__)


@shared_task
def open_and_close_rounds() -> None:
    turn(timezone.now())


def turn(now: datetime) -> None:
    """Does what is due on or before `now`: a day that was missed is made up for.

    Rounds open and close; open ones get what has come to be owed since, and what was due is marked late;
    reopenings for one organization end. Each for itself: one that cannot (a plan without quantities) or that somebody
    has just changed holds up no other, and is tried again by the next tick.
    """
    today = timezone.localdate(now)
    for round_ in Round.objects.to_open(today).select_related("plan"):
        _try(lambda each: open_round(each, by=None, based_on=each.version), round_)
    for round_ in Round.objects.open().select_related("plan"):
        _keep(round_, today)
    for round_ in Round.objects.to_close(today).select_related("plan"):
        _try(lambda each: close_round(each, by=None, based_on=each.version), round_)
    for reopening in Reopening.objects.to_end(today).select_related("round__plan", "organization"):
        end_reopening(reopening, by=None, at=now)


def _keep(round_: Round, today: date) -> None:
    _try(lambda each: complete_round(each, by=None), round_)
    mark_late(round_, today)


def _try(step: Callable[[Round], Any], round_: Round) -> None:
    try:
        step(round_)
    except (Refused, StaleError) as problem:
        logger.warning("round %s: %s", round_.pk, problem)
