"""What taking a file in would do, as a page shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from indicators.models import Entry
from indicators.roundbook.differences import Change, Problem, Proposal
from indicators.roundbook.facts import Said
from indicators.roundbook.judging import Judged
from indicators.roundbook.wording import problem_words, remark_words
from indicators.wording import shown


@dataclass(frozen=True)
class Pair:
    """One field that differs; texts as people read them."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """One change: its place (填报表!H12), its entry, what differs, what is to be said about it.

    `choice`: mine or theirs, where somebody else was quicker and the person has chosen.
    """

    place: str
    entry: Entry
    change: Change
    pairs: tuple[Pair, ...]
    remarks: tuple[str, ...]
    choice: str = ""


@dataclass(frozen=True)
class ToldProblem:
    """One cell that cannot be kept, with the entry of its row if that is known."""

    problem: Problem
    entry: Entry | None
    words: str


def plain(judged: Judged) -> list[Told]:
    """The changes that nobody overtook, in the order of the file."""
    return [_told(judged, change) for change in judged.proposal.plain]


def overtaken(judged: Judged, choices: Mapping[int, str]) -> list[Told]:
    """Those of which the person must choose, each with what was chosen so far."""
    return [_told(judged, change, choices.get(change.entry, "")) for change in judged.proposal.overtaken]


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


def _told(judged: Judged, change: Change, choice: str = "") -> Told:
    entry = judged.entry(change)
    pairs = tuple(_pairs(entry, change.before, change.after))
    place = f"{judged.proposal.sheet}!{change.cell}"
    return Told(place, entry, change, pairs, tuple(map(remark_words, change.remarks)), choice)


def _pairs(entry: Entry, before: Said, after: Said) -> Iterator[Pair]:
    if before.figure != after.figure:
        yield Pair(_("数值"), shown(entry.quantity, before.figure), shown(entry.quantity, after.figure))
    if before.note != after.note:
        yield Pair(_("说明"), before.note or "—", after.note or "—")
