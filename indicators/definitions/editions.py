"""The office's own editions of indicator systems: made, copied, filled from a workbook, changed part by part, closed."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import transaction

from indicators.definitions.reckoning import UnknownQuantities
from indicators.editions import ABOUT_FIELDS, INDICATOR_FIELDS, QUANTITY_FIELDS
from indicators.formulas import parse
from indicators.library import Edition, LibraryIndicator, LibraryQuantity
from indicators.models import EditionIndicator, EditionQuantity, OwnEdition
from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.changes import as_told_each, write_new

Part = TypeVar("Part", EditionIndicator, EditionQuantity)
VERBS = {EditionIndicator: "edition_indicator", EditionQuantity: "edition_quantity"}


class ClosedEdition(Exception):
    """The edition is closed: it can be copied, not changed."""


class QuantityInUse(Exception):
    """Formulas name the quantity, or others are part of it; `users` are their names."""

    def __init__(self, users: Iterable[str]) -> None:
        self.users = list(users)
        super().__init__("、".join(self.users))


def create_edition(*, by: User | None, source: Edition | None = None, key: str = "", **fields: Any) -> OwnEdition:
    """A new edition, empty or with all that `source` has; what it says of itself is its own."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return OwnEdition.objects.get(code=fields["code"])
        own = OwnEdition.objects.create(**fields)
        if source is not None:
            _fill(own, source.quantities, source.indicators)
        copied = {"from": source.label, "indicators": len(source.indicators)} if source else {}
        log.record(by, "edition.created", own, after=as_told_each(fields) | copied)
        return own


def update_edition(own: OwnEdition, *, by: User | None, based_on: int, key: str = "", **fields: Any) -> OwnEdition:
    """Raises `ClosedEdition` or `StaleError`."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return own
        return write_new(_open(own), by=by, verb="edition.changed", based_on=based_on, changes=fields)


def replace_content(
    own: OwnEdition,
    quantities: Iterable[LibraryQuantity],
    indicators: Iterable[LibraryIndicator],
    *,
    by: User | None,
    based_on: int,
    key: str = "",
) -> OwnEdition:
    """What a workbook says takes the place of all that the edition had. Raises `ClosedEdition` or `StaleError`."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return own
        current = _open(own).swap(based_on)
        before = {"indicators": current.indicators.count(), "quantities": current.quantities.count()}
        current.indicators.all().delete()
        current.quantities.all().delete()
        after = dict(zip(("quantities", "indicators"), _fill(current, quantities, indicators), strict=True))
        log.record(by, "edition.imported", current, before=before, after=after)
        return current


def close_edition(own: OwnEdition, *, by: User | None, based_on: int, key: str = "") -> OwnEdition:
    """From now on it stays as it is. Raises `ClosedEdition` or `StaleError`."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return own
        return write_new(_open(own), by=by, verb="edition.closed", based_on=based_on, changes={"closed": True})


def remove_edition(own: OwnEdition, *, by: User | None, key: str = "") -> None:
    """Takes an edition away that is not closed; plans hold copies, so nothing of theirs changes."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return
        current = _open(own)
        held = {"indicators": [str(each) for each in current.indicators.all()]}
        about = {name: getattr(current, name) for name in ABOUT_FIELDS}
        log.record(by, "edition.removed", current, before=as_told_each(about) | held)
        current.delete()


def create_part(part: Part, *, by: User | None, key: str = "", **fields: Any) -> Part:
    """Saves an unsaved indicator or quantity of an edition, behind those it has.

    Raises `ClosedEdition`, and `FormulaError` or `UnknownQuantities` for a formula that cannot be used.
    """
    with transaction.atomic():
        if not log.first_time(by, key):
            return part
        own = _counted_up(_open(part.edition))
        _check_formula(own, fields)
        for name, value in fields.items():
            setattr(part, name, value)
        part.order = type(part)._default_manager.filter(edition=own).count() + 1
        part.save()
        log.record(by, f"{VERBS[type(part)]}.created", part, after=as_told_each(fields) | {"edition": own.label})
        return part


def update_part(part: Part, *, by: User | None, based_on: int, key: str = "", **fields: Any) -> Part:
    """Raises as `create_part` does, and `StaleError`."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return part
        _check_formula(_counted_up(_open(part.edition)), fields)
        return write_new(part, by=by, verb=f"{VERBS[type(part)]}.changed", based_on=based_on, changes=fields)


def remove_part(part: EditionIndicator | EditionQuantity, *, by: User | None, key: str = "") -> None:
    """Raises `ClosedEdition`, and `QuantityInUse` for a quantity that others of the edition need."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return
        own = _counted_up(_open(part.edition))
        if isinstance(part, EditionQuantity):
            _check_unused(own, part)
        fields = (*QUANTITY_FIELDS, "accumulation") if isinstance(part, EditionQuantity) else INDICATOR_FIELDS
        held = {name: getattr(part, name) for name in fields} | {"edition": own.label}
        log.record(by, f"{VERBS[type(part)]}.removed", part, before=as_told_each(held))
        part.delete()


def _open(own: OwnEdition) -> OwnEdition:
    """The edition as it stands, held until the end of the transaction. Raises `ClosedEdition`."""
    current = OwnEdition.objects.select_for_update().get(pk=own.pk)
    if current.closed:
        raise ClosedEdition(current.label)
    return current


def _counted_up(own: OwnEdition) -> OwnEdition:
    """A change of a part is a change of the edition: who closes it or replaces it has seen all parts."""
    return own.swap(own.version)


def _check_formula(own: OwnEdition, fields: dict[str, Any]) -> None:
    formula = fields.get("formula")
    if formula:
        unknown = parse(formula).names - set(own.quantities.values_list("code", flat=True))
        if unknown:
            raise UnknownQuantities(unknown)


def _check_unused(own: OwnEdition, quantity: EditionQuantity) -> None:
    formulas = own.indicators.exclude(formula="")
    users = [each.name for each in formulas if quantity.code in parse(each.formula).names]
    users += own.quantities.filter(part_of=quantity.code).values_list("name", flat=True)
    if users:
        raise QuantityInUse(users)


def _fill(
    own: OwnEdition, quantities: Iterable[LibraryQuantity], indicators: Iterable[LibraryIndicator]
) -> tuple[int, int]:
    """Writes the parts in their order; says how many quantities and indicators there were."""
    rows = [
        EditionQuantity(edition=own, order=place, accumulation=each.accumulation.value, **_own(each, QUANTITY_FIELDS))
        for place, each in enumerate(quantities, 1)
    ]
    EditionQuantity.objects.bulk_create(rows)
    parts = [
        EditionIndicator(edition=own, order=place, aliases=list(each.aliases), **_own(each, INDICATOR_FIELDS))
        for place, each in enumerate(indicators, 1)
    ]
    EditionIndicator.objects.bulk_create(parts)
    return len(rows), len(parts)


def _own(value: LibraryQuantity | LibraryIndicator, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}
