"""What a project annex would do to a plan, and doing it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext as _

from indicators.annex.bodies import Bodies, Responsible
from indicators.annex.codes import assign, park
from indicators.annex.differences import changes, facts, fitting, new_values
from indicators.annex.judgement import Judgement, Line, acting, ordered
from indicators.annex.sheet import Annex, AnnexRow, Problem
from indicators.annex.words import joined, word
from indicators.library.names import fold
from indicators.models import Plan
from tasks.annex.money import in_ten_thousands, unit_of_column
from tasks.models import Project
from wastefree.accounts.models import User
from wastefree.changes import change, create
from wastefree.lib.numbers import normalize

KIND = "projects"
NAME_LENGTH = 200
AT_A_GLANCE = (
    "waste_type",
    "investment_planned",
    "investment_done",
    "start_year",
    "completion_year",
    "stage",
    "region",
    "organization",
)
STAGES: Final = {
    Project.Stage.PLANNED: "未开工 前期 前期准备 前期工作 谋划 谋划中 拟建 待建 储备 计划 计划中 计划开工 即将开工 待开工 筹建 规划 planned",
    Project.Stage.STARTED: "已开工 开工 新开工 started",
    Project.Stage.UNDER_CONSTRUCTION: "在建 建设中 正在建设 续建 施工中 推进中 建设 under_construction",
    Project.Stage.COMPLETED: "已完工 完工 已完成 完成 建成 已建成 竣工 已竣工 建成投产 已投产 投产 投运 已投运 投入使用 建成投运 运营 completed",
    Project.Stage.STOPPED: "已停止 停止 停工 终止 取消 暂停 已取消 已终止 stopped",
}
STAGE_WORDS: Final = {said: stage for stage, words in STAGES.items() for said in words.split()}
_YEARS = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")


@dataclass(frozen=True)
class WantedProject:
    """`fields` are those that are new."""

    existing: Project | None
    fields: Mapping[str, Any]


def judge(annex: Annex, plan: Plan, bodies: Bodies) -> Judgement:
    """Every row of the annex against the plan, in a fixed number of queries; writes nothing."""
    rows, problems = _named(annex)
    there = {fold(project.name): project for project in plan.projects.with_place()}
    met = [there.pop(fold(name_of(row)), None) for row in rows]
    codes = assign(
        [(row["code"].text, project.code if project else None) for row, project in zip(rows, met, strict=True)],
        {project.code for project in there.values()},
    )
    lines: list[Line] = []
    unknown: dict[str, None] = {}
    for row, existing, code in zip(rows, met, codes, strict=True):
        reader = RowReader(row, bodies)
        new = new_values(existing, {"code": code} | reader.fields())
        problems += reader.problems
        unknown |= dict.fromkeys(reader.responsible.unknown)
        lines.append(_line(row, existing, new, reader))
    return Judgement(KIND, tuple(lines), ordered(problems, annex.sheets), tuple(unknown))


def apply(judgement: Judgement, plan: Plan, *, by: User | None) -> None:
    """All lines, inside the caller's transaction. Raises `StaleError` if a project has changed since it was judged."""
    wanted: list[WantedProject] = [line.wanted for line in judgement.changing]
    park(Project.objects.all(), (each.existing.pk for each in wanted if each.existing and "code" in each.fields))
    order = plan.projects.count()
    for each in wanted:
        if each.existing is None:
            order += 1
            create(Project(plan=plan, order=order), by=by, verb="project.imported", fields=each.fields)
        else:
            change(each.existing, by=by, verb="project.imported", based_on=each.existing.version, changes=each.fields)


def _named(annex: Annex) -> tuple[list[AnnexRow], list[Problem]]:
    rows: list[AnnexRow] = []
    problems = list(annex.problems)
    seen: dict[str, str] = {}
    for row in annex.rows:
        cell, name = row["name"], fold(name_of(row))
        if cell.is_blank:
            problems.append(cell.problem(_("这一行没有项目名称，没有读入。")))
        elif name in seen:
            problems.append(cell.problem(_("与 %(cell)s 的项目重名，没有读入。") % {"cell": seen[name]}))
        else:
            seen[name] = cell.cell
            rows.append(row)
    return rows, problems


