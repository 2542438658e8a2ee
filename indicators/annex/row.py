"""One row of an indicator annex against the indicator that it meets, or against none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from indicators.annex.bodies import Bodies, Responsible
from indicators.annex.differences import bare, fitting, new_values
from indicators.annex.figures import (
    WantedBaseline,
    Words,
    better_by_trend,
    better_in_targets,
    is_qualitative,
    read_baselines,
    read_targets,
    unit_in_values,
    words_of,
    year_of,
)
from indicators.annex.levels import bare_level
from indicators.annex.quantities import Reporting, from_library, is_count, library_formula, own
from indicators.annex.sheet import AnnexRow, Problem
from indicators.annex.standing import Standing, levels_of, name_of, whole_city
from indicators.annex.wanted import WantedIndicator, WantedQuantity
from indicators.annex.words import BETTER, KINDS, KNOWN_OTHERWISE, MANDATORY, clean_name, is_starred, unit_in_name, word
from indicators.dimensions import Remark, read_units
from indicators.formulas import parse
from indicators.library import LibraryIndicator
from indicators.library.names import fold
from indicators.models import Indicator, IndicatorGroup, Quantity
from indicators.wording import unit_remark
from wastefree.lib.numbers import normalize
from wastefree.lib.units import factor

UNIT_LENGTH = 30
QUALITATIVE = Indicator.Kind.QUALITATIVE.value


@dataclass(frozen=True)
class RowJudge:
    """Reads the row piece by piece; what cannot be read goes to `problems`, and the rest comes in all the same.

    `code` is the number that the row is to have, `levels` what stands above it, `taken` the codes of quantities in
    use. What the annex leaves blank is left as it is in the plan.
    """

    row: AnnexRow
    existing: Indicator | None
    code: str
    levels: tuple[str, str]
    standing: Standing
    bodies: Bodies
    taken: frozenset[str]
    problems: list[Problem] = field(default_factory=list)

    def wanted(self) -> WantedIndicator:
        """What the row wants to be; `problems` is complete afterwards."""
        baselines, targets = self._baselines(), self._targets()
        quantities, formula = self._quantities()
        fields = self._fields() | formula
        return WantedIndicator(
            existing=self.existing,
            fields=new_values(self.existing, fields),
            levels=self._levels(),
            cooperating=self._cooperating(),
            quantities=quantities,
            owned=tuple(self._owned()),
            owner=self.responsible.lead,
            baselines=self._new_baselines(baselines),
            targets=self._new_targets(targets),
        )

    def remarks(self) -> Iterator[str]:
        """What a person should know about the row that is not wrong with it."""
        if self.known and (self.existing is None or not self.existing.formula):
            if self._library_fits:
                yield _("公式和数据项来自指标库（%(edition)s）：%(name)s（口径：%(basis)s）") % {
                    "edition": self.standing.library.label,
                    "name": self.known.name,
                    "basis": self.known.basis or _("未注明"),
                }
            elif self._mixed:
                yield _("方案里同代码的数据项单位或时间口径与指标库不同，没有套用公式。可以改从指标库选取这一项。")
            elif self.known.formula and not self._library_errors:
                yield _("指标库里同名指标的单位是“%(unit)s”，不能换算，没有套用公式。") % {"unit": self.known.unit}
        if self.responsible.first_of_several:
            yield _("没有写明牵头单位，按列在首位的%(lead)s。") % {"lead": self.responsible.lead}

    # --- what the row says ---------------------------------------------------------------------------------------

    @cached_property
    def name(self) -> str:
        return name_of(self.row)

    @cached_property
    def known(self) -> LibraryIndicator | None:
        return self.standing.library.find(self.name)

    @cached_property
    def responsible(self) -> Responsible:
        found = self.bodies.of_row(self.row)
        self.problems.extend(found.problems)
        return found

    @cached_property
    def words(self) -> tuple[Words, Words]:
        """The cells of the baselines and of the targets."""
        return words_of(self.row, self.standing.plan.baseline_year)

    @cached_property
    def kind(self) -> str:
        said = KINDS.get(word(self.row["kind"].text)) or KINDS.get(word(self.row["mandatory"].text))
        if said:
            return said
        if self.existing is not None:
            return self.existing.kind
        if self.known:
            return self.known.kind
        unmeasured = not self.unit and is_qualitative(self.words[1])
        return QUALITATIVE if unmeasured else Indicator.Kind.QUANTITATIVE.value

    @cached_property
    def unit(self) -> str:
        """As written; else as it stands; else the one that hides in the figures; else the library's.

        One that is certainly not what the indicator's formula yields is told, and stays as it is in the plan.
        """
        unit = self._unit_wanted()
        there = self.existing
        if there is None or not there.formula or unit == there.unit:
            return unit
        if not (errors := read_units(parse(there.formula), self.standing.units, unit).errors):
            return unit
        words = _("单位“%(unit)s”没有读入：%(why)s")
        why = "".join(map(unit_remark, errors))
        self.problems.append(self.row["unit"].problem(words % {"unit": unit, "why": why}))
        return there.unit

    def _unit_wanted(self) -> str:
        said = self._unit_said()
        if self.existing is not None and self.existing.unit:
            return self._unit_to_keep(said)
        hidden = unit_in_values(*self.words)[:UNIT_LENGTH]
        if said or not self.known:
            return said or hidden
        return self.known.unit if factor(hidden, self.known.unit) == 1 else hidden

    def _unit_said(self) -> str:
        cell = self.row["unit"]
        if cell.is_blank:
            return unit_in_name(self.row["name"].text)
        if self.existing is not None and normalize(cell.text) == normalize(self.existing.unit):
            return self.existing.unit  # m³ reads like m3, and is left as it is
        if len(normalize(cell.text)) <= UNIT_LENGTH:
            return normalize(cell.text)
        self.problems.append(cell.problem(_("单位太长，没有读入。最多 %(limit)s 个字。") % {"limit": UNIT_LENGTH}))
        return ""

    def _unit_to_keep(self, said: str) -> str:
        """A unit with figures behind it is not changed by an annex: the formula and the entries would stay as they are."""
        assert self.existing is not None
        if not said or not self.existing.formula or factor(said, self.existing.unit) == 1:
            return said or self.existing.unit
        words = _("平台里这项指标的单位是“%(unit)s”，已有公式和数据；单位没有改，请到指标页面处理。")
        self.problems.append(self.row["unit"].problem(words % {"unit": self.existing.unit}))
        return self.existing.unit

    @cached_property
    def better(self) -> str:
        said = BETTER.get(word(self.row["better"].text))
        if said is not None:
            return said
        if self.existing is not None and self.existing.better:
            return self.existing.better
        if self.kind == QUALITATIVE:
            return ""
        said = (self.known.better if self.known else "") or better_in_targets(self.words[1])
        return said or better_by_trend(*self.words, self.unit)

    @cached_property
    def mandatory(self) -> str | None:
        """必选 by a word or a star; 可选 where a legend says what the star means and the row has none; else unsaid."""
        said = word(self.row["mandatory"].text)
        if said in MANDATORY:
            return MANDATORY[said]
        if any(is_starred(self.row[name].text) for name in ("name", "code")):
            return Indicator.Mandatory.YES.value
        around = (*self.row.table.above, *self.row.table.below) if self.row.table else ()
        return Indicator.Mandatory.NO.value if any(is_starred(text) and "必选" in text for text in around) else None

    # --- what it wants -------------------------------------------------------------------------------------------

    def _fields(self) -> dict[str, Any]:
        self._unknown_words()
        self._long_levels()
        fields: dict[str, Any] = {
            "code": self.code,
            "name": self._text("name", clean_name(self.row["name"].text)).strip(),
            "unit": self.unit,
            "kind": self.kind,
            "better": self.better,
        }
        if self.mandatory is not None:
            fields["mandatory"] = self.mandatory
        for name in ("basis", "explanation", "source"):
            if not self.row[name].is_blank:
                fields[name] = self._text(name, self.row[name].text)
        if self.responsible.words:
            fields["responsible_text"] = self._text("responsible_text", self.responsible.words)
        if self.responsible.lead:
            fields["lead"] = self.responsible.lead
        return fields

    def _text(self, name: str, text: str) -> str:
        place = self.row[name] if name in self.row.cells else self.responsible.place
        fitted, problems = fitting(Indicator, name, text, place)
        self.problems.extend(problems)
        return fitted

    def _unknown_words(self) -> None:
        listed = ((MANDATORY, "mandatory"), (KINDS, "kind"), (BETTER, "better"))
        every = {**MANDATORY, **KINDS, **dict.fromkeys(KNOWN_OTHERWISE)}
        for words, name in listed:
            cell = self.row[name]
            if not cell.is_blank and word(cell.text) not in (words if name == "better" else every):
                self.problems.append(
                    cell.problem(_("看不懂这里的说法，没有读入。可以写：必选、可选，定量、定性，越高越好、越低越好。"))
                )

    def _long_levels(self) -> None:
        for name in ("level1", "level2"):
            cell = self.row[name]
            self.problems.extend(fitting(IndicatorGroup, "name", clean_name(cell.text), cell)[1])

    def _levels(self) -> tuple[str, str] | None:
        """None where the annex says nothing new; a table without the columns does not move what stands somewhere."""
        if not any(self.levels):
            return None
        there = levels_of(self.existing) if self.existing is not None else ("", "")
        upper = self.levels[0] if "level1" in self.row.cells else there[0] or self.levels[0]
        same_branch = "level2" not in self.row.cells and upper == there[0]
        wanted = upper, there[1] if same_branch else self.levels[1]
        same = wanted == (bare_level(there[0]), bare_level(there[1]))
        return None if same else wanted

    def _cooperating(self) -> tuple[Any, ...] | None:
        """None where the annex says nothing new. With a name unknown, those already there are kept."""
        wanted = set(self.responsible.cooperating)
        if self.existing is None:
            return self.responsible.cooperating
        there = set(self.existing.cooperating.all())
        if not self.responsible.text:
            return None
        if self.responsible.problems:
            wanted |= there
        return None if wanted == there else tuple(sorted(wanted, key=lambda body: (body.order, body.code)))

    # --- quantities ----------------------------------------------------------------------------------------------

    @property
    def _library_fits(self) -> bool:
        if self.known is None or self.known.kind != self.kind or self._mixed:
            return False
        return bool(self.known.formula and library_formula(self.known, self.unit)) and not self._library_errors

    @property
    def _mixed(self) -> bool:
        """Whether the plan has another figure under the code of a quantity of the library."""
        needed = self.known.quantities if self.known else ()
        shapes = self.standing.shapes
        return any(
            shapes.get(each.code, own) != own for each in needed if (own := (each.unit, each.accumulation.value))
        )

    @cached_property
    def _library_errors(self) -> tuple[Remark, ...]:
        """What is certainly wrong with the units of the library's own formula: an office can write one that mixes them."""
        formula = library_formula(self.known, self.unit) if self.known and self.known.formula else ""
        if not formula or self.known is None:
            return ()
        units = {each.code: None if each.kind == "progress" else each.unit for each in self.known.quantities}
        return read_units(parse(formula), units, self.unit).errors

    def _quantities(self) -> tuple[tuple[WantedQuantity, ...], dict[str, Any]]:
        """The quantities that are needed and the fields that come with them; nothing where there is a formula already."""
        if self.existing is not None and self.existing.formula:
            return (), {}
        reporting = Reporting(self.responsible.lead, self.responsible.every_region)
        if self.known is not None and self._library_fits:
            return from_library(self.known, reporting), self._from_library(self.known)
        self._tell_library_errors()
        qualitative = self.kind == QUALITATIVE
        single = own(self.name, self.unit, self.code, self.taken, reporting, qualitative=qualitative)
        decimals = 0 if qualitative or is_count(self.unit) else 2
        return (single,), {"formula": single.code, "decimals": decimals, "name_verified": True}

    def _tell_library_errors(self) -> None:
        if errors := self._library_errors:
            words = _("没有套用指标库（%(edition)s）的公式：%(why)s请先在指标库里改好公式或单位。")
            facts = {"edition": self.standing.library.label, "why": "".join(map(unit_remark, errors))}
            self.problems.append(self.row["name"].problem(words % facts))

    def _from_library(self, known: LibraryIndicator) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "formula": library_formula(known, self.unit),
            "decimals": known.decimals if factor(known.unit, self.unit) == 1 else 2,
            "edition": self.standing.library.label if known.number else "",
            "name_verified": known.name_verified and fold(self.name) == fold(known.name),
        }
        for name in ("basis", "explanation"):
            if self.row[name].is_blank and getattr(known, name):
                fields[name] = getattr(known, name)
        return fields | ({"calculation": known.calculation} if known.calculation else {})

    def _owned(self) -> Iterator[Quantity]:
        """Quantities without anybody to report them, and those that only the former lead of this indicator reported."""
        lead = self.responsible.lead
        if self.existing is None or lead is None:
            return
        for quantity in self.existing.quantities.all():
            orphan = quantity.owner_id is None and not quantity.by_region and self.existing.lead_id != lead.pk
            follows = quantity.owner_id is not None and quantity.owner_id == self.existing.lead_id != lead.pk
            if orphan or (follows and len(quantity.indicators.all()) == 1):
                yield quantity

    # --- figures -------------------------------------------------------------------------------------------------

    def _baselines(self) -> dict[int, WantedBaseline]:
        year = year_of(self.row["baseline_year"].text) or self.standing.plan.baseline_year
        if not self.row["baseline_year"].is_blank and year_of(self.row["baseline_year"].text) is None:
            self.problems.append(
                self.row["baseline_year"].problem(_("看不懂这个年份，按方案的基准年读入。请写四位年份。"))
            )
        wanted, problems = read_baselines(self.words[0], self.unit, year, qualitative=self.kind == QUALITATIVE)
        self.problems.extend(problems)
        return wanted

    def _targets(self) -> dict[int, str]:
        wanted, problems = read_targets(self.words[1], self.unit, self.better, self.standing.plan.last_year)
        self.problems.extend(problems)
        return wanted

    def _new_baselines(self, wanted: Mapping[int, WantedBaseline]) -> dict[int, WantedBaseline]:
        there = {each.year: WantedBaseline(each.text, each.value) for each in whole_city(self.existing, "baselines")}
        return {year: each for year, each in wanted.items() if not self._says_the_same(each, there.get(year))}

    def _says_the_same(self, wanted: WantedBaseline, there: WantedBaseline | None) -> bool:
        """A figure that somebody has entered without words, or for words that cannot be read, stands as it is; but not
        where the unit becomes another, since it would mean something else then."""
        if there is None or self.existing is None or self.unit != self.existing.unit:
            return there == wanted
        if not there.text:
            return there.value == wanted.value
        return bare(there.text) == bare(wanted.text) and (there.value is not None or wanted.value is None)

    def _new_targets(self, wanted: Mapping[int, str]) -> dict[int, str]:
        there = {each.year: bare(each.text) for each in whole_city(self.existing, "targets")}
        return {year: text for year, text in wanted.items() if there.get(year) != bare(text)}
