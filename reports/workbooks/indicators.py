"""The table of indicators, its actual values live formulas over the sheet of quantities; and what each is based on."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell

from indicators.formulas import Reference, When, parse
from indicators.models import Indicator
from indicators.progress import Status
from indicators.wording import status_in_words
from reports.facts import AnnualFacts, IndicatorFact
from reports.palette import STATUS_COLOURS, STATUS_TINTS
from reports.workbooks.quantities import Cells
from reports.workbooks.style import (
    PROGRESS_FORMAT,
    Column,
    House,
    Place,
    stored,
    write,
)
from wastefree.lib.figures import MISSING
from wastefree.lib.listbook import number_format

# Columns, from 0.
CODE, LEVEL1, LEVEL2, NAME, MANDATORY, UNIT, BASELINE, WORDS, BOUND, ACTUAL, SHARE, STATUS, REASON, SOURCE, LEAD = (
    range(15)
)
MANDATORY_MARKS = {Indicator.Mandatory.YES: "★", Indicator.Mandatory.NO: "", Indicator.Mandatory.UNKNOWN: "未注明"}


@dataclass(frozen=True)
class Table:
    """Where the rows of the table are: first and last, from 0."""

    place: Place
    first: int
    last: int

    def column(self, column: int) -> str:
        return self.place.column(self.first, self.last, column)


def write_table(house: House, place: Place, facts: AnnualFacts, cells: Cells) -> Table:
    first = row = house.lay_out(place, _("指标完成情况"), _note(facts), _columns(facts), frozen=4)
    for indicator in facts.indicators:
        _write_row(house, place, row, indicator, cells)
        row += 1
    last = max(first, row - 1)
    place.sheet.autofilter(first - 1, 0, last, LEAD)
    return Table(place, first, last)


def _note(facts: AnnualFacts) -> str:
    return _(
        "实际值为公式，取自“数据项”表，截至%(period)s。目标值为目标原文折算到本年的数。"
        "完成率：越高越好的指标为实际值÷目标值，越低越好的指标为目标值÷实际值；仅供参考，状态按进度线判定。"
    ) % {"period": facts.period.label()}


def _columns(facts: AnnualFacts) -> list[Column]:
    return [
        Column(_("序号"), 6),
        Column(_("一级指标"), 11),
        Column(_("二级指标"), 13),
        Column(_("三级指标"), 30),
        Column(_("必选"), 7),
        Column(pgettext("measure", "单位"), 9),
        Column(_("基准值"), 11),
        Column(_("目标（原文）"), 16),
        Column(_("目标值"), 11),
        Column(_("%(year)s年实际值") % {"year": facts.year}, 13),
        Column(_("完成率"), 9),
        Column(_("状态"), 12),
        Column(_("判定说明"), 26),
        Column(_("数据来源"), 14),
        Column(_("牵头单位"), 14),
    ]


def _write_row(house: House, place: Place, row: int, indicator: IndicatorFact, cells: Cells) -> None:
    left, center = house.body(), house.body("center")
    right = house.body("right", num_format=_number(indicator))
    texts: dict[int, tuple[str, Format]] = {
        CODE: (indicator.code, center),
        LEVEL1: (indicator.level1, left),
        LEVEL2: (indicator.level2, left),
        NAME: (_name(indicator), left),
        MANDATORY: (MANDATORY_MARKS[Indicator.Mandatory(indicator.mandatory)], center),
        UNIT: (indicator.unit, center),
        WORDS: (_target(indicator), left),
        STATUS: (status_in_words(indicator.status), _status(house, indicator.status)),
        REASON: (f"{indicator.reason}{indicator.why}", house.body(font_size=10)),
        SOURCE: (indicator.source, left),
        LEAD: (indicator.lead, left),
    }
    for column, (text, looks) in texts.items():
        write(place, row, column, text, looks)
    write(place, row, BASELINE, indicator.baseline, right)
    write(place, row, BOUND, MISSING if indicator.bound is None else indicator.bound, right)
    place.sheet.write_formula(row, ACTUAL, actual(indicator, cells), right, stored(indicator.figure))
    _write_share(house, place, row, indicator)


def _name(indicator: IndicatorFact) -> str:
    return indicator.name if indicator.name_verified else _("%(name)s（名称未核对）") % {"name": indicator.name}


def _target(indicator: IndicatorFact) -> str:
    """The words, with their year where it is not this one."""
    return f"{indicator.target_year}: {indicator.target_text}" if indicator.target_text else "—"


def _number(indicator: IndicatorFact) -> str:
    return PROGRESS_FORMAT if indicator.is_progress else number_format(indicator.decimals)


def _status(house: House, status: Status) -> Format:
    return house.body("center", bold=True, font_color=STATUS_COLOURS[status], bg_color=STATUS_TINTS[status])


def actual(indicator: IndicatorFact, cells: Cells) -> str:
    """The indicator's formula over cells: missing before not applicable before divided by zero, as the portal does."""
    years = dict(indicator.references)
    if not indicator.formula or not years:
        return '="—"'
    formula = parse(indicator.formula)
    addresses = {reference: cells[reference.name, years[reference]] for reference in sorted(formula.references)}
    missing = _any(addresses, "—")
    inapplicable = _any(addresses, "不适用")
    reckoned = formula.to_excel(addresses.__getitem__)
    return f'=IF({missing},"—",IF({inapplicable},"不适用",IFERROR({reckoned},"—")))'


