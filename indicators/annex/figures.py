"""The baselines and targets of a row: their words, what they mean, and the unit that hides in them. Pure of the plan."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from indicators.annex.amounts import in_unit, read_amount
from indicators.annex.sheet import AnnexRow, Problem, Written
from indicators.annex.words import joined
from indicators.targets import Condition, Kind, parse
from indicators.wording import PROBLEMS
from wastefree.lib.figures import fits
from wastefree.lib.numbers import normalize, read_decimal

BOUNDS = frozenset({Kind.AT_LEAST, Kind.AT_MOST, Kind.EQUAL})
DIRECTIONS = {Kind.AT_LEAST: "higher", Kind.AT_MOST: "lower"}
TEXT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class WantedBaseline:
    text: str
    value: Decimal | None


@dataclass(frozen=True)
class Words:
    """The cells of a row that hold figures, by year; `undated` where the heading names no year."""

    dated: dict[int, Written]
    undated: Written | None

    @classmethod
    def of(cls, row: AnnexRow, name: str) -> "Words":
        dated = {year: cell for year, cell in row.by_year(name).items() if cell.text}
        single = row.cells.get(name)
        own = (
            single is not None and single.text and single.cell not in {cell.cell for cell in row.by_year(name).values()}
        )
        return cls(dated, single if own else None)

    def all(self) -> Iterator[Written]:
        yield from self.dated.values()
        if self.undated is not None:
            yield self.undated


def words_of(row: AnnexRow, baseline_year: int) -> tuple[Words, Words]:
    """The cells of the baselines and of the targets.

    A column that is headed by a year alone says where the indicator stood, up to the baseline year; later, where it is
    to be.
    """
    baselines, targets, years = (Words.of(row, name) for name in ("baseline", "target", "year"))
    past = {year: cell for year, cell in years.dated.items() if year <= baseline_year}
    future = {year: cell for year, cell in years.dated.items() if year > baseline_year}
    return Words(past | baselines.dated, baselines.undated), Words(future | targets.dated, targets.undated)


def unit_in_values(baselines: Words, targets: Words) -> str:
    """The one unit that all figures with a unit agree on, or nothing."""
    amounts = [amount for cell in baselines.all() if (amount := read_amount(cell.text))]
    units = {unit for _number, unit in amounts if unit}
    units |= {condition.unit for condition in _own_bounds(targets.all()) if condition.unit}
    return units.pop() if len(units) == 1 else ""


def better_in_targets(targets: Words) -> str:
    """Whether more or less is wanted, where the row's targets say so and none contradicts."""
    found = {_direction(condition) for cell in targets.all() for condition in parse(cell.text).conditions} - {""}
    return found.pop() if len(found) == 1 else ""


def better_by_trend(baselines: Words, targets: Words, unit: str) -> str:
    """Whether more or less is wanted, where the figures only rise, or only fall, from the baseline to the last target."""
    dated = sorted([*baselines.dated.items(), *targets.dated.items()])
    cells = [baselines.undated, *(cell for _year, cell in dated), targets.undated]
    amounts = [read_amount(cell.text) for cell in cells if cell is not None and not cell.is_blank]
    figures = [in_unit(amount, unit) for amount in amounts if amount is not None]
    steps = {
        (after > before) - (after < before)
        for before, after in pairwise(figures)
        if before is not None and after is not None
    }
    if None in amounts or None in figures:
        return ""
    return {frozenset({1}): "higher", frozenset({-1}): "lower"}.get(frozenset(steps - {0}), "")


def is_qualitative(targets: Words) -> bool:
    """Whether all that the targets ask for is work to be done, and there is something."""
    kinds = {condition.kind for cell in targets.all() for condition in parse(cell.text).conditions} - {Kind.NONE}
    return kinds == {Kind.QUALITATIVE}


def _direction(condition: Condition) -> str:
    if condition.subject:
        return ""
    if condition.kind in (Kind.CHANGE, Kind.DIRECTION) and condition.value:
        return "higher" if condition.value > 0 else "lower"
    return DIRECTIONS.get(condition.kind, "")


def _own_bounds(cells: Iterable[Written]) -> Iterator[Condition]:
    for cell in cells:
        yield from (each for each in parse(cell.text).conditions if each.kind in BOUNDS and not each.subject)


def read_baselines(
    words: Words, unit: str, year: int, *, qualitative: bool
) -> tuple[dict[int, WantedBaseline], list[Problem]]:
    """The baselines by year, one without a year in `year`. What is no figure keeps its words and is told."""
    cells = dict(words.dated) | ({year: words.undated} if words.undated is not None else {})
    wanted: dict[int, WantedBaseline] = {}
    problems: list[Problem] = []
    for at, cell in cells.items():
        if cell.is_blank:
            continue
        value, problem = (None, "") if qualitative else read_baseline(cell.text, unit)
        wanted[at] = WantedBaseline(joined(cell.text)[:TEXT_LENGTH], value)
        problems += [cell.problem(problem)] if problem else []
    return wanted, problems


def read_baseline(text: str, unit: str) -> tuple[Decimal | None, str]:
    """The figure in `unit`, or what is wrong with it."""
    amount = read_amount(text)
    if amount is None:
        return None, _("看不懂这个基准值，只保留了文字。请改成一个数，如 43.2 或 112万吨。")
    value = in_unit(amount, unit)
    if value is None:
        return None, _("单位“%(given)s”与指标的单位“%(unit)s”不能换算，只保留了文字。请核对单位。") % {
            "given": amount[1],
            "unit": unit,
        }
    if not fits(value):
        return None, _("数值的位数太多，只保留了文字。最多 14 位整数、6 位小数。")
    return value, ""


def read_targets(words: Words, unit: str, better: str, last_year: int) -> tuple[dict[int, str], list[Problem]]:
    """The targets' words by year, one without a year in the year that it names itself, or in the plan's last."""
    wanted: dict[int, str] = {}
    problems: list[Problem] = []
    for year, cell in words.dated.items():
        wanted[year] = joined(cell.text)[:TEXT_LENGTH]
        problems += _target_problems(cell, unit, better, year)
    if words.undated is not None:
        named = parse(words.undated.text).year or last_year
        wanted.setdefault(named, joined(words.undated.text)[:TEXT_LENGTH])
        problems += _target_problems(words.undated, unit, better, named)
    return wanted, problems


def _target_problems(cell: Written, unit: str, better: str, year: int) -> Iterator[Problem]:
    reading = parse(cell.text, better=better, unit=unit)
    if len(joined(cell.text)) > TEXT_LENGTH:
        yield cell.problem(_("文字过长（最多 %(limit)s 个字），只读入了前面的部分。") % {"limit": TEXT_LENGTH})
    if not reading.readable:
        yield cell.problem(str(PROBLEMS[reading.problem]))
    elif reading.year not in (None, year):
        yield cell.problem(
            _("格子里写的是 %(named)s 年，而这一列是 %(year)s 年的目标。") % {"named": reading.year, "year": year}
        )


def year_of(text: str) -> int | None:
    """A year in a cell of its own: 2020, 2020年."""
    number = read_decimal(normalize(text).removesuffix("年"))
    return int(number) if number is not None and 1990 <= number <= 2100 and number == int(number) else None
