"""What taking a file in would do, as a page shows it."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from indicators.comparisons import Comparison, compare
from indicators.findings import Code
from indicators.models import Entry
from indicators.roundbook.differences import Change, Problem, Proposal
from indicators.roundbook.facts import Said
from indicators.roundbook.judging import Judged
from indicators.roundbook.wording import problem_words, remark_words
from indicators.transitions import REFUSALS
from indicators.wording import question, shown
from wastefree.lib.figures import NOT_APPLICABLE

ALONE = frozenset({Code.BELOW_MINIMUM, Code.ABOVE_MAXIMUM, Code.JUMP, Code.JUMP_YEAR, Code.FALLS_WITHIN_YEAR})


@dataclass(frozen=True)
class Pair:
    """One field that differs; texts as people read them."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """One change: its place (填报表!H12), its entry, what differs, what is to be said about it, what it will be asked.

    `choice`: mine or theirs, where somebody else was quicker and the person has chosen.
    """

    place: str
    entry: Entry
    change: Change
    pairs: tuple[Pair, ...]
    remarks: tuple[str, ...]
    questions: tuple[str, ...] = ()
    choice: str = ""


@dataclass(frozen=True)
class ToldProblem:
    """One cell that cannot be kept, with the entry of its row if that is known."""

    problem: Problem
    entry: Entry | None
    words: str


def plain(judged: Judged) -> list[Told]:
    """The changes that nobody overtook, in the order of the file."""
    asked = _questions(judged)
    return [_told(judged, change, asked) for change in judged.proposal.plain]


def overtaken(judged: Judged, choices: Mapping[int, str]) -> list[Told]:
    """Those of which the person must choose, each with what was chosen so far."""
    asked = _questions(judged)
    return [_told(judged, change, asked, choices.get(change.entry, "")) for change in judged.proposal.overtaken]


def problems(judged: Judged) -> list[ToldProblem]:
    return [
        ToldProblem(problem, judged.entries.get(problem.entry or 0), problem_words(problem))
        for problem in judged.proposal.problems
    ]


def remarks(proposal: Proposal) -> Iterator[str]:
    """What is to be said about the file as a whole."""
    if proposal.hidden:
        rows = "、".join(map(str, proposal.hidden[:20])) + ("…" if len(proposal.hidden) > 20 else "")
        yield _("第 %(rows)s 行是隐藏的，也读入了。") % {"rows": rows}
    if proposal.passed_over:
        names = "、".join(proposal.passed_over)
        yield _("文件里还有像填报表的工作表没有读：%(names)s。只读“%(sheet)s”。") % {
            "names": names,
            "sheet": proposal.sheet,
        }
    if proposal.missing:
        yield _("有 %(count)s 项在文件里没有，保持现在的内容不变。") % {"count": proposal.missing}


def _told(judged: Judged, change: Change, asked: Mapping[int, tuple[str, ...]], choice: str = "") -> Told:
    entry = judged.entry(change)
    pairs = tuple(_pairs(entry, change.before, change.after))
    place = f"{judged.proposal.sheet}!{change.cell}"
    return Told(place, entry, change, pairs, tuple(map(remark_words, change.remarks)), asked[change.entry], choice)


def _questions(judged: Judged) -> dict[int, tuple[str, ...]]:
    """What the new figures will be asked about, where no word explains them, by entry.

    Only what one figure alone raises: the other figures of a sum may change with the same file.
    """
    filled = {change.entry: _filled(judged.entry(change), change.after) for change in judged.proposal.changes}
    if not filled:
        return {}
    beside = compare(filled.values(), next(iter(filled.values())).round)
    return {pk: tuple(_asked(entry, beside[pk])) for pk, entry in filled.items()}


def _asked(entry: Entry, beside: Comparison) -> Iterator[str]:
    if entry.note:
        return
    if entry.not_applicable:
        yield str(REFUSALS["inapplicable_unexplained"])
    yield from (question(finding) for finding in beside.findings if finding.code in ALONE)


def _filled(entry: Entry, said: Said) -> Entry:
    """The entry as it would be."""
    filled = copy.copy(entry)
    filled.value = said.figure if isinstance(said.figure, Decimal) else None
    filled.not_applicable = said.figure is NOT_APPLICABLE
    filled.note = said.note
    return filled


def _pairs(entry: Entry, before: Said, after: Said) -> Iterator[Pair]:
    if before.figure != after.figure:
        yield Pair(_("数值"), shown(entry.quantity, before.figure), shown(entry.quantity, after.figure))
    if before.provisional != after.provisional:
        words = {True: pgettext("workbook", "快报"), False: pgettext("workbook", "定数")}
        yield Pair(_("快报或定数"), words[before.provisional], words[after.provisional])
    if before.note != after.note:
        yield Pair(_("说明"), before.note or "—", after.note or "—")
