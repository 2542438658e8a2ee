"""Rounds: planned, opened, completed, closed, reopened."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from indicators.models import EDITABLE, Plan, Reopening, Reported, Round, kinds
from indicators.models.reported import ReportedQuerySet
from indicators.transitions import notices
from indicators.transitions.refusal import Refused
from wastefree.accounts.models import Organization, User
from wastefree.audit import log
from wastefree.lib.periods import Period


def plan_round(plan: Plan, period: Period, *, by: User | None, opens_on: date, due_on: date, closes_on: date) -> Round:
    """Puts a round into the calendar. Raises `Refused` if the period has one already."""
    if not opens_on <= due_on <= closes_on:
        raise Refused("days_in_disorder")
    with transaction.atomic():
        round_, created = Round.objects.get_or_create(
            plan=plan,
            year=period.year,
            quarter=period.quarter,
            defaults={"opens_on": opens_on, "due_on": due_on, "closes_on": closes_on},
        )
        if not created:
            raise Refused("round_exists")
        days = {"opens_on": opens_on, "due_on": due_on, "closes_on": closes_on}
        log.record(by, "round.planned", round_, after=days)
        return round_


def plan_year(plan: Plan, days: Mapping[Period, Mapping[str, date]], *, by: User) -> list[Round]:
    """Puts several rounds into the calendar at once, each with its three days; those that are there are left alone.

    Answers with those that are new. Raises `Refused` if the days of one are in disorder; then none is made.
    """
    made = []
    with transaction.atomic():
        for period, of_round in days.items():
            try:
                made.append(plan_round(plan, period, by=by, **of_round))
            except Refused as refused:
                if refused.code != "round_exists":
                    raise
    return made


def open_round(round_: Round, *, by: User | None, based_on: int) -> int:
    """From now on each organization owes its entries; says how many there are. Raises `Refused` or `StaleError`."""
    if round_.state != Round.State.PLANNED:
        raise Refused("round_exists")
    with transaction.atomic():
        round_.swap(based_on, state=Round.State.OPEN)
        made = _make_missing(round_)
        owed = [row for row in made if row.is_asked_for]
        if not owed:
            raise Refused("no_quantities")
        log.record(by, "round.opened", round_, after={**_counted(made), "due_on": round_.due_on})
        notices.tell_opened(round_, owed)
        return len(owed)


def complete_round(round_: Round, *, by: User | None) -> int:
    """Adds what has come to be owed since the round was opened: new quantities, new regions; says how many entries."""
    if not round_.is_open:
        raise Refused("round_not_open")
    with transaction.atomic():
        made = _make_missing(round_)
        added = [row for row in made if row.is_asked_for]
        if made:
            log.record(by, "round.completed", round_, after=_counted(made))
        notices.tell_opened(round_, added)
        return len(added)


def change_days(
    round_: Round,
    *,
    due_on: date,
    closes_on: date,
    by: User,
    based_on: int,
    today: date,
    opens_on: date | None = None,
) -> Round:
    """Moves the days on which a round is due and closes; `opens_on` too while it has not opened.

    Raises `Refused` or `StaleError`.
    """
    opens = round_.opens_on if opens_on is None else opens_on
    if not opens <= due_on <= closes_on:
        raise Refused("days_in_disorder")
    if opens != round_.opens_on and round_.state != Round.State.PLANNED:
        raise Refused("round_exists")
    with transaction.atomic():
        mark_late(round_, today)  # a later day makes nothing punctual that was late
        after = {"opens_on": opens, "due_on": due_on, "closes_on": closes_on}
        before = {name: getattr(round_, name) for name in after}
        round_.swap(based_on, **after)
        log.record(by, "round.changed", round_, before=before, after=after)
        return round_


def close_round(round_: Round, *, by: User | None, based_on: int) -> Round:
    """Locks all its entries, in whatever state they are. Raises `Refused` or `StaleError`."""
    if not round_.is_open:
        raise Refused("round_not_open")
    with transaction.atomic():
        round_.swap(based_on, state=Round.State.CLOSED)
        locked = {kind.NAMES.many: _lock(kind.objects.in_round(round_)) for kind in kinds()}
        log.record(by, "round.closed", round_, after=locked)
        return round_


def reopen_round(round_: Round, reason: str, *, closes_on: date, by: User, based_on: int, at: datetime) -> Round:
    """Unlocks a closed round until a new closing day. Raises `Refused` without a reason, or `StaleError`."""
    if not reason.strip():
        raise Refused("reason_missing")
    if round_.state != Round.State.CLOSED:
        raise Refused("wrong_state")
    if closes_on < round_.due_on:
        raise Refused("days_in_disorder")
    with transaction.atomic():
        round_.swap(based_on, state=Round.State.OPEN, closes_on=closes_on)
        _unlock_all(round_)
        round_.reopenings.running().update(ended_at=at)
        log.record(by, "round.reopened", round_, after={"closes_on": closes_on}, reason=reason.strip())
        return round_


def reopen_for(
    round_: Round,
    organization: Organization,
    reason: str,
    *,
    until: date,
    by: User,
    at: datetime,
    key: str = "",
) -> Reopening | None:
    """Unlocks one organization's entries of a closed round until a day, with a reason; None if `key` was handled.

    Raises `Refused`: no reason, the round is open, the day is past, nothing to reopen, reopened already.
    """
    if not reason.strip():
        raise Refused("reason_missing")
    if round_.state != Round.State.CLOSED:
        raise Refused("round_still_open")
    if until < timezone.localdate(at):
        raise Refused("day_is_past")
    with transaction.atomic():
        if not log.first_time(by, key):
            return None
        held = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
        if held.state != Round.State.CLOSED or round_.reopenings.running().filter(organization=organization).exists():
            raise Refused("reopened_already")
        if not _unlock_all(round_, organization):
            raise Refused("nothing_to_reopen")
        made = Reopening.objects.create(
            round=round_, organization=organization, reason=reason.strip(), until=until, by=by, at=at
        )
        after = {"organization": str(organization), "until": until}
        log.record(by, "round.reopened_for", round_, after=after, reason=made.reason)
        notices.tell_reopened(made)
        return made


def end_reopening(reopening: Reopening, *, by: User | None, at: datetime) -> None:
    """Locks the organization's entries again, in whatever state they are. Nothing happens if that was done before."""
    with transaction.atomic():
        running = Reopening.objects.running().filter(pk=reopening.pk)
        if not running.update(ended_at=at):
            return
        for kind in kinds():
            _lock(kind.objects.in_round(reopening.round).of(reopening.organization))
        log.record(by, "round.reclosed_for", reopening.round, after={"organization": str(reopening.organization)})


