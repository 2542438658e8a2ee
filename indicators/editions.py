"""All editions of indicator systems: those that come with the portal and those that the office keeps, in one shape."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count

from indicators import library
from indicators.aggregation import Accumulation
from indicators.formulas import FormulaError, parse
from indicators.library import Edition, LibraryIndicator, LibraryQuantity
from indicators.library.comparing import Pair
from indicators.models import EditionIndicator, EditionQuantity, Indicator, OwnEdition, Plan
from wastefree.changes import Change, in_words

# The columns that a row of ours and its pure value have in common.
QUANTITY_FIELDS = ("code", "name", "unit", "decimals", "kind", "frequency", "by_region", "part_of")
INDICATOR_FIELDS = (
    "number",
    "level1",
    "level2",
    "name",
    "name_verified",
    "unit",
    "decimals",
    "kind",
    "better",
    "mandatory",
    "formula",
    "basis",
    "explanation",
    "calculation",
    "source",
    "responsible",
    "by_region",
)
ABOUT_FIELDS = ("kind", "document", "note", "total", "mandatory_total", "supersedes")
# What a plan is read with that has taken nothing from any edition yet.
USUAL = "2021"


def edition(code: str) -> Edition:
    """The edition of this code, whoever keeps it. Raises KeyError for one that there is not."""
    try:
        return library.edition(code)
    except KeyError:
        own = OwnEdition.objects.filter(code=code).prefetch_related("indicators", "quantities").first()
        if own is None:
            raise
        return as_value(own)


def editions() -> tuple[Edition, ...]:
    """All of them: the office's own first, each kind with the newest first. In three queries."""
    own = OwnEdition.objects.prefetch_related("indicators", "quantities")
    return (*(as_value(each) for each in own), *library.editions())


def names() -> dict[str, str]:
    """The label of every edition by its code, in one query."""
    own = dict(OwnEdition.objects.values_list("code", "label"))
    return own | {each.code: each.label for each in library.editions()}


def as_value(own: OwnEdition) -> Edition:
    """What the rows say, in the shape that everybody reads."""
    quantities = {row.code: _quantity(row) for row in own.quantities.all()}
    about: dict[str, Any] = {name: getattr(own, name) for name in ABOUT_FIELDS}
    return Edition(
        own.code,
        own.label,
        tuple(quantities.values()),
        tuple(_indicator(row, quantities) for row in own.indicators.all()),
        **about,
        closed=own.closed,
        built_in=False,
    )


def _quantity(row: EditionQuantity) -> LibraryQuantity:
    fields: dict[str, Any] = {name: getattr(row, name) for name in QUANTITY_FIELDS}
    return LibraryQuantity(**fields, accumulation=Accumulation(row.accumulation))


def _indicator(row: EditionIndicator, quantities: dict[str, LibraryQuantity]) -> LibraryIndicator:
    fields: dict[str, Any] = {name: getattr(row, name) for name in INDICATOR_FIELDS}
    return LibraryIndicator(**fields, quantities=needed(row.formula, quantities), aliases=tuple(row.aliases))


def needed(formula: str, quantities: dict[str, LibraryQuantity]) -> tuple[LibraryQuantity, ...]:
    """The quantities that the formula names, in the order of the edition; those it does not have are left out."""
    try:
        names = parse(formula).names if formula else frozenset()
    except FormulaError:  # it was checked when it was saved; what is read must never fail for it
        names = frozenset()
    return tuple(quantity for code, quantity in quantities.items() if code in names)


def users_of(wanted: Iterable[Edition]) -> dict[str, list[tuple[str, int]]]:
    """Which plans have how many active indicators from each edition, by the edition's code. In one query.

    Indicators name their edition by its label, older ones by its code.
    """
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    rows = Indicator.objects.active().exclude(edition="").order_by().values_list("edition", "plan__name")
    for said, plan, number in rows.annotate(number=Count("pk")):
        counted[said][plan] = number
    found: dict[str, list[tuple[str, int]]] = {}
    for each in wanted:
        plans: dict[str, int] = defaultdict(int)
        for said in {each.label, each.code}:
            for plan, number in counted[said].items():
                plans[plan] += number
        found[each.code] = sorted(plans.items())
    return found


def of_plan(plan: Plan, found: Iterable[Edition]) -> Edition:
    """The edition from which most of the plan's active indicators come, the usual one where none do. In one query."""
    rows = plan.indicators.active().exclude(edition="").order_by().values_list("edition")
    counted = dict(rows.annotate(number=Count("pk")))
    by_code = {each.code: each for each in (*found, library.edition(USUAL))}
    return max(
        by_code.values(),
        key=lambda each: (counted.get(each.label, 0) + counted.get(each.code, 0), each.code == USUAL),
    )


def changes(pair: Pair) -> tuple[Change, ...]:
    """In what the two differ, in words, the name first."""
    names = (*(("name",) if pair.is_renamed else ()), *pair.differing)
    return tuple(_change(name, getattr(pair.before, name), getattr(pair.after, name)) for name in names)


def _change(name: str, before: Any, after: Any) -> Change:
    field: Any = EditionIndicator._meta.get_field(name)
    return Change(str(field.verbose_name), in_words(field, before), in_words(field, after))
