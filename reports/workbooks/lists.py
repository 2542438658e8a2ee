"""Tasks, projects, cells, and the words of the self-assessment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell

from reports.facts import AnnualFacts, CellFact, ProjectFact, TaskFact
from reports.workbooks.style import Column, House, Place, Value, write
from wastefree.lib.figures import MISSING

WAN_PER_YI = Decimal(10_000)
CODE, STAGE, PLANNED, DONE = 0, 7, 4, 5


@dataclass(frozen=True)
class Projects:
    """Where the rows of the projects are: first and last, from 0."""

    place: Place
    first: int
    last: int

    def column(self, column: int) -> str:
        return self.place.column(self.first, self.last, column)


def _rows(house: House, place: Place, row: int, aligns: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    """Writes the rows from `row` on; answers with the row after the last."""
    day = house.body("center", num_format="yyyy-mm-dd")
    for cells in rows:
        for column, (value, align) in enumerate(zip(cells, aligns, strict=True)):
            looks = (
                day if align == "day" else house.body(align, **({"num_format": "#,##0.00"} if align == "right" else {}))
            )
            write(place, row, column, value, looks)
        row += 1
    return row


def write_tasks(house: House, place: Place, facts: AnnualFacts) -> None:
    columns = [
        Column(_("序号"), 6),
        Column(_("领域"), 14),
        Column(_("任务"), 34),
        Column(_("牵头单位"), 14),
        Column(_("配合单位"), 20),
        Column(_("完成时限（原文）"), 16),
        Column(_("完成时限"), 12),
        Column(_("进展"), 10),
        Column(_("进展情况"), 30),
        Column(_("存在问题"), 24),
        Column(_("下一步计划"), 24),
    ]
    note = _("截至%(day)s。方案没有指明牵头单位的，牵头单位一栏为“待明确”。") % {"day": facts.as_of.isoformat()}
    row = house.lay_out(place, _("重点任务"), note, columns, frozen=3)
    aligns = ["center", "left", "left", "left", "left", "left", "day", "center", "left", "left", "left"]
    _rows(house, place, row, aligns, map(_task, facts.tasks))


def _task(task: TaskFact) -> tuple[Value, ...]:
    late = task.is_overdue and task.stage != _("逾期")  # as it was kept when tasks had a stage and no status
    stage = _("%(stage)s（逾期）") % {"stage": task.stage} if late else task.stage
    lead = task.lead or _("待明确")
    return (
        task.code,
        task.section,
        task.title,
        lead,
        task.cooperating,
        task.due_text,
        task.due_on,
        stage,
        task.progress,
        task.problem,
        task.next_step,
    )


def write_projects(house: House, place: Place, facts: AnnualFacts) -> Projects:
    """Money in 万元, as it is kept; the sums below also in 亿元, as live formulas."""
    columns = [
        Column(_("序号"), 6),
        Column(_("项目名称"), 34),
        Column(_("类别"), 14),
        Column(_("建设内容"), 34),
        Column(_("总投资（万元）"), 14),
        Column(_("完成投资（万元）"), 14),
        Column(_("处理能力"), 13),
        Column(_("阶段"), 10),
        Column(_("开工年份"), 9),
        Column(_("完工年份"), 9),
        Column(_("所在区县"), 13),
        Column(_("责任单位"), 14),
    ]
    first = house.lay_out(place, _("重点项目"), _("金额单位为万元；合计另列亿元。"), columns)
    aligns = ["center", "left", "left", "left", "right", "right", "left", "center", "year", "year", "left", "left"]
    aligns = ["center" if align == "year" else align for align in aligns]
    end = _rows(house, place, first, aligns, map(_project, facts.projects))
    last = max(first, end - 1)
    _write_sums(house, place, first, last, end, facts.projects)
    return Projects(place, first, last)


def _project(project: ProjectFact) -> tuple[Value, ...]:
    return (
        project.code,
        project.name,
        project.waste_type,
        project.content,
        MISSING if project.investment_planned is None else project.investment_planned,
        MISSING if project.investment_done is None else project.investment_done,
        project.capacity,
        project.stage_label,
        project.start_year,
        project.completion_year,
        project.region,
        project.organization,
    )


def _write_sums(house: House, place: Place, first: int, last: int, row: int, projects: Sequence[ProjectFact]) -> None:
    bold = house.body(bold=True, bg_color="#F4F6F6")
    number = house.body("right", bold=True, bg_color="#F4F6F6", num_format="#,##0.00")
    for offset, (label, divisor) in enumerate(((_("合计（万元）"), Decimal(1)), (_("合计（亿元）"), WAN_PER_YI))):
        for column in range(12):
            place.sheet.write_blank(row + offset, column, None, bold)
        write(place, row + offset, 1, label, bold)
        for column, amounts in (
            (PLANNED, [project.investment_planned for project in projects]),
            (DONE, [project.investment_done for project in projects]),
        ):
            cells = f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(last, column)}"
            value = sum((amount for amount in amounts if amount is not None), Decimal(0)) / divisor
            place.sheet.write_formula(row + offset, column, f"=SUM({cells})/{divisor}", number, float(value))


def write_cells(house: House, place: Place, facts: AnnualFacts) -> None:
    columns = [
        Column(_("类型"), 34),
        Column(_("%(year)s年计划数") % {"year": facts.year}, 14),
        Column(_("上级下达数"), 14),
        Column(_("%(year)s年命名数") % {"year": facts.year}, 14),
        Column(_("创建中"), 12),
        Column(_("方案原文"), 24),
        Column(_("牵头单位"), 30),
    ]
    note = _("命名数为本年度命名的个数；“—”为没有下达或没有计划，与0不同。")
    row = house.lay_out(place, _("无废细胞"), note, columns, frozen=1)
    for cell in facts.cells:
        _write_cell(house, place, row, cell)
        row += 1
    _write_cell_sums(house, place, row, facts)


def _write_cell(house: House, place: Place, row: int, cell: CellFact) -> None:
    number = house.body("right", num_format="#,##0")
    write(place, row, 0, cell.type, house.body())
    for column, count in enumerate((cell.planned, cell.assigned, cell.named, cell.creating), 1):
        write(place, row, column, MISSING if count is None else count, number)
    write(place, row, 5, "；".join(cell.texts), house.body())
    write(place, row, 6, cell.leads, house.body())


def _write_cell_sums(house: House, place: Place, row: int, facts: AnnualFacts) -> None:
    bold = house.body(bold=True, bg_color="#F4F6F6")
    number = house.body("right", bold=True, bg_color="#F4F6F6", num_format="#,##0")
    first = row - len(facts.cells)
    write(place, row, 0, _("合计"), bold)
    counts = [[getattr(c, name) for c in facts.cells] for name in ("planned", "assigned", "named", "creating")]
    for column, given in enumerate(counts, 1):
        cells = f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(max(first, row - 1), column)}"
        known = [count for count in given if count is not None]
        formula = f'=IF(COUNT({cells})=0,"—",SUM({cells}))'
        place.sheet.write_formula(row, column, formula, number, sum(known) if known else "—")
    for column in (5, 6):
        place.sheet.write_blank(row, column, None, bold)


def write_texts(house: House, place: Place, facts: AnnualFacts) -> None:
    """The four parts of the report in words, each under its heading; long ones wrap over the width of the page."""
    house.page(place.sheet)
    place.sheet.hide_gridlines(2)
    place.set_width(0, 120)
    place.sheet.write_string(0, 0, _("情况、做法、问题和建议"), house.title())
    heading = house.format(font_name="黑体", font_size=13)
    body = house.format(text_wrap=True, valign="top", font_size=12)
    parts = [
        (_("一、总体情况"), facts.overview),
        (_("二、主要做法和成效"), facts.practices),
        (_("三、存在的问题"), facts.problems),
        (_("四、建议"), facts.suggestions),
    ]
    for number, (title, text) in enumerate(parts):
        row = 2 + 3 * number
        place.sheet.write_string(row, 0, title, heading)
        shown = text or _("（未填写）")
        write(place, row + 1, 0, shown, body)
