"""What stands in the lists: rows of organizations and of people, each text with the cell it came from."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import xlsxwriter
from django.utils.translation import gettext as _

from wastefree.lib.sheets import Sheet, Workbook
from wastefree.lib.tables import Row, Table, find_table

ORGANIZATION_HEADINGS = {
    "name": ("单位名称", "单位", "责任单位", "部门名称", "机构名称", "名称", "全称", "organization", "name"),
    "code": ("编码", "单位编码", "代码", "code"),
    "short_name": ("简称", "单位简称", "short name"),
    "kind": ("类别", "单位类别", "类型", "单位类型", "kind"),
    "aliases": ("别名", "其他名称", "曾用名", "其他写法", "aliases"),
    "leader_in_charge": ("分管领导", "分管负责人", "分管领导姓名", "责任领导", "leader"),
    "liaison": ("联络员", "联络人", "联系人", "联络员姓名", "liaison"),
    "phone": ("电话", "联系电话", "联系方式", "办公电话", "联络员电话", "phone"),
}
PERSON_HEADINGS = {
    "display_name": ("姓名", "人员姓名", "填报人姓名", "full name"),
    "username": ("用户名", "账号", "登录名", "登录账号", "帐号", "username"),
    "organization": ("单位", "单位名称", "所在单位", "工作单位", "责任单位", "部门", "organization"),
    "roles": ("角色", "岗位", "权限", "身份", "职责", "role", "roles"),
    "email": ("邮箱", "电子邮箱", "电子邮件", "邮箱地址", "email", "e-mail"),
    "phone": ("电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "phone"),
}


@dataclass(frozen=True)
class Text:
    """A text with its place, ("单位", "B7")."""

    text: str
    sheet: str
    cell: str


Texts: TypeAlias = Mapping[str, Text]


@dataclass(frozen=True)
class Lists:
    """The rows found, and the names of sheets in which there was no list."""

    organizations: tuple[Texts, ...]
    people: tuple[Texts, ...]
    passed_over: tuple[str, ...]


def find_lists(workbook: Workbook) -> Lists:
    """A sheet with a column of people's names is a list of people, one with names of bodies a list of those."""
    organizations: list[Texts] = []
    people: list[Texts] = []
    passed_over: list[str] = []
    for sheet in workbook.sheets:
        if table := find_table(sheet, PERSON_HEADINGS, {"display_name"}):
            people += _rows(table, PERSON_HEADINGS)
        elif table := find_table(sheet, ORGANIZATION_HEADINGS, {"name"}):
            organizations += _rows(table, ORGANIZATION_HEADINGS)
        elif _has_content(sheet):
            passed_over.append(sheet.name)
    return Lists(tuple(organizations), tuple(people), tuple(passed_over))


def _rows(table: Table, headings: Mapping[str, tuple[str, ...]]) -> list[Texts]:
    return [_texts(row, headings) for row in table.rows if not row.is_total]


def _texts(row: Row, headings: Mapping[str, tuple[str, ...]]) -> Texts:
    return {
        name: Text(" ".join(row.get(name).text.split()), *row.address(name))
        for name in headings
        if name in row.table.columns
    }


def _has_content(sheet: Sheet) -> bool:
    return any(not cell.is_blank for cells in sheet.rows for cell in cells)


def blank_lists() -> bytes:
    """The two lists as they can be filled in: headings, and what belongs under them as notes of the heading cells."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E3F0EE", "bottom": 1})
        for title, columns in (
            (_("单位"), _organization_columns()),
            (_("账号"), _person_columns()),
        ):
            sheet = book.add_worksheet(title)
            for number, (heading, note) in enumerate(columns):
                sheet.write_string(0, number, heading, bold)
                if note:
                    sheet.write_comment(0, number, note)
            sheet.set_column(0, len(columns) - 1, 18, book.add_format({"num_format": "@"}))
            sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def _organization_columns() -> list[tuple[str, str]]:
    return [
        ("单位名称", _("必填，全称")),
        ("简称", ""),
        ("类别", _("无废办、市级部门、区县；不填时按名称判断是否区县")),
        ("编码", _("小写字母、数字和连字符；不填时自动编号")),
        ("别名", _("文件里的其他写法，用顿号隔开")),
        ("分管领导", ""),
        ("联络员", ""),
        ("电话", ""),
    ]


def _person_columns() -> list[tuple[str, str]]:
    return [
        ("姓名", _("必填")),
        ("用户名", _("登录用；不填时用姓名")),
        ("单位", _("必填，“单位”表里或平台里已有的单位")),
        ("角色", _("填报员、部门审核员、领导，多个用顿号隔开")),
        ("邮箱", ""),
        ("电话", ""),
    ]
