"""Empty workbooks of each kind, with the headings that the importer knows best, and how to fill them in."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from indicators.models import Plan
from tasks.models import Project
from tasks.wastes import read_waste

FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
HEADING_ROW = 1
ROWS = 200  # that carry borders and drop-downs
Column = tuple[str, int]


def blank_annex(kind: str, plan: Plan) -> bytes:
    """A workbook to fill in. The headings are Chinese in every language: they are what the importer reads."""
    title, columns, choices, notes = BLANKS[kind](plan)
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        _sheet(book, title, columns, choices)
        sheet = book.add_worksheet(_("填写说明"))
        sheet.set_column(0, 0, 90)
        for row, note in enumerate(notes):
            sheet.write_string(row, 0, note, book.add_format({**FONT, "text_wrap": True}))
    return content.getvalue()


def _sheet(book: xlsxwriter.Workbook, title: str, columns: Sequence[Column], choices: dict[str, list[str]]) -> None:
    """Title, headings that stay and repeat on every printed page, bordered rows, drop-downs where words are fixed."""
    sheet = book.add_worksheet(title)
    heading = book.add_format(
        {**FONT, "bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#E3F0EE"}
    )
    sheet.write_string(0, 0, title, book.add_format({"font_name": "黑体", "font_size": 16, "valign": "vcenter"}))
    body = book.add_format({**FONT, "border": 1, "text_wrap": True, "num_format": "@"})
    for place, (text, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(HEADING_ROW, place, text, heading)
        for row in range(HEADING_ROW + 1, HEADING_ROW + 1 + ROWS):
            sheet.write_blank(row, place, None, body)
        if text in choices:
            rule = {"validate": "list", "source": choices[text], "error_type": "warning"}
            sheet.data_validation(HEADING_ROW + 1, place, HEADING_ROW + ROWS, place, rule)
    sheet.set_row(0, 28)
    sheet.set_row(HEADING_ROW, 32)
    sheet.freeze_panes(HEADING_ROW + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW)


Blank = tuple[str, list[Column], dict[str, list[str]], list[str]]


def _bodies_note() -> str:
    return _("单位：几家单位用“、”隔开；可以照方案原文写，如“市城管局、市住建局按职责分工负责”“各县（市、区）政府”。")


def _indicators(plan: Plan) -> Blank:
    columns: list[Column] = [
        ("序号", 6),
        ("一级指标", 16),
        ("二级指标", 18),
        ("三级指标", 34),
        ("单位", 10),
        ("必选/可选", 10),
    ]
    columns += [(f"基准值（{plan.baseline_year}年）", 14), *((f"{year}年目标值", 14) for year in plan.years)]
    columns += [("牵头单位", 18), ("配合单位", 22), ("数据来源", 16), ("计算公式", 30), ("指标解释", 30)]
    notes = [
        _("一行一项三级指标。上一级与上一行相同时可以留空，也可以合并单元格。"),
        _(
            "目标值照方案原文写：≥90%、90%以上、不高于330万吨/年、较2020年下降10%、持续下降、出台政策文件。看不懂的会列出来，由人确认。"
        ),
        _("与指标库同名的指标会自动带出公式和数据项；其他指标由牵头单位直接填报。"),
        _bodies_note(),
    ]
    return "指标", columns, {"必选/可选": ["必选", "可选"]}, notes


def _tasks(plan: Plan) -> Blank:
    columns: list[Column] = [
        ("序号", 6),
        ("领域", 24),
        ("任务名称", 34),
        ("具体措施", 50),
        ("牵头单位", 18),
        ("配合单位", 24),
    ]
    columns += [("完成时限", 16), ("成果形式", 24)]
    notes = [
        _("一行一项任务。领域与上一行相同时可以留空，也可以合并单元格。"),
        _("完成时限照方案原文写：2025年底前、10月底前、每年6月5日前、常态工作。"),
        _("方案只列了几家单位、没有写明谁牵头的，把“牵头单位”“配合单位”两列换成一列“责任单位”。"),
        _bodies_note(),
    ]
    return "重点任务", columns, {}, notes


def _projects(plan: Plan) -> Blank:
    columns: list[Column] = [
        ("序号", 6),
        ("项目名称", 34),
        ("类别", 14),
        ("建设内容", 46),
        ("总投资（万元）", 14),
        ("完成投资（万元）", 14),
    ]
    columns += [
        ("处理能力", 16),
        ("开工年份", 10),
        ("完工年份", 10),
        ("所在区县", 14),
        ("责任单位", 18),
        ("建设阶段", 10),
        ("停止原因", 18),
        ("列入日期", 12),
        ("批次", 14),
    ]
    notes = [
        _("一行一个项目。金额的单位写在表头里；个别项目用别的单位的，写在数字后面，如 1.2亿元。"),
        _("类别可以从下拉中选，也可以照清单原文写，如“大宗工业固废”“餐厨垃圾”；看不出是哪一类的会列出来。"),
        _("处理能力写一个数和单位：10万吨/年、日处理200吨。看不懂的文字会保留，只是不计入合计。"),
        _("建设阶段：未开工、已开工、在建、已完工、已停止。已停止的，或比平台里的阶段早的，要写停止原因。"),
        _("列入日期是项目列入清单的那一天（如 2024-03-15），批次如“年初”“年中增补”；不写日期的按导入当天。"),
        _bodies_note(),
    ]
    return "重点项目", columns, {"建设阶段": list(STAGE_LABELS), "类别": list(WASTE_LABELS)}, notes


STAGE_LABELS = ("未开工", "已开工", "在建", "已完工", "已停止")
WASTE_LABELS = ("工业固体废物", "农业固体废物", "生活垃圾", "建筑垃圾", "危险废物", "其他")
assert [read_waste(label) for label in WASTE_LABELS] == list(Project.Waste), "every kind of waste can be chosen"
assert len(STAGE_LABELS) == len(Project.Stage), "every stage can be chosen"


def _cells(plan: Plan) -> Blank:
    columns: list[Column] = [("序号", 6), ("细胞类型", 26), *((f"{year}年创建数量", 14) for year in plan.years)]
    columns += [("牵头单位", 30)]
    notes = [_("一行一类细胞。数量写数字，也可以照原文写：≥5、2家。"), _bodies_note()]
    return "无废细胞", columns, {}, notes


def _charges(plan: Plan) -> Blank:
    columns: list[Column] = [("序号", 6), ("责任单位", 26), ("分管领导", 14), ("分管领导职务", 20), ("责任人", 14)]
    columns += [("责任人职务", 20), ("联络员", 14), ("联络员职务", 20), ("联络员电话", 18)]
    notes = [
        _("一行一个单位；单位要先参加方案。在“分管领导和联络员”页面导出的表填好后也可以直接导入。"),
        _("姓名和平台里的账号只对应一个人时，会自动选上账号；否则按姓名记。空着的格子不改动。"),
    ]
    return "分管领导和联络员", columns, {}, notes


BLANKS = {"indicators": _indicators, "tasks": _tasks, "projects": _projects, "cells": _cells, "charges": _charges}
