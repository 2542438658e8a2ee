"""The sheet of quantities: every reported figure, and each quantity's figure of the year as a live formula."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter.utility import xl_rowcol_to_cell

from indicators.aggregation import Accumulation, through
from indicators.models import Quantity
from reports.facts import AnnualFacts, EntryFact, QuantityFact
from reports.workbooks.style import PROGRESS_FORMAT, Column, House, Place, Value, stored, write
from wastefree.lib.figures import MISSING, Figure
from wastefree.lib.listbook import number_format
from wastefree.lib.periods import QUARTERS, WHOLE_YEAR, Period

# Columns, from 0.
CODE, NAME, UNIT, YEAR, MANNER, BODY, FIRST, WHOLE, RESULT = 0, 1, 2, 3, 4, 5, 6, 10, 11

# By code and year: the cell that holds the quantity's figure of the year.
Cells = dict[tuple[str, int], str]


@dataclass(frozen=True)
class Line:
    """One row: what one organization reported of a quantity in a year."""

    organization: str
    figures: dict[int, Figure]


def _columns() -> list[Column]:
    return [
        Column(_("代码"), 20),
        Column(_("数据项"), 34),
        Column(pgettext("measure", "单位"), 9, "center"),
        Column(_("年份"), 7, "center"),
        Column(_("时间口径"), 16),
        Column(_("填报单位"), 16),
        *[Column(label, 12, "right") for label in (_("第一季度"), _("第二季度"), _("第三季度"), _("第四季度"))],
        Column(_("全年填报"), 12, "right"),
        Column(_("年度值"), 14, "right"),
    ]


def _note(facts: AnnualFacts) -> str:
    return _("年度值由各季度填报值按时间口径计算，截至%(period)s；“—”为缺少数据，与0不同；只计审核通过的数据。") % {
        "period": facts.period.label()
    }


def write_all(house: House, place: Place, facts: AnnualFacts) -> Cells:
    """Fills the sheet, and says where each quantity's figure of a year is found."""
    row = house.lay_out(place, _("数据项"), _note(facts), _columns())
    first, cells = row, {}
    for quantity in facts.quantities:
        cells[quantity.code, quantity.year] = place.cell(row, RESULT)
        row = _write_quantity(house, place, row, quantity, facts.period)
    place.sheet.autofilter(first - 1, 0, max(first, row - 1), RESULT)
    return cells


def _write_quantity(house: House, place: Place, row: int, quantity: QuantityFact, period: Period) -> int:
    lines = list(_lines(quantity.entries))
    if len(lines) > 1:
        _write_total(house, place, row, quantity, len(lines))
        row += 1
    for line in lines or [Line("", {})]:
        _write_line(house, place, row, quantity, line, period, alone=len(lines) <= 1)
        row += 1
    return row


def _lines(entries: Iterable[EntryFact]) -> Iterable[Line]:
    by_organization: dict[str, dict[int, Figure]] = {}
    for entry in entries:
        by_organization.setdefault(entry.organization, {})[entry.period.quarter] = entry.figure
    return [Line(organization, figures) for organization, figures in by_organization.items()]


def _write_total(house: House, place: Place, row: int, quantity: QuantityFact, lines: int) -> None:
    """The whole city: the sum of its organizations' figures of the year."""
    _write_start(house, place, row, quantity, _("全市合计"), bold=True)
    for column in range(FIRST, RESULT):
        place.sheet.write_blank(row, column, None, house.body("right", bold=True))
    formula = _sum(row + 1, RESULT, row + lines, RESULT)
    _write_result(house, place, row, quantity, formula, quantity.figure, bold=True)


def _write_line(
    house: House, place: Place, row: int, quantity: QuantityFact, line: Line, period: Period, *, alone: bool
) -> None:
    _write_start(house, place, row, quantity, line.organization)
    looks = house.body("right", num_format=_number(quantity))
    last = period.last_quarter
    for quarter in QUARTERS:
        owed = not quantity.is_yearly and quarter <= last
        figure = line.figures.get(quarter, MISSING) if owed else None
        write(place, row, FIRST + quarter - 1, figure, looks)
    whole = line.figures.get(WHOLE_YEAR, MISSING) if quantity.is_yearly and last == QUARTERS[-1] else None
    write(place, row, WHOLE, whole, looks)
    formula = _of_year(row, quantity, last)
    value = quantity.figure if alone else _own(quantity, line, last)
    _write_result(house, place, row, quantity, formula, value)


def _of_year(row: int, quantity: QuantityFact, last: int) -> str:
    """The figure of the year so far, by the quantity's own way of adding up over time."""
    if quantity.is_yearly:
        return f'=IF(ISBLANK({_at(row, WHOLE)}),"—",{_at(row, WHOLE)})'
    if quantity.accumulation == Quantity.Accumulates.PER_PERIOD:
        return _sum(row, FIRST, row, FIRST + last - 1)
    return f"={_at(row, FIRST + last - 1)}"


def _own(quantity: QuantityFact, line: Line, last: int) -> Figure:
    """The same for one organization, as the portal reckons it."""
    if quantity.is_yearly:
        return line.figures.get(WHOLE_YEAR, MISSING) if last == QUARTERS[-1] else MISSING
    return through(Accumulation(quantity.accumulation), line.figures, last)


def _sum(first_row: int, first: int, last_row: int, last: int) -> str:
    """One that is missing makes the sum missing; those not applicable count for nothing."""
    cells = f"{_at(first_row, first)}:{_at(last_row, last)}"
    return f'=IF(COUNTIF({cells},"—")>0,"—",IF(COUNT({cells})=0,"不适用",SUM({cells})))'


def _at(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column))


def _write_start(
    house: House, place: Place, row: int, quantity: QuantityFact, organization: str, *, bold: bool = False
) -> None:
    manner = _("每年填报") if quantity.is_yearly else str(Quantity.Accumulates(quantity.accumulation).label)
    texts: tuple[Value, ...] = (quantity.code, quantity.name, quantity.unit, quantity.year, manner, organization)
    for column, value in enumerate(texts):
        align = "center" if column in (UNIT, YEAR) else "left"
        write(place, row, column, value, house.body(align, bold=bold))


def _write_result(
    house: House,
    place: Place,
    row: int,
    quantity: QuantityFact,
    formula: str,
    figure: Figure,
    *,
    bold: bool = False,
) -> None:
    looks = house.body("right", num_format=_number(quantity), bold=bold, bg_color="#F4F6F6")
    place.sheet.write_formula(row, RESULT, formula, looks, stored(figure))


def _number(quantity: QuantityFact) -> str:
    return PROGRESS_FORMAT if quantity.is_progress else number_format(quantity.decimals)