def _any(addresses: dict[Reference, str], mark: str) -> str:
    return "OR(" + ",".join(f'{address}="{mark}"' for address in addresses.values()) + ")"


def _write_share(house: House, place: Place, row: int, indicator: IndicatorFact) -> None:
    """How far, by the plain quotient that offices use; none where a bound of zero or no trend leaves none."""
    looks = house.body("right", num_format="0.0%")
    value, bound = xl_rowcol_to_cell(row, ACTUAL), xl_rowcol_to_cell(row, BOUND)
    upper, lower = (value, bound) if indicator.better == Indicator.Better.HIGHER else (bound, value)
    if not indicator.better or indicator.is_progress or indicator.bound is None:
        place.sheet.write_string(row, SHARE, "—", looks)
        return
    formula = f'=IF(AND(ISNUMBER({value}),ISNUMBER({bound})),IFERROR({upper}/{lower},"—"),"—")'
    place.sheet.write_formula(row, SHARE, formula, looks, _share(indicator))


def _share(indicator: IndicatorFact) -> float | str:
    figure, bound = indicator.figure, indicator.bound
    if figure in (None, MISSING) or bound is None or isinstance(stored(figure), str):
        return "—"
    upper, lower = float(stored(figure)), float(bound)
    if indicator.better != Indicator.Better.HIGHER:
        upper, lower = lower, upper
    return upper / lower if lower else "—"


# --- what each is based on -------------------------------------------------------------------------------------------


def write_bases(house: House, place: Place, facts: AnnualFacts) -> None:
    columns = [
        Column(_("序号"), 6),
        Column(_("三级指标"), 34),
        Column(_("口径"), 44),
        Column(_("公式"), 60),
        Column(_("名称核对"), 12),
    ]
    note = _("公式中的数据项见“数据项”表；加“上年”“基准年”的取相应年份同期的数。")
    row = house.lay_out(place, _("指标口径与公式"), note, columns)
    names = {quantity.code: quantity.name for quantity in facts.quantities}
    for indicator in facts.indicators:
        verified = _("已核对") if indicator.name_verified else _("未核对")
        texts = (indicator.code, indicator.name, indicator.basis, _in_words(indicator, names), verified)
        for column, text in enumerate(texts):
            write(place, row, column, text, house.body("center" if column in (0, 4) else "left"))
        row += 1


WHEN = {When.CURRENT: "", When.PREVIOUS_YEAR: "上年", When.BASELINE: "基准年"}


def _in_words(indicator: IndicatorFact, names: dict[str, str]) -> str:
    """The formula with the names of its quantities: [综合利用量]÷[产生量]×100."""
    if not indicator.formula:
        return "—"
    written = parse(indicator.formula).to_excel(lambda r: f"[{WHEN[r.when]}{names.get(r.name, r.name)}]")
    return written.replace("*", "×").replace("/", "÷")
