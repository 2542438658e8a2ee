"""An annex from file to plan: read all, judge all, and then write all of it in one short transaction."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from indicators import definitions
from indicators.annex.bodies import Bodies, create_bodies
from indicators.annex.judgement import Judgement
from indicators.annex.sheet import Annex, Problem, read
from indicators.models import Plan
from tasks.annex.kinds import KINDS, Kind, detect, own_sheets
from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.lib.sheets import read_tables
from wastefree.versions import StaleError

MAX_ROWS = 2000  # no plan comes near it


class NotAnAnnex(Exception):
    """The file can be read, and has no table of the kind asked for, or far too long a one. str() is a sentence."""


class PlanChanged(Exception):
    """The plan is no longer as it was when the annex was judged; `judgement` is the new one."""

    def __init__(self, judgement: Judgement) -> None:
        super().__init__("the plan has changed since the preview")
        self.judgement = judgement


@dataclass(frozen=True)
class ReadAnnex:
    """A file that was read: its kind, and its rows."""

    kind: Kind
    annex: Annex
    file_name: str

    def judge(self, plan: Plan, *, creating: Collection[str] = ()) -> Judgement:
        """What it would do. Bodies named in `creating` count as known: they are made when it is applied."""
        return self.kind.judge(self.annex, plan, Bodies.of(plan, creating))


def read_annex(source: Path | bytes, *, name: str, kind: str = "") -> ReadAnnex:
    """Reads a file; the kind is told from its headings unless it is given. Touches no database.

    Raises `UnusableFile` or `NotAnAnnex` when the file cannot be used at all, OSError when it cannot be opened.
    """
    workbook = read_tables(source, name=name)
    chosen = KINDS[kind] if kind else detect(workbook)
    if chosen is None:
        needs = "、".join(f"“{each.needs}”" for each in KINDS.values())
        raise NotAnAnnex(_("文件里没有找到附件的表：表头里要有%(needs)s之一。") % {"needs": needs})
    own, others = own_sheets(workbook, chosen)
    annex = read(own, chosen.layout)
    if annex is None:
        raise NotAnAnnex(
            _("文件里没有找到%(label)s表：表头里要有“%(needs)s”一列。") % {"label": chosen.label, "needs": chosen.needs}
        )
    if len(annex.rows) > MAX_ROWS:
        raise NotAnAnnex(
            _("表里有 %(rows)s 行，超过上限 %(limit)s 行，请分成几个文件。")
            % {"rows": len(annex.rows), "limit": MAX_ROWS}
        )
    left_out = () if kind else tuple(_left_out(sheet, other) for sheet, other in others.items())
    return ReadAnnex(chosen, replace(annex, problems=(*annex.problems, *left_out)), name)


def _left_out(sheet: str, other: Kind) -> Problem:
    """A file with several kinds in it is imported once for each."""
    words = _("这个工作表是%(label)s表，没有读入；请选择“%(label)s”再导入一次。") % {"label": other.label}
    return Problem(sheet, "A1", "", words)


def import_annex(
    read: ReadAnnex, plan: Plan, *, by: User | None, expected: str = "", creating: Collection[str] = (), key: str = ""
) -> Judgement | None:
    """Writes all of the annex or nothing, with one audit record for the whole beside those of each change.

    `expected` is the fingerprint that the person has seen: raises `PlanChanged` if the plan has changed since. None is
    answered when `key` was handled before.
    """
    try:
        with transaction.atomic():
            if not log.first_time(by, key):
                return None
            seen = read.judge(plan)
            if expected and seen.fingerprint != expected:
                raise PlanChanged(seen)
            create_bodies(plan, [name for name in seen.unknown_bodies if name in creating], by=by)
            judgement = read.judge(plan)
            _apply(read, judgement, plan, by)
            return judgement
    except (StaleError, IntegrityError, definitions.UnitsDisagree, definitions.UnknownQuantities) as error:
        raise PlanChanged(read.judge(plan)) from error


def _apply(read: ReadAnnex, judgement: Judgement, plan: Plan, by: User | None) -> None:
    if not judgement.changing:
        return
    definitions.join_plan(plan, judgement.bodies, by=by)
    read.kind.apply(judgement, plan, by=by)
    told = {"file": read.file_name, "kind": read.kind.name, **judgement.counts, "problems": len(judgement.problems)}
    log.record(by, "annex.imported", plan, after=told)
