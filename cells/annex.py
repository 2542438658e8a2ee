"""What an annex of cells would do to a plan, and doing it: how many of each type are to be created, and who leads."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from cells.known_types import find, fold
from cells.models import CellQuota, CellType
from indicators.annex.bodies import Bodies, Responsible
from indicators.annex.columns import COOPERATING, LEAD, RESPONSIBLE
from indicators.annex.differences import changes, facts, fitting, new_values
from indicators.annex.judgement import Change, Judgement, Line, acting, ordered
from indicators.annex.sheet import Annex, AnnexRow, Layout, Problem, Written
from indicators.annex.words import joined
from indicators.models import Plan
from indicators.targets import Kind, parse
from wastefree.accounts.models import User
from wastefree.changes import change, create
from wastefree.lib.units import factor

KIND = "cells"
MOST = 100_000  # cells of one type in one year; what is more was not meant as a number of cells
NAME_LENGTH = 100
CELLS: Final = Layout(
    fields={
        "type": (
            "细胞类型", "类型", "无废细胞类型", "细胞类别", "无废细胞类别", "细胞名称", "无废细胞", "创建类型", "细胞种类", "创建对象",
            "type",
        ),
        "planned": (
            "创建数量", "数量", "计划数", "计划创建数量", "创建任务", "创建任务数", "目标数量", "任务数", "创建目标", "建设数量", "计划数量",
            "创建数", "创建个数", "培育数量", "个数", "目标", "目标值", "quota", "planned", "",
        ),
        "assigned": ("上级下达数", "下达数量", "上级下达数量", "市级下达数", "下达任务数", "assigned"),
        "year": ("年份", "年度", "创建年度", "year"),
        "lead": (*LEAD, "typical_lead_departments"),
        "responsible": RESPONSIBLE,
        "cooperating": COOPERATING,
    },
    required=frozenset({"type"}),
    ignored=("序号", "编号", "no", "no.", "别名", "aliases", "备注", "说明", "创建标准", "评估标准"),
)  # fmt: skip


@dataclass(frozen=True)
class WantedQuota:
    """How many cells of a type a year is to bring. `fields` are those that are new."""

    existing: CellQuota | None
    year: int
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class WantedCells:
    """A type, by the name under which it is or will be in the plan, and its quotas by year."""

    type_name: str
    aliases: tuple[str, ...]
    existing: CellType | None
    quotas: tuple[WantedQuota, ...]


def judge(annex: Annex, plan: Plan, bodies: Bodies) -> Judgement:
    """Every row of the annex against the plan, in a fixed number of queries; writes nothing."""
    rows, problems = _typed(annex)
    types = Types.of(plan, [row["type"].text for row in rows])
    quotas = {(quota.type_id, quota.year): quota for quota in plan.cell_quotas.prefetch_related("leads")}
    lines: list[Line] = []
    unknown: dict[str, None] = {}
    taken: dict[tuple[str, int], Written] = {}
    for row in rows:
        responsible = bodies.read(row["lead"], row["responsible"], row["cooperating"])
        unknown |= dict.fromkeys(responsible.unknown)
        problems += responsible.problems
        meant = types.meant(row["type"].text)
        found = list(_quotas(row, meant.existing, quotas, responsible, plan, problems))
        own = [quota for quota in found if taken.setdefault((meant.key, quota.year), row["type"]) is row["type"]]
        if own:
            lines.append(_line(row, WantedCells(meant.name, meant.aliases, meant.existing, tuple(own)), responsible))
        if len(own) < len(found) or not found:
            problems.append(row["type"].problem(_twice_or_never(found, taken, meant)))
    return Judgement(KIND, tuple(lines), ordered(problems, annex.sheets), tuple(unknown))


def _twice_or_never(found: list[WantedQuota], taken: Mapping[tuple[str, int], Written], meant: "Meant") -> str:
    if not found:
        return _("没有写明创建多少个，没有读入。")
    return _("这一年的创建数量在 %(cell)s 已经写过，没有读入。") % {"cell": taken[meant.key, found[-1].year].cell}


def apply(judgement: Judgement, plan: Plan, *, by: User | None) -> None:
    """All lines, inside the caller's transaction. Raises `StaleError` if a quota has changed since it was judged."""
    made: dict[str, CellType] = {}
    for line in judgement.changing:
        wanted: WantedCells = line.wanted
        name = fold(wanted.type_name)
        type_ = wanted.existing or made.get(name) or _new_type(plan, wanted, by)
        made[name] = type_
        for quota in wanted.quotas:
            if quota.existing is None:
                new = CellQuota(plan=plan, type=type_, year=quota.year)
                create(new, by=by, verb="cell_quota.imported", fields=quota.fields)
            elif quota.fields:
                based_on = quota.existing.version
                change(quota.existing, by=by, verb="cell_quota.imported", based_on=based_on, changes=quota.fields)


def _new_type(plan: Plan, wanted: WantedCells, by: User | None) -> CellType:
    fields = {"name": wanted.type_name, "aliases": list(wanted.aliases), "order": plan.cell_types.count() + 1}
    return create(CellType(plan=plan), by=by, verb="cell_type.created", fields=fields)


# --- types -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Meant:
    name: str
    aliases: tuple[str, ...]
    existing: CellType | None

    @property
    def key(self) -> str:
        """The same for the same type, however the annex writes it."""
        return fold(self.existing.name if self.existing else self.name)


