"""Reading one row of a project annex: what each cell says, and what could not be read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from indicators.annex.bodies import Bodies, Responsible
from indicators.annex.differences import fitting
from indicators.annex.sheet import AnnexRow, Problem
from indicators.annex.words import joined, word
from tasks.annex.money import in_ten_thousands, unit_of_column
from tasks.capacity import Capacity, read_capacity, read_unit, unit_of_heading
from tasks.models import Project
from tasks.stages import needs_reason
from tasks.wastes import read_waste
from wastefree.lib.numbers import normalize, read_decimal

STAGES: Final = {
    Project.Stage.PLANNED: "未开工 前期 前期准备 前期工作 谋划 谋划中 拟建 待建 储备 计划 计划中 计划开工 即将开工 待开工 筹建 规划 planned",
    Project.Stage.STARTED: "已开工 开工 新开工 started",
    Project.Stage.UNDER_CONSTRUCTION: "在建 建设中 正在建设 续建 施工中 推进中 建设 under_construction",
    Project.Stage.COMPLETED: "已完工 完工 已完成 完成 建成 已建成 竣工 已竣工 建成投产 已投产 投产 投运 已投运 投入使用 建成投运 运营 completed",
    Project.Stage.STOPPED: "已停止 停止 停工 终止 取消 暂停 已取消 已终止 stopped",
}
STAGE_WORDS: Final = {said: stage for stage, words in STAGES.items() for said in words.split()}
_YEARS = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_DAY = re.compile(r"((?:19|20)[0-9]{2})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?")
TEXTS: Final = ("name", "content", "investment_note", "occasion")


@dataclass(frozen=True)
class RowReader:
    """Reads a row; what cannot be read goes to `problems`, what is blank is left as it is in the plan."""

    row: AnnexRow
    bodies: Bodies
    existing: Project | None = None
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def responsible(self) -> Responsible:
        return self.bodies.of_row(self.row)

    def fields(self) -> dict[str, Any]:
        years = self._years()
        return (
            dict(self._texts())
            | self._waste()
            | self._capacity()
            | self._money()
            | years
            | self._stage(years)
            | self._places()
            | self._day()
        )

    def _texts(self) -> Iterator[tuple[str, str]]:
        for name in TEXTS:
            if not self.row[name].is_blank and not self._is_laid_out_anew(name):
                yield name, self._fitting(name, joined(self.row[name].text))

    def _is_laid_out_anew(self, name: str) -> bool:
        """Whether the plan has the same words already, only in lines: a cell has lost those."""
        held = getattr(self.existing, name, "")
        return bool(held) and joined(" ".join(held.split())) == joined(self.row[name].text)

    def _fitting(self, name: str, text: str) -> str:
        place = self.responsible.place if name == "responsible_text" else self.row[name]
        fitted, problems = fitting(Project, name, text, place)
        self.problems.extend(problems)
        return fitted

    def _waste(self) -> dict[str, str]:
        """The plan's words, and the kind that they mean; words that somebody has judged before stay judged."""
        cell, own = self.row["waste_type"], self.row["waste_words"]
        words = own if "waste_words" in self.row.cells else cell
        found = {} if words.is_blank else {"waste_type": self._cut("waste_type", words.text)}
        if cell.is_blank or (
            self.existing and self.existing.waste and found.get("waste_type") == self.existing.waste_type
        ):
            return found
        kind = read_waste(cell.text) or LABELS.get(cell.text.strip(), "")
        if not kind:
            self.problems.append(cell.problem(_("看不出是哪一类固体废物，文字已保留，类别没有选。请在项目里选一个。")))
        return found | ({"waste": kind} if kind else {})

    def _cut(self, name: str, text: str) -> str:
        fitted, problems = fitting(Project, name, joined(text), self.row[name])
        self.problems.extend(problems)
        return fitted

    def _capacity(self) -> dict[str, Any]:
        """The words as they are, and the amount: from the words, or from columns of its own."""
        cell = self.row["capacity"]
        if cell.is_blank or self._is_laid_out_anew("capacity"):
            return {}
        unit = unit_of_heading(self.row.table.headings.get("capacity", "")) if self.row.table else ""
        read = read_capacity(cell.text, unit) or self._measured()
        if read is None:
            self.problems.append(
                cell.problem(_("看不懂这个处理能力，文字已保留，合计时不算。请写成 10万吨/年、200吨/日 这样的一个数。"))
            )
        words = joined(cell.text) + (unit if read_decimal(cell.text) is not None else "")
        amount = {"capacity_amount": read and read.amount, "capacity_unit": read.unit if read else ""}
        return {"capacity": self._cut("capacity", words)} | amount

    def _measured(self) -> Capacity | None:
        amount, unit = self.row["capacity_amount"], self.row["capacity_unit"]
        return read_capacity(amount.text, unit.text) if read_unit(unit.text) else None

    def _money(self) -> dict[str, Any]:
        """More done than planned is read, and asked about unless the annex or the plan has a word why."""
        found = dict(self._amounts())
        planned, done = (found.get(name, getattr(self.existing, name, None)) for name in MONEY)
        explained = not self.row["investment_note"].is_blank or bool(self.existing and self.existing.investment_note)
        if found and planned is not None and done is not None and done > planned and not explained:
            cell = next(self.row[name] for name in reversed(MONEY) if name in found)
            self.problems.append(
                cell.problem(_("完成投资超过总投资，已读入；请核对，没有错的在项目里写一句投资说明。"))
            )
        return found

    def _amounts(self) -> Iterator[tuple[str, Any]]:
        table = self.row.table
        for name in MONEY:
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
        start, completion = (found.get(name, getattr(self.existing, name, None)) for name in YEARS)
        if start and completion and completion < start:
            cell = next(self.row[name] for name in (*reversed(YEARS), "years") if not self.row[name].is_blank)
            self.problems.append(cell.problem(_("完工年份早于开工年份，这两个年份没有读入。请核对。")))
            return {}
        return found

    def _years_in(self, name: str) -> list[int]:
        cell = self.row[name]
        years = [int(year) for year in _YEARS.findall(normalize(cell.text))]
        if cell.is_blank or (0 < len(years) < 3 and years == sorted(years)):
            return years
        self.problems.append(cell.problem(_("看不懂是哪一年，没有读入。请写四位年份，如 2024年，或 2023—2025年。")))
        return []

    def _stage(self, years: dict[str, int]) -> dict[str, str]:
        cell, why = self.row["stage"], self.row["stage_reason"]
        if cell.is_blank:
            return {}
        stage = STAGE_WORDS.get(word(cell.text))
        if stage is None:
            words = _("看不懂项目到了哪个阶段（未开工、已开工、在建、已完工、已停止），没有读入。")
            self.problems.append(cell.problem(words))
            return {}
        before = self.existing.stage if self.existing else ""
        reason = {} if why.is_blank else {"stage_reason": self._cut("stage_reason", why.text)}
        if needs_reason(before, stage) and not reason:
            self.problems.append(cell.problem(self._unexplained(stage)))
            return {} if self.existing else {"stage": stage.value}
        self._ask_for_year(stage, years)
        return {"stage": stage.value} | (
            reason if needs_reason(before, stage) or before == stage else {"stage_reason": ""}
        )

    def _unexplained(self, stage: str) -> str:
        if self.existing is None:
            return _("已停止的项目没有写停止原因，请在项目里补上。")
        now = self.existing.get_stage_display()
        if stage == Project.Stage.STOPPED:
            return _("平台里是“%(now)s”，改为已停止要写原因，没有读入。请加一列“停止原因”，或在项目里修改。") % {
                "now": now
            }
        return _("比平台里的阶段（%(now)s）早，没有读入。确实要退回的，请在项目里修改并写明原因。") % {"now": now}

    def _ask_for_year(self, stage: str, years: dict[str, int]) -> None:
        """A completed project without a year is read, and asked about; one completed in a year to come is, too."""
        year = years.get("completion_year", getattr(self.existing, "completion_year", None))
        if stage == Project.Stage.COMPLETED and year is None:
            self.problems.append(self.row["stage"].problem(_("已完工的项目没有完工年份，请在项目里补上。")))
        elif stage == Project.Stage.COMPLETED and year is not None and year > localdate().year:
            self.problems.append(self.row["stage"].problem(_("已完工的项目，完工年份不会晚于今年，请核对。")))

    def _places(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        responsible = self.responsible
        self.problems.extend(responsible.problems)
        if responsible.words:
            found["responsible_text"] = self._fitting("responsible_text", responsible.words)
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

    def _day(self) -> dict[str, date]:
        cell = self.row["added_on"]
        if cell.is_blank:
            return {}
        day = read_day(cell.text)
        if day is None or day > localdate():
            self.problems.append(cell.problem(_("看不懂是哪一天，或者还没有到，没有读入。请写成 2024-03-15。")))
            return {}
        return {"added_on": day}


YEARS: Final = ("start_year", "completion_year")
MONEY: Final = ("investment_planned", "investment_done")
LABELS: Final = {str(kind.label): kind.value for kind in Project.Waste}


def read_day(text: str) -> date | None:
    """A whole date: 2024-03-15, 2024/3/15, 2024年3月15日; None for all else."""
    found = _DAY.fullmatch(re.sub(r"\s", "", normalize(text)))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
