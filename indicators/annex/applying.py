"""Writes what was judged, through `definitions`, each change with its audit record."""

from collections.abc import Iterable

from indicators import definitions
from indicators.annex.codes import park
from indicators.annex.judgement import Judgement
from indicators.annex.wanted import WantedIndicator, WantedQuantity
from indicators.models import Indicator, Plan, Quantity
from wastefree.accounts.models import User


def apply(judgement: Judgement, plan: Plan, *, by: User | None) -> None:
    """All lines, inside the caller's transaction. Raises `StaleError` if an indicator has changed since it was judged."""
    wanted: list[WantedIndicator] = [line.wanted for line in judgement.changing]
    park(Indicator.objects.all(), (each.existing.pk for each in wanted if each.existing and "code" in each.fields))
    quantities = {quantity.code: quantity for quantity in plan.quantities.all()}
    for each in wanted:
        _quantities(each.quantities, quantities, plan, by)
        for quantity in each.owned:
            definitions.update_quantity(quantity, by=by, based_on=quantity.version, owner=each.owner)
        indicator = _indicator(each, plan, by)
        for year, baseline in each.baselines.items():
            definitions.set_baseline(indicator, year, baseline.text, by=by, value=baseline.value)
        for year, text in each.targets.items():
            definitions.set_target(indicator, year, text, by=by)


def _indicator(wanted: WantedIndicator, plan: Plan, by: User | None) -> Indicator:
    fields = dict(wanted.fields)
    if wanted.levels is not None:
        fields["group"] = definitions.group(plan, *wanted.levels)
    if wanted.existing is None:
        return definitions.create_indicator(plan, by=by, cooperating=wanted.cooperating or (), **fields)
    existing = wanted.existing
    if not fields and wanted.cooperating is None:
        return existing
    return definitions.update_indicator(
        existing, by=by, based_on=existing.version, cooperating=wanted.cooperating, **fields
    )


def _quantities(needed: Iterable[WantedQuantity], there: dict[str, Quantity], plan: Plan, by: User | None) -> None:
    """Makes those that the plan lacks; one that nobody reports yet gets the owner that is now known."""
    for each in needed:
        quantity = there.get(each.code)
        if quantity is None:
            whole = there.get(each.part_of)
            there[each.code] = definitions.create_quantity(plan, by=by, code=each.code, part_of=whole, **each.fields)
        elif quantity.owner_id is None and not quantity.by_region and each.fields["owner"]:
            definitions.update_quantity(quantity, by=by, based_on=quantity.version, owner=each.fields["owner"])