@dataclass(frozen=True)
class Types:
    """The plan's types by the names that they go by; and known types that several rows of the annex would mean, which
    therefore stay apart under the names that the annex gives them."""

    by_name: Mapping[str, CellType]
    by_any_name: Mapping[str, CellType]
    divided: frozenset[str]

    @classmethod
    def of(cls, plan: Plan, written: list[str]) -> "Types":
        types = list(plan.cell_types.all())
        by_name = {fold(type_.name): type_ for type_ in types}
        by_any_name = {fold(name): type_ for type_ in types for name in type_.names()} | by_name
        meant = Counter(known.name for text in {fold(text): text for text in written}.values() if (known := find(text)))
        return cls(by_name, by_any_name, frozenset(name for name, count in meant.items() if count > 1))

    def meant(self, text: str) -> Meant:
        name, known = joined(text)[:NAME_LENGTH], find(text)
        if known is None:
            return Meant(name, (), self.by_any_name.get(fold(name)))
        if known.name in self.divided:
            return Meant(name, (), self.by_name.get(fold(name)))
        exact = self.by_any_name.get(fold(name)) or self.by_any_name.get(fold(known.name))
        others = tuple(each for each in (*known.aliases, name) if each != known.name)
        return Meant(known.name, tuple(dict.fromkeys(others)), exact)


def _typed(annex: Annex) -> tuple[list[AnnexRow], list[Problem]]:
    """The rows that name a type; the others are told."""
    rows: list[AnnexRow] = []
    problems = list(annex.problems)
    for row in annex.rows:
        if fold(row["type"].text):
            rows.append(row)
        else:
            problems.append(row["type"].problem(_("这一行没有细胞类型，没有读入。")))
    return rows, problems


# --- quotas ----------------------------------------------------------------------------------------------------------


def _quotas(
    row: AnnexRow,
    type_: CellType | None,
    there: Mapping[tuple[int, int], CellQuota],
    responsible: Responsible,
    plan: Plan,
    problems: list[Problem],
) -> Iterator[WantedQuota]:
    """One for each year of which the row says how many; one without a number where it only says who leads."""
    default = _year(row, plan, problems)
    planned = dict(row.by_year("planned")) or {default: row["planned"]}
    assigned = dict(row.by_year("assigned")) or {default: row["assigned"]}
    for year in sorted({*planned, *assigned}):
        fields: dict[str, Any] = {}
        for name, cells in (("planned", planned), ("assigned", assigned)):
            cell = cells.get(year)
            if cell is not None and not cell.is_blank:
                fields |= _count(name, cell, problems)
        if not fields and len(planned) > 1:
            continue
        existing = there.get((type_.pk, year)) if type_ else None
        fields |= _leads(responsible, existing, problems)
        yield WantedQuota(existing, year, new_values(existing, fields))


def _year(row: AnnexRow, plan: Plan, problems: list[Problem]) -> int:
    """The row's own year, or the one in the titles above the table, or the plan's last."""
    cell = row["year"]
    if not cell.is_blank:
        digits = "".join(filter(str.isdigit, cell.text))
        if len(digits) == 4 and 1990 <= int(digits) <= 2100:
            return int(digits)
        problems.append(cell.problem(_("看不懂这个年份，按方案的目标年读入。请写四位年份。")))
    above = row.table.year_above if row.table else None
    return above or plan.last_year


def _count(name: str, cell: Written, problems: list[Problem]) -> dict[str, Any]:
    """≥5, 2家, 1: how many at least. The plan's own words are kept beside the number that it plans."""
    said = {"text": cell.text[:100]} if name == "planned" else {}
    conditions = parse(cell.text, better="higher", unit="个").conditions
    condition = conditions[0] if len(conditions) == 1 else None
    counts = condition is not None and condition.kind in (Kind.AT_LEAST, Kind.EQUAL) and not condition.subject
    value = condition.value if condition is not None and counts else None
    if (
        condition is None
        or value is None
        or value < 0
        or value > MOST
        or value != int(value)
        or factor(condition.unit, "个") is None
    ):
        problems.append(cell.problem(_("看不懂要创建多少个，只保留了文字。请写一个数，如 5 或 ≥5。")))
        return said
    return said | {name: int(value)}


def _leads(responsible: Responsible, existing: CellQuota | None, problems: list[Problem]) -> dict[str, Any]:
    """Whoever stands in the cell leads; those already there stay as long as a name is unknown."""
    if not responsible.text:
        return {}
    leads = list(responsible.named)
    if existing is not None and responsible.problems:
        leads += [body for body in existing.leads.all() if body not in leads]
    text, cut = fitting(CellQuota, "responsible_text", responsible.text, responsible.place)
    problems += cut
    return {"responsible_text": text, "leads": leads}


def _line(row: AnnexRow, wanted: WantedCells, responsible: Responsible) -> Line:
    shown: list[Change] = []
    for quota in wanted.quotas:
        if quota.existing is None:
            shown.append(Change(_("%(year)s年创建数量") % {"year": quota.year}, "", str(quota.fields.get("text", "—"))))
            shown += facts(CellQuota, quota.fields, ("assigned", "leads"))
        else:
            shown += changes(quota.existing, quota.fields)
    there = [quota.existing for quota in wanted.quotas if quota.existing is not None]
    return Line(
        place=row["type"],
        title=wanted.existing.name if wanted.existing else wanted.type_name,
        action=acting(is_new=not there, changes=bool(shown)),
        wanted=wanted,
        changes=tuple(shown),
        bodies=responsible.named,
        based_on=" ".join(f"{quota.pk}:{quota.version}" for quota in there),
    )