def mark_late(round_: Round, today: date) -> int:
    """Marks what was not handed in by the day on which it was due; the mark is never taken away. Says how many."""
    if not round_.is_late(today):
        return 0
    return sum(
        kind.objects.in_round(round_)
        .asked_for()
        .filter(first_submitted_at=None, state__in=EDITABLE, late=False)
        .update(late=True)
        for kind in kinds()
    )


def _lock(rows: ReportedQuerySet[Any]) -> int:
    """Counts the versions up, so that a save that comes at the same moment loses."""
    return rows.filter(locked=False).update(locked=True, version=F("version") + 1)


def _unlock_all(round_: Round, organization: Organization | None = None) -> int:
    """All of the round, or what one organization has in it; says how many."""
    count = 0
    for kind in kinds():
        rows = kind.objects.in_round(round_)
        own = rows if organization is None else rows.of(organization)
        count += own.filter(locked=True).update(locked=False, version=F("version") + 1)
    return count


def _make_missing(round_: Round) -> list[Reported]:
    """All that the round asks for, of every kind, unless it is there."""
    Round.objects.select_for_update(no_key=True).get(pk=round_.pk)  # two at once would make the same rows
    made: list[Reported] = []
    for kind in kinds():
        made += kind.objects.bulk_create(kind.missing_in(round_))
    return made


def _counted(rows: Iterable[Reported]) -> dict[str, int]:
    """How many there are of each kind, for the record."""
    return dict(Counter(row.NAMES.many for row in rows))


def urge(round_: Round, organizations: Iterable[Organization], *, by: User, today: date) -> int:
    """Asks the reporters of those organizations that still owe something; says how many were asked.

    Nobody is asked twice on one day, and nobody who owes nothing. Raises `Refused` if nobody can type in the round.
    """
    with transaction.atomic():
        counts: Counter[int] = Counter()
        pages: dict[int, str] = {}
        for kind in kinds():
            owed = kind.objects.in_round(round_).owed().filter(organization__in=organizations)
            for body in owed.order_by().values_list("organization", flat=True):
                counts[body] += 1
                pages.setdefault(body, reverse(kind.NAMES.form, args=[round_.plan.code, round_.pk]))
        if not round_.is_open and not counts:
            raise Refused("round_not_open")
        asked = notices.tell_due(round_, counts, pages, today)
        if asked:
            codes = Organization.objects.filter(pk__in=asked).values_list("code", flat=True)
            after = {"people": len(asked), "organizations": len(codes), "asked": list(codes)}
            log.record(by, "round.urged", round_, after=after)
        return len(asked)
