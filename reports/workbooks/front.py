"""Cover, contents, and the overall situation with its charts."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter.utility import xl_rowcol_to_cell

from indicators.progress import Status
from indicators.wording import status_in_words
from reports.facts import AnnualFacts
from reports.palette import BRAND, INK_SOFT, STATUS_COLOURS
from reports.workbooks.indicators import LEVEL1, Table
from reports.workbooks.indicators import STATUS as STATUS_COLUMN
from reports.workbooks.lists import DONE, PLANNED, STAGE, WAN_PER_YI, Projects
from reports.workbooks.style import TITLE, House, Place, write
from tasks.models import Project

COVER, CONTENTS, OVERVIEW = gettext_lazy("封面"), gettext_lazy("目录"), gettext_lazy("总体情况")
INDICATORS, BASES = gettext_lazy("指标完成情况"), gettext_lazy("指标口径")
TASKS, PROJECTS, CELLS = gettext_lazy("重点任务"), gettext_lazy("重点项目"), gettext_lazy("无废细胞")
TEXTS, QUANTITIES, SOURCES = gettext_lazy("问题与建议"), gettext_lazy("数据项"), gettext_lazy("数据来源")
# In the order of the workbook, each with what it holds.
SHEETS: dict[Promise, Promise] = {
    COVER: gettext_lazy("封面"),
    CONTENTS: gettext_lazy("各表及链接"),
    OVERVIEW: gettext_lazy("关键数字和图表"),
    INDICATORS: gettext_lazy("各项指标的基准值、目标、实际值、完成率和状态"),
    BASES: gettext_lazy("各项指标的口径、公式和名称核对情况"),
    TASKS: gettext_lazy("各项任务的责任单位、时限和进展"),
    PROJECTS: gettext_lazy("各个项目的投资、规模和阶段"),
    CELLS: gettext_lazy("各类细胞的计划数、下达数和命名数"),
    TEXTS: gettext_lazy("总体情况、主要做法和成效、存在的问题、建议"),
    QUANTITIES: gettext_lazy("计算指标所用的全部数据项，各季度填报值和年度值"),
    SOURCES: gettext_lazy("每个数值的填报人、审核人、时间和佐证材料"),
}

# Of the overview: where its tables begin, and how high its rows are, in points.
STATUS_ROW, LEVEL_ROW, ROW = 3, 12, 30


def title(facts: AnnualFacts) -> str:
    return _("%(city)s%(year)s年度“无废城市”建设自评估") % {"city": facts.city, "year": facts.year}


def write_cover(house: House, place: Place, facts: AnnualFacts) -> None:
    sheet = place.sheet
    house.page(sheet)
    sheet.hide_gridlines(2)
    place.set_width(0, 120)
    big = house.format(font_name=TITLE, font_size=30, align="center", font_color=BRAND, text_wrap=True)
    plain = house.format(font_size=15, align="center", text_wrap=True)
    lines = [
        (6, title(facts), big, 60),
        (8, facts.plan, plain, 30),
        (9, facts.document_number, house.format(font_size=12, align="center", font_color=INK_SOFT, text_wrap=True), 24),
        (11, _("数据截至：%(period)s") % {"period": facts.period.label()}, plain, 26),
        (12, _("生成日期：%(day)s") % {"day": facts.as_of.isoformat()}, plain, 26),
        (16, _("填报单位（盖章）：____________________      负责人（签字）：____________________"), plain, 30),
    ]
    for row, text, looks, height in lines:
        write(place, row, 0, text, looks)
        sheet.set_row(row, height)
    if facts.is_demo:
        warning = house.format(font_size=14, bold=True, align="center", font_color="#B3261E", border=1)
        sheet.set_row(3, 30)
        write(place, 3, 0, _("演示数据：用于试用平台，不是真实的城市数据"), warning)


def write_contents(house: House, place: Place) -> None:
    sheet = place.sheet
    house.page(sheet)
    sheet.hide_gridlines(2)
    for column, width in enumerate((8, 28, 80)):
        place.set_width(column, width)
    sheet.write_string(0, 0, _("目录"), house.title())
    link = house.body(font_color=BRAND, underline=1)
    for number, (name, about) in enumerate(list(SHEETS.items())[2:], 1):
        row = number + 1
        sheet.set_row(row, 24)
        write(place, row, 0, number, house.body("center"))
        sheet.write_url(row, 1, f"internal:'{name}'!A1", link, str(name))
        write(place, row, 2, str(about), house.body())


def write_overview(house: House, place: Place, facts: AnnualFacts, table: Table, projects: Projects) -> None:
    sheet = place.sheet
    house.page(sheet)
    sheet.hide_gridlines(2)
    for column in range(8):
        place.set_width(column, 15 if column else 30)
    for row in range(STATUS_ROW, LEVEL_ROW + len(_levels(facts)) + 3 + len(Project.Stage) + 1):
        sheet.set_row(row, ROW)
    sheet.write_string(0, 0, _("总体情况"), house.title())
    note = _("数据截至%(period)s；个数和合计均为公式，取自后面各表。") % {"period": facts.period.label()}
    sheet.write_string(1, 0, note, house.note())
    statuses = _write_statuses(house, place, facts, table, STATUS_ROW)
    levels = _write_levels(house, place, facts, table, LEVEL_ROW)
    stages = _write_stages(house, place, facts, projects, LEVEL_ROW + levels + 3)
    _chart_statuses(house, place, statuses)
    _chart_levels(house, place, LEVEL_ROW, levels)
    _chart_stages(house, place, LEVEL_ROW + levels + 3, stages)
    sheet.fit_to_pages(1, 1)


def _write_statuses(house: House, place: Place, facts: AnnualFacts, table: Table, row: int) -> int:
    """How many indicators are in each status."""
    head = _("%(count)s 项指标的状态") % {"count": len(facts.indicators)}
    write(place, row, 0, head, house.head())
    write(place, row, 1, _("项数"), house.head())
    for number, status in enumerate(Status, 1):
        words = status_in_words(status)
        write(place, row + number, 0, words, house.body(bold=True, font_color=STATUS_COLOURS[status]))
        label = xl_rowcol_to_cell(row + number, 0)
        formula = f"=COUNTIF({table.column(STATUS_COLUMN)},{label})"
        place.sheet.write_formula(row + number, 1, formula, house.body("right"), facts.count(status))
    return row


def _levels(facts: AnnualFacts) -> list[str]:
    return list(dict.fromkeys(indicator.level1 for indicator in facts.indicators if indicator.level1))


def _write_levels(house: House, place: Place, facts: AnnualFacts, table: Table, row: int) -> int:
    """The same by first-level indicator; answers with the number of rows below the heading."""
    write(place, row, 0, _("一级指标"), house.head())
    for column, status in enumerate(Status, 1):
        write(place, row, column, status_in_words(status), house.head())
    levels = _levels(facts)
    for number, level in enumerate(levels, 1):
        write(place, row + number, 0, level, house.body())
        name = xl_rowcol_to_cell(row + number, 0, col_abs=True)
        for column, status in enumerate(Status, 1):
            words = xl_rowcol_to_cell(row, column, row_abs=True)
            formula = f"=COUNTIFS({table.column(LEVEL1)},{name},{table.column(STATUS_COLUMN)},{words})"
            count = sum(each.level1 == level and each.status is status for each in facts.indicators)
            place.sheet.write_formula(row + number, column, formula, house.body("right"), count)
    return len(levels)


def _write_stages(house: House, place: Place, facts: AnnualFacts, projects: Projects, row: int) -> int:
    """Projects by stage: how many, and their money in 亿元."""
    heads = (_("重点项目"), _("个数"), _("总投资（亿元）"), _("完成投资（亿元）"))
    for column, head in enumerate(heads):
        write(place, row, column, head, house.head())
    money = house.body("right", num_format="#,##0.00")
    for number, stage in enumerate(Project.Stage, 1):
        write(place, row + number, 0, str(stage.label), house.body())
        name = xl_rowcol_to_cell(row + number, 0, col_abs=True)
        mine = [project for project in facts.projects if project.stage == stage]
        stages = projects.column(STAGE)
        count = f"=COUNTIF({stages},{name})"
        place.sheet.write_formula(row + number, 1, count, house.body("right"), len(mine))
        planned = float(sum((each.investment_planned or 0) for each in mine) / WAN_PER_YI)
        done = float(sum((each.investment_done or 0) for each in mine) / WAN_PER_YI)
        for column, source, value in ((2, PLANNED, planned), (3, DONE, done)):
            formula = f"=SUMIF({stages},{name},{projects.column(source)})/{WAN_PER_YI}"
            place.sheet.write_formula(row + number, column, formula, money, value)
    return len(Project.Stage)


def _chart_statuses(house: House, place: Place, row: int) -> None:
    chart = house.book.add_chart({"type": "doughnut"})
    last = row + len(Status)
    chart.add_series(
        {
            "name": _("指标状态"),
            "categories": [place.name, row + 1, 0, last, 0],
            "values": [place.name, row + 1, 1, last, 1],
            "points": [{"fill": {"color": STATUS_COLOURS[status]}} for status in Status],
            "data_labels": {"value": True, "font": {"color": "#FFFFFF", "bold": True}},
        }
    )
    chart.set_title({"name": _("指标状态"), "name_font": {"size": 12}})
    chart.set_legend({"position": "right"})
    place.sheet.insert_chart(
        row, 2, chart, {"x_scale": 0.62, "y_scale": 0.97, "x_offset": 12, "description": _("各状态的指标项数")}
    )


def _chart_levels(house: House, place: Place, row: int, levels: int) -> None:
    if not levels:
        return
    chart = house.book.add_chart({"type": "bar", "subtype": "stacked"})
    for column, status in enumerate(Status, 1):
        chart.add_series(
            {
                "name": [place.name, row, column],
                "categories": [place.name, row + 1, 0, row + levels, 0],
                "values": [place.name, row + 1, column, row + levels, column],
                "fill": {"color": STATUS_COLOURS[status]},
            }
        )
    chart.set_title({"name": _("各领域指标状态"), "name_font": {"size": 12}})
    chart.set_x_axis({"major_gridlines": {"visible": False}, "num_format": "0"})
    chart.set_legend({"position": "bottom"})
    place.sheet.insert_chart(
        STATUS_ROW, 5, chart, {"x_scale": 0.72, "y_scale": 0.97, "description": _("各一级指标的状态")}
    )


def _chart_stages(house: House, place: Place, row: int, stages: int) -> None:
    chart = house.book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": _("个数"),
            "categories": [place.name, row + 1, 0, row + stages, 0],
            "values": [place.name, row + 1, 1, row + stages, 1],
            "fill": {"color": BRAND},
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": _("重点项目各阶段个数"), "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"major_gridlines": {"visible": False}, "visible": False})
    place.sheet.insert_chart(
        row, 4, chart, {"x_scale": 0.88, "y_scale": 0.83, "x_offset": 12, "description": _("各阶段的项目个数")}
    )
