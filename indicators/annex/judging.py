"""What an indicator annex would do to a plan. Reads the plan in a fixed number of queries, and writes nothing."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.annex.bodies import Bodies
from indicators.annex.codes import assign
from indicators.annex.differences import changes, facts
from indicators.annex.figures import WantedBaseline
from indicators.annex.judgement import Change, Judgement, Line, acting, ordered
from indicators.annex.levels import levels
from indicators.annex.row import RowJudge
from indicators.annex.sheet import Annex, AnnexRow, Problem
from indicators.annex.standing import Standing, levels_of, name_of, whole_city
from indicators.annex.wanted import WantedIndicator
from indicators.library.names import fold
from indicators.models import Baseline, Indicator, Plan
from wastefree.accounts.models import Organization
from wastefree.lib.figures import write_figure

KIND = "indicators"
NOTHING = "—"
AT_A_GLANCE = ("unit", "better", "mandatory", "lead")


def judge(annex: Annex, plan: Plan, bodies: Bodies) -> Judgement:
    """Every row of the annex against the plan: created, updated or unchanged, and each cell that could not be read."""
    rows, problems = named(annex)
    standing = Standing.of(plan)
    met = standing.meet(rows)
    written = [(row["code"].text, there.code if there else None) for row, there in zip(rows, met, strict=True)]
    codes = assign(written, standing.untouched_codes(met))
    taken = set(standing.shapes)
    lines: list[Line] = []
    unknown: dict[str, None] = {}
    above = dict(zip((row.first for row in annex.rows), levels(annex.rows), strict=True))
    for row, existing, code in zip(rows, met, codes, strict=True):
        judge = RowJudge(row, existing, code, above[row.first], standing, bodies, frozenset(taken))
        wanted = judge.wanted()
        taken |= {quantity.code for quantity in wanted.quantities}
        lines.append(_line(judge, wanted))
        problems += judge.problems
        unknown |= dict.fromkeys(judge.responsible.unknown)
    return Judgement(KIND, tuple(lines), ordered(problems, annex.sheets), tuple(unknown), tuple(_remarks(lines)))


def named(annex: Annex) -> tuple[list[AnnexRow], list[Problem]]:
    """The rows that name an indicator, each only once; the others are told."""
    rows: list[AnnexRow] = []
    problems = list(annex.problems)
    seen: dict[str, str] = {}
    for row in annex.rows:
        name = fold(name_of(row))
        if not name:
            problems.append(row["name"].problem(_("这一行没有指标名称，没有读入。")))
        elif name in seen:
            problems.append(row["name"].problem(_("与 %(cell)s 的指标重名，没有读入。") % {"cell": seen[name]}))
        else:
            seen[name] = row["name"].cell
            rows.append(row)
    return rows, problems


def _line(judge: RowJudge, wanted: WantedIndicator) -> Line:
    existing = judge.existing
    return Line(
        place=judge.row["name"],
        title=judge.name,
        action=acting(is_new=existing is None, changes=wanted.changes_anything),
        wanted=wanted,
        changes=tuple(_changes(wanted)),
        remarks=tuple(judge.remarks()),
        bodies=judge.responsible.named,
        based_on=f"{existing.pk}:{existing.version}" if existing else "",
    )


def _changes(wanted: WantedIndicator) -> Iterator[Change]:
    """Old and new of what an existing indicator would get; of a new one, what a person wants to see at a glance."""
    existing = wanted.existing
    if existing is not None:
        yield from changes(existing, wanted.fields)
    else:
        yield from facts(Indicator, wanted.fields, AT_A_GLANCE)
    if wanted.levels is not None:
        yield Change(_("上级指标"), _path(levels_of(existing)) if existing else "", _path(wanted.levels))
    if wanted.cooperating or (existing is not None and wanted.cooperating is not None):
        there = existing.cooperating.all() if existing else ()
        yield Change(_("配合单位"), _names(there) if existing else "", _names(wanted.cooperating))
    yield from _figures(wanted)
    for quantity in wanted.owned:
        yield Change(
            _("“%(name)s”的填报单位") % {"name": quantity.name}, str(quantity.owner or NOTHING), str(wanted.owner)
        )


def _figures(wanted: WantedIndicator) -> Iterator[Change]:
    baselines = {each.year: each for each in whole_city(wanted.existing, "baselines")}
    for year, baseline in sorted(wanted.baselines.items()):
        old = baselines.get(year)
        yield Change(_("%(year)s年基准值") % {"year": year}, _baseline(old) if old else "", _baseline(baseline))
    targets = {each.year: each.text for each in whole_city(wanted.existing, "targets")}
    for year, text in sorted(wanted.targets.items()):
        yield Change(_("%(year)s年目标值") % {"year": year}, targets.get(year, ""), text)


def _baseline(baseline: Baseline | WantedBaseline) -> str:
    """Its words, and beside them the figure where the two are not the same."""
    if baseline.value is None:
        return baseline.text
    figure = write_figure(baseline.value)
    return baseline.text if figure in baseline.text else f"{baseline.text}（{figure}）"


def _path(levels: tuple[str, str]) -> str:
    return " / ".join(filter(None, levels)) or NOTHING


def _names(bodies: Iterable[Organization]) -> str:
    return "、".join(map(str, bodies)) or NOTHING


def _remarks(lines: list[Line]) -> Iterator[str]:
    """What concerns the whole annex."""
    ownerless = sum(line.wanted.owner is None and not _somebody_reports(line.wanted) for line in lines)
    if ownerless:
        words = ngettext(
            "有 %(count)s 项指标没有填报单位，开始填报后不会产生待填报任务。请在表里补上牵头单位，或到指标页面指定。",
            "有 %(count)s 项指标没有填报单位，开始填报后不会产生待填报任务。请在表里补上牵头单位，或到指标页面指定。",
            ownerless,
        )
        yield words % {"count": ownerless}


def _somebody_reports(wanted: WantedIndicator) -> bool:
    if any(quantity.fields["by_region"] for quantity in wanted.quantities):
        return True
    there = wanted.existing.quantities.all() if wanted.existing else ()
    return bool(there) and all(quantity.owner_id or quantity.by_region for quantity in there)
