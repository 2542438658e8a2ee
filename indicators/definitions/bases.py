"""The basis of an indicator (口径), changed from a day on. What was reckoned until then stays as it was.

A mistake in the basis that holds now is mended by `update_indicator`, for all the time that it holds.
"""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from indicators.definitions.indicators import write_indicator
from indicators.definitions.reckoning import quantities_of
from indicators.models import FormerBasis, Indicator
from wastefree.accounts.models import User
from wastefree.audit import log


class BasisRefused(ValidationError):
    """`code` is reason_missing, too_early (another basis began on that day or later) or nothing_former."""

    def __init__(self, code: str) -> None:
        super().__init__(code, code=code)


def change_basis(
    indicator: Indicator,
    *,
    since: date,
    reason: str,
    by: User | None,
    based_on: int,
    key: str = "",
    formula: str,
    basis: str,
    **fields: Any,
) -> Indicator:
    """Periods that end on `since` or later are reckoned by the new formula and basis, earlier ones as before.

    `fields` are changed with it, for all times. Raises `BasisRefused`, and whatever `update_indicator` raises.
    """
    if not reason.strip():
        raise BasisRefused("reason_missing")
    with transaction.atomic():
        if not log.first_time(by, key):
            return indicator
        last = indicator.former_bases.last()
        if last is not None and since <= last.until + timedelta(days=1):
            raise BasisRefused("too_early")
        before = {"formula": indicator.formula, "basis": indicator.basis}
        former = FormerBasis.objects.create(
            indicator=indicator,
            until=since - timedelta(days=1),
            reason=reason.strip(),
            changed_at=timezone.now(),
            **before,
        )
        after = {"formula": formula, "basis": basis}
        write_indicator(indicator, by=by, based_on=based_on, quiet=after, **fields)
        kept = {"since": since.isoformat(), "until": former.until.isoformat()}
        log.record(by, "indicator.basis_changed", indicator, before=before, after=after | kept, reason=reason.strip())
        return indicator


def undo_basis(indicator: Indicator, *, reason: str, by: User, based_on: int, key: str = "") -> Indicator:
    """Takes the last change of basis back: the one before holds again for all times since it began."""
    if not reason.strip():
        raise BasisRefused("reason_missing")
    with transaction.atomic():
        if not log.first_time(by, key):
            return indicator
        last = indicator.former_bases.last()
        if last is None:
            raise BasisRefused("nothing_former")
        before = {"formula": indicator.formula, "basis": indicator.basis}
        after = {"formula": last.formula, "basis": last.basis}
        former = indicator.former_bases.exclude(pk=last.pk).values_list("formula", flat=True)
        quantities = quantities_of(indicator.plan, [last.formula, *former])
        indicator.swap(based_on, **after)
        last.delete()
        indicator.quantities.set(quantities)
        log.record(by, "indicator.basis_undone", indicator, before=before, after=after, reason=reason.strip())
        return indicator
