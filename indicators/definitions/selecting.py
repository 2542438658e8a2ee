"""A plan takes indicators from an edition, and gives back those that it does not use."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Q

from indicators.definitions.indicators import (
    create_indicator,
    create_quantity,
    group,
    update_indicator,
    update_quantity,
)
from indicators.definitions.reckoning import UnitsDisagree
from indicators.formulas import FUNCTIONS, Reference, parse
from indicators.library import Edition, LibraryIndicator, LibraryQuantity
from indicators.models import Entry, EntryState, Indicator, Plan, Quantity
from indicators.selecting import Mismatch, chosen, mismatches, offers, quantities_of
from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.audit.models import Record
from wastefree.lib.figures import plain

SELECTED = "indicators.selected"
TAKEN_BACK = "indicators.unselected"
COPIED = (
    "name",
    "unit",
    "decimals",
    "kind",
    "better",
    "mandatory",
    "basis",
    "explanation",
    "calculation",
    "source",
    "by_region",
    "name_verified",
)


class Answer(StrEnum):
    """What a person says about a quantity that the plan has in another shape."""

    USE = "use"  # the plan's own is meant; the formula converts its unit
    SEPARATE = "separate"  # another figure is meant, and gets a code of its own


class Unsettled(Exception):
    """Quantities about which nobody has said which figure is meant."""

    def __init__(self, open_: Collection[Mismatch]) -> None:
        super().__init__("、".join(each.there.code for each in open_))
        self.mismatches = list(open_)


class FormulasUnusable(Exception):
    """Indicators of the edition whose formulas mix units in this plan; `found` says for each what is wrong."""

    def __init__(self, found: Mapping[str, UnitsDisagree]) -> None:
        super().__init__("、".join(found))
        self.found = found


def select_indicators(
    plan: Plan,
    edition: Edition,
    names: Collection[str],
    *,
    by: User | None,
    answers: Mapping[str, Answer] | None = None,
    key: str = "",
) -> list[Indicator]:
    """Copies the indicators of these names into the plan, with their groups and quantities; says which came in.

    Those that the plan has in use are passed over, those it has put out of use come back as they were. A quantity of
    the same code is shared. Raises `Unsettled` if one of them differs and `answers` do not say what is meant, and
    `FormulasUnusable` if a formula mixes units; nothing is written then.
    """
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)  # two who select at once come one after the other
        if not log.first_time(by, key):
            return []
        there = {each.indicator.name: each for each in offers(plan, edition)}
        wanted = [each for each in chosen(edition, names) if not there[each.name].is_there]
        back = [found for each in wanted if (found := there[each.name].there)]
        new = [each for each in wanted if there[each.name].there is None]
        written, made = _take_quantities(plan, new, answers or {}, by)
        came = [_restored(each, by) for each in back] + _take(plan, edition, new, written, by)
        if came:
            said = {"edition": edition.label, "indicators": [each.name for each in came]}
            kept = {"keys": [each.pk for each in came], "quantities": [each.pk for each in made]}
            log.record(by, SELECTED, plan, after=said | kept)
        return came


# --- quantities ------------------------------------------------------------------------------------------------------


def _take_quantities(
    plan: Plan, indicators: Iterable[LibraryIndicator], answers: Mapping[str, Answer], by: User | None
) -> tuple[dict[str, str], list[Quantity]]:
    """How formulas write each code of the edition in this plan, and the quantities that had to be made."""
    indicators = list(indicators)
    odd = {each.quantity.code: each for each in mismatches(plan, indicators)}
    open_ = [each for code, each in odd.items() if not _is_settled(each, answers.get(code))]
    if open_:
        raise Unsettled(open_)
    there = {each.code: each for each in plan.quantities.all()}
    codes: dict[str, str] = {}  # the plan's code by the edition's
    made: list[Quantity] = []
    for quantity in quantities_of(indicators):
        apart = quantity.code in odd and answers[quantity.code] == Answer.SEPARATE
        codes[quantity.code] = code = _free(quantity.code, there) if apart else quantity.code
        if code not in there:
            whole = there.get(codes.get(quantity.part_of, quantity.part_of))
            there[code] = _made(plan, code, quantity, whole, by)
            made.append(there[code])
        elif not there[code].is_active:
            update_quantity(there[code], by=by, based_on=there[code].version, is_active=True)
    written = {
        code: f"({own} * {plain(times):f})" if (times := _times(odd.get(code), own)) != 1 else own
        for code, own in codes.items()
    }
    return written, made


def _is_settled(mismatch: Mismatch, answer: Answer | None) -> bool:
    return answer == Answer.SEPARATE or (answer == Answer.USE and mismatch.times is not None)


def _times(mismatch: Mismatch | None, own: str) -> Any:
    used = mismatch is not None and mismatch.there.code == own
    return mismatch.times if mismatch is not None and used else 1


def _made(plan: Plan, code: str, quantity: LibraryQuantity, whole: Quantity | None, by: User | None) -> Quantity:
    fits = whole is not None and (whole.unit, whole.kind) == (quantity.unit, quantity.kind)
    return create_quantity(
        plan,
        by=by,
        code=code,
        name=quantity.name,
        unit=quantity.unit,
        decimals=quantity.decimals,
        kind=quantity.kind,
        accumulation=quantity.accumulation.value,
        frequency=quantity.frequency,
        by_region=quantity.by_region,
        part_of=whole if fits else None,
    )


# --- indicators ------------------------------------------------------------------------------------------------------


def _take(
    plan: Plan, edition: Edition, indicators: Iterable[LibraryIndicator], written: Mapping[str, str], by: User | None
) -> list[Indicator]:
    taken = set(plan.indicators.values_list("code", flat=True))
    made = []
    unusable: dict[str, UnitsDisagree] = {}
    for each in indicators:
        code = _free_number(each.number, taken)
        taken.add(code)
        fields = {name: getattr(each, name) for name in COPIED} | {
            "group": group(plan, *each.levels),
            "formula": _rewritten(each.formula, written),
            "responsible_text": each.responsible,
            "edition": edition.label,
        }
        try:
            made.append(create_indicator(plan, by=by, code=code, **fields))
        except UnitsDisagree as error:
            unusable[each.name] = error
    if unusable:
        raise FormulasUnusable(unusable)
    return made


def _restored(indicator: Indicator, by: User | None) -> Indicator:
    """Back in use as it was, with the quantities that it needs."""
    update_indicator(indicator, by=by, based_on=indicator.version, is_active=True)
    for quantity in indicator.quantities.filter(is_active=False):
        update_quantity(quantity, by=by, based_on=quantity.version, is_active=True)
    return indicator


def _rewritten(formula: str, written: Mapping[str, str]) -> str:
    """The formula over the plan's codes; as it stands where all are the edition's own."""
    if not formula:
        return ""
    parsed = parse(formula)
    if all(written[name] == name for name in parsed.names):
        return formula

    def address(reference: Reference) -> str:
        own = written[reference.name]
        function = FUNCTIONS.get(reference.when)
        if function is None:
            return own
        code, star, times = own.strip("()").partition(" * ")
        return f"({function}({code}) * {times})" if star else f"{function}({code})"

    return parsed.to_excel(address)


def _free(wish: str, taken: Collection[str]) -> str:
    room = Quantity._meta.get_field("code").max_length or 50
    return next(code for n in range(2, 9999) if (code := f"{wish[: room - 5]}_{n}") not in taken)


def _free_number(number: int | None, taken: Collection[str]) -> str:
    """The number that the edition gives it, or the next one that the plan has free."""
    if number is None:
        last = max((int(code) for code in taken if code.isdecimal()), default=0)
        return str(last + 1)
    wish = str(number)
    return wish if wish not in taken else next(code for n in range(2, 9999) if (code := f"{wish}-{n}") not in taken)


# --- taking back -----------------------------------------------------------------------------------------------------


def last_selection(plan: Plan) -> tuple[Record, list[Indicator]] | None:
    """The newest selection of which something can still be taken back, with those indicators. In four queries."""
    about = Record.objects.about(plan)
    undone = {record.after.get("selection") for record in about.filter(verb=TAKEN_BACK)}
    record = next((each for each in about.filter(verb=SELECTED) if each.pk not in undone), None)
    if record is None:
        return None
    unused = _unused(plan, record)
    return (record, unused) if unused else None


def _unused(plan: Plan, record: Record) -> list[Indicator]:
    """Those of the selection for which nobody has set or reported anything yet."""
    said = Q(targets__isnull=False) & ~Q(targets__text="") | Q(baselines__isnull=False)
    reported = _reported(record.after["quantities"]).values("quantity")
    used = Indicator.objects.filter(said | Q(quantities__in=reported)).values("pk")
    return list(plan.indicators.active().filter(pk__in=record.after["keys"]).exclude(pk__in=used))


def _reported(quantities: Collection[int]) -> Any:
    typed = Q(value__isnull=False) | Q(not_applicable=True) | ~Q(state=EntryState.DRAFT)
    return Entry.objects.filter(quantity__in=quantities).filter(typed)


def take_back(plan: Plan, record: Record, *, by: User | None, key: str = "") -> int:
    """Puts out of use what the selection brought in and nobody uses; says how many indicators that were."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return 0
        unused = _unused(plan, record)
        for each in unused:
            update_indicator(each, by=by, based_on=each.version, is_active=False)
        made = plan.quantities.filter(pk__in=record.after["quantities"], is_active=True)
        needed = plan.indicators.active().filter(quantities__isnull=False).values("quantities")
        reported = _reported(record.after["quantities"]).values("quantity")
        for quantity in made.exclude(pk__in=needed).exclude(pk__in=reported):
            update_quantity(quantity, by=by, based_on=quantity.version, is_active=False)
        names = [each.name for each in unused]
        log.record(by, TAKEN_BACK, plan, after={"selection": record.pk, "indicators": names})
        return len(unused)
