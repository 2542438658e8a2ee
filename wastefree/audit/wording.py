"""Audit records in words. Nothing in a record is left out: what has no name of its own is shown under its key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wastefree.access import Role
from wastefree.audit.models import Record
from wastefree.changes import NOTHING, Change, in_words

# What records tell beside the fields of the thing itself.
NAMES = {
    "roles": gettext_lazy("角色"),
    "file": gettext_lazy("文件"),
    "count": gettext_lazy("数量"),
    "created": gettext_lazy("新建"),
    "updated": gettext_lazy("修改"),
    "unchanged": gettext_lazy("未变"),
    "organizations": gettext_lazy("单位"),
    "until": gettext_lazy("截至"),
    "address": gettext_lazy("网络地址"),
    "query": gettext_lazy("查询条件"),
    "type": gettext_lazy("格式"),
    "accounts": gettext_lazy("账号"),
    "name": gettext_lazy("名称"),
    "from": gettext_lazy("来自"),
    "indicators": gettext_lazy("指标"),
    "quantities": gettext_lazy("数据项"),
    "rules": gettext_lazy("校核关系"),
    "targets": gettext_lazy("目标值"),
    "unconfirmed": gettext_lazy("待确认的目标"),
    "tasks": gettext_lazy("重点任务"),
    "undated": gettext_lazy("时限待确认的任务"),
    "cell_types": gettext_lazy("细胞类型"),
    "quotas": gettext_lazy("细胞创建计划"),
    "projects": gettext_lazy("重点项目"),
    "stayed": gettext_lazy("留在原单位"),
    "taken_back": gettext_lazy("已收回"),
}


@dataclass(frozen=True)
class Line:
    """One record as a list shows it."""

    record: Record
    kind: str
    changes: tuple[Change, ...]

    @property
    def summary(self) -> str:
        """All changes in one text, a line for each, for files."""
        return "\n".join(_in_one(change) for change in self.changes)


def line(record: Record) -> Line:
    model = model_of(record)
    kind = str(model._meta.verbose_name) if model else record.target_type
    return Line(record, kind, tuple(_changes(record, model)))


def model_of(record: Record) -> type[models.Model] | None:
    """The kind of thing that the record is about; None if the portal no longer has it."""
    try:
        return apps.get_model(record.target_type)
    except (LookupError, ValueError):
        return None


def _changes(record: Record, model: type[models.Model] | None) -> list[Change]:
    before: Mapping[str, Any] = record.before
    names = dict.fromkeys([*before, *record.after])
    return [_change(name, before, record.after, _field(model, name)) for name in names]


def _change(
    name: str, before: Mapping[str, Any], after: Mapping[str, Any], field: "models.Field[Any, Any] | None"
) -> Change:
    label = str(field.verbose_name) if field else str(NAMES.get(name, name))
    was, became = (_in_words(name, field, values[name]) if name in values else "" for values in (before, after))
    return Change(label, was, became)


def _field(model: type[models.Model] | None, name: str) -> "models.Field[Any, Any] | None":
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def _in_words(name: str, field: "models.Field[Any, Any] | None", value: Any) -> str:
    if name == "roles":
        return "、".join(str(Role(role).label) for role in value) or _("无")
    if field is None:
        return NOTHING if value in (None, "", []) else str(value)
    try:
        return in_words(field, value)
    except (TypeError, ValueError, ArithmeticError):  # kept by an older portal in another form
        return str(value)


def _in_one(change: Change) -> str:
    if change.before:
        return _("%(label)s：%(before)s → %(after)s") % vars(change)
    return _("%(label)s：%(after)s") % vars(change)