def name_of(row: AnnexRow) -> str:
    """The project's name, as far as the portal can keep it."""
    return joined(row["name"].text)[:NAME_LENGTH]


def _line(row: AnnexRow, existing: Project | None, new: Mapping[str, Any], reader: "RowReader") -> Line:
    shown = tuple(changes(existing, new) if existing else facts(Project, new, AT_A_GLANCE))
    return Line(
        place=row["name"],
        title=name_of(row),
        action=acting(is_new=existing is None, changes=bool(new)),
        wanted=WantedProject(existing, new),
        changes=shown,
        bodies=reader.responsible.named,
        based_on=f"{existing.pk}:{existing.version}" if existing else "",
    )


@dataclass(frozen=True)
class RowReader:
    """Reads a row; what cannot be read goes to `problems`, what is blank is left as it is in the plan."""

    row: AnnexRow
    bodies: Bodies
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def responsible(self) -> Responsible:
        return self.bodies.read(self.row["lead"], self.row["responsible"], self.row["cooperating"])

    def fields(self) -> dict[str, Any]:
        return dict(self._texts()) | dict(self._money()) | self._years() | self._stage() | self._places()

    def _texts(self) -> Iterator[tuple[str, str]]:
        for name in ("name", "waste_type", "content", "capacity"):
            if not self.row[name].is_blank:
                yield name, self._fitting(name, joined(self.row[name].text))

    def _fitting(self, name: str, text: str) -> str:
        place = self.responsible.place if name == "responsible_text" else self.row[name]
        fitted, problems = fitting(Project, name, text, place)
        self.problems.extend(problems)
        return fitted

    def _money(self) -> Iterator[tuple[str, Any]]:
        table = self.row.table
        for name in ("investment_planned", "investment_done"):
            cell = self.row[name]
            if cell.is_blank:
                continue
            unit = unit_of_column(table.headings.get(name, ""), table.above) if table else ""
            value, problem = in_ten_thousands(cell.text, unit)
            if problem:
                self.problems.append(cell.problem(problem))
            else:
                yield name, value

    def _years(self) -> dict[str, int]:
        """2023—2025年 in one cell, or a cell each for the start and the completion."""
        found: dict[str, int] = {}
        span = self._years_in("years")
        if span:
            found = {"start_year": span[0], "completion_year": span[-1]}
        for name in ("start_year", "completion_year"):
            own = self._years_in(name)
            if own:
                found[name] = own[-1]
        return found

    def _years_in(self, name: str) -> list[int]:
        cell = self.row[name]
        years = [int(year) for year in _YEARS.findall(normalize(cell.text))]
        if cell.is_blank or (0 < len(years) < 3 and years == sorted(years)):
            return years
        self.problems.append(cell.problem(_("看不懂是哪一年，没有读入。请写四位年份，如 2024年，或 2023—2025年。")))
        return []

    def _stage(self) -> dict[str, str]:
        cell = self.row["stage"]
        if cell.is_blank:
            return {}
        stage = STAGE_WORDS.get(word(cell.text))
        if stage is None:
            words = _("看不懂项目到了哪个阶段（未开工、已开工、在建、已完工、已停止），没有读入。")
            self.problems.append(cell.problem(words))
            return {}
        return {"stage": stage.value}

    def _places(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        responsible = self.responsible
        self.problems.extend(responsible.problems)
        if responsible.text:
            found["responsible_text"] = self._fitting("responsible_text", responsible.text)
        if responsible.lead:
            found["organization"] = responsible.lead
        cell = self.row["region"]
        if not cell.is_blank:
            region = self.bodies.region_in(cell.text)
            if region is None:
                self.problems.append(cell.problem(_("里面没有平台里的区县，没有读入。请核对名称，或给区县加别名。")))
            else:
                found["region"] = region
        return found
