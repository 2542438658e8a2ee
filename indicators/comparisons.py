"""What stands beside an entry: the figures of the same organization before, and the questions that they raise.

Everything here asks the database a fixed number of times, whatever the number of entries.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from indicators.aggregation import Accumulation
from indicators.findings import Code, Finding, Surroundings, findings
from indicators.models import Entry, EntryRevision, Quantity, Round, Rule
from indicators.models.entry import EntryQuerySet
from indicators.rules import asked_of, names_of
from indicators.ruling import Ruling, rulings_by_round
from wastefree.lib.figures import Figure, write_figure
from wastefree.lib.periods import Period

Place = tuple[int, int, Period]  # quantity, organization, period


@dataclass(frozen=True)
class Comparison:
    """An entry's figures of the period before and of the year before (None: it had no entry then), and its questions."""

    previous: Figure | None
    year_before: Figure | None
    findings: list[Finding]
    change: Decimal | None  # against the period before, in per cent
    # Whether the two figures before were, or the previous one was handed in as, passing ones (快报).
    previous_provisional: bool = False
    year_before_provisional: bool = False
    usually_provisional: bool = False
    # The codes of the quantities that its rules look at.
    depends_on: frozenset[str] = frozenset()
    # Whether the previous figure and this one say the same kind of thing: not across a new year's count from January.
    is_comparable: bool = False

    def is_asked(self, entry: Entry) -> bool:
        """Whether a question still waits for its word of explanation; that something is not applicable wants one, too."""
        return entry.lacks_reason or (bool(self.findings) and not entry.note.strip())


def compare(entries: Iterable[Entry], round_: Round) -> dict[int, Comparison]:
    """The comparison of each entry of `round_`, by primary key; they come with their quantities. Four queries."""
    return _compare(list(entries), [round_])


def _compare(chosen: list[Entry], rounds: Sequence[Round]) -> dict[int, Comparison]:
    """Of entries of some rounds of one plan."""
    earlier, families = _earlier(chosen, rounds), _families(chosen, rounds)
    rules = list(Rule.objects.filter(plan=rounds[0].plan_id).active())
    ruled, periods = rulings_by_round(rounds, rules), {round_.pk: round_.period for round_ in rounds}
    compared = {}
    for entry in chosen:
        found = _comparison(entry, periods[entry.round_id], earlier, families[entry.round_id])
        asked = [names_of(rule) for rule in rules if entry.quantity.code in asked_of(rule)]
        broken = [ruling for ruling in ruled[entry.round_id] if not ruling.verdict.holds]
        found.findings.extend(_broken_by(entry, broken))
        compared[entry.pk] = replace(found, depends_on=frozenset().union(*asked))
    return compared


@dataclass(frozen=True)
class Questions:
    """How many figures of a round are questioned, and how many of those nobody has said a word about."""

    round: Round
    questioned: int
    unexplained: int


def questions(entries: EntryQuerySet, rounds: Iterable[Round]) -> list[Questions]:
    """Of each of some rounds of one plan in which any of the entries is questioned. Five queries."""
    wanted = list(rounds)
    if not wanted:
        return []
    chosen = list(entries.filter(round__in=wanted).filled().with_context())
    compared = _compare(chosen, wanted)
    asked: dict[int, list[Entry]] = {}
    for entry in chosen:
        if compared[entry.pk].findings:
            asked.setdefault(entry.round_id, []).append(entry)
    return [
        Questions(round_, len(found), sum(not entry.note.strip() for entry in found))
        for round_ in wanted
        if (found := asked.get(round_.pk))
    ]


def _broken_by(entry: Entry, broken: Iterable[Ruling]) -> Iterator[Finding]:
    """The rules that an entry's figure breaks, as far as its own organization is to be asked about it."""
    if not isinstance(entry.figure, Decimal):
        return
    for each in broken:
        own = each.organization is None or each.organization.pk == entry.organization_id
        if own and entry.quantity.code in asked_of(each.rule):
            yield rule_finding(each)


def rule_finding(ruling: Ruling) -> Finding:
    """The question about a rule that is broken: both sides, and by how much they differ."""
    verdict = ruling.verdict
    facts = {
        "name": ruling.rule.name,
        "left": write_figure(verdict.left),
        "right": write_figure(verdict.right),
        "difference": write_figure(verdict.difference),
        "comparison": ruling.rule.comparison,
    }
    return Finding(Code.RULE, facts)


def _comparison(entry: Entry, period: Period, earlier: Mapping[Place, Entry], family: "_Family") -> Comparison:
    place = (entry.quantity_id, entry.organization_id)
    last, year_before = earlier.get((*place, period.previous())), earlier.get((*place, period.a_year_before()))
    previous = last.figure if last else None
    comparable = previous if _is_comparable(entry.quantity, period) else None
    counts = entry.quantity.kind == Quantity.Kind.NUMBER
    return Comparison(
        previous=previous,
        year_before=year_before.figure if year_before else None,
        findings=findings(
            entry.quantity, entry.figure, family.around(entry, comparable, year_before.figure if year_before else None)
        ),
        change=change_in_percent(entry.figure, comparable) if counts else None,
        previous_provisional=bool(last and last.provisional),
        year_before_provisional=bool(year_before and year_before.provisional),
        is_comparable=_is_comparable(entry.quantity, period),
        usually_provisional=bool(last and last.came_provisional),  # type: ignore[attr-defined]  # annotated by _earlier
    )


@dataclass(frozen=True)
class _Family:
    """The entries of a round for the wholes and the parts of some quantities, by the whole's quantity."""

    wholes: Mapping[int, list[Entry]]
    parts: Mapping[int, list[Entry]]

    def around(self, entry: Entry, previous: Figure | None, year_before: Figure | None) -> Surroundings:
        wholes = [whole for whole in self.wholes.get(entry.quantity.part_of_id or 0, ()) if _holds(whole, entry)]
        parts = [part for part in self.parts.get(entry.quantity_id, ()) if _holds(entry, part)]
        return Surroundings(
            previous=previous,
            year_before=year_before,
            whole=(wholes[0].quantity, wholes[0].figure) if wholes else None,
            parts=tuple((part.quantity, part.figure) for part in parts),
        )


def _holds(whole: Entry, part: Entry) -> bool:
    """Whether the two may be held against each other: of one organization, or the whole is the city's; in one unit."""
    return whole.quantity.unit == part.quantity.unit and (
        whole.organization_id == part.organization_id or not whole.quantity.by_region
    )


def _is_comparable(quantity: Quantity, period: Period) -> bool:
    """A count from January starts again each year: its first quarter follows on nothing."""
    return quantity.accumulation != Accumulation.YEAR_TO_DATE or period.previous().year == period.year


def change_in_percent(figure: Figure, previous: Figure | None) -> Decimal | None:
    """None where one of the two is no number, or the earlier one is zero."""
    if not isinstance(figure, Decimal) or not isinstance(previous, Decimal) or previous == 0:
        return None
    return (figure - previous) * 100 / abs(previous)


def _earlier(entries: list[Entry], rounds: Sequence[Round]) -> dict[Place, Entry]:
    """Those of the period before and of the year before; `came_provisional`: first reported as a passing figure."""
    passing = EntryRevision.objects.filter(entry=OuterRef("pk"), provisional=True)
    periods = {then for round_ in rounds for then in (round_.period.previous(), round_.period.a_year_before())}
    when = Q()
    for period in periods:
        when |= Q(round__year=period.year, round__quarter=period.quarter)
    found = Entry.objects.filter(
        when,
        round__plan=rounds[0].plan_id,
        quantity__in={entry.quantity_id for entry in entries},
        organization__in={entry.organization_id for entry in entries},
    ).select_related("round")
    told = found.annotate(came_provisional=Exists(passing.exclude(step=EntryRevision.Step.SAVED)))
    return {(each.quantity_id, each.organization_id, each.round.period): each for each in told}


def _families(entries: list[Entry], rounds: Sequence[Round]) -> dict[int, _Family]:
    """By the primary key of the round."""
    wanted = {entry.quantity.part_of_id for entry in entries if entry.quantity.part_of_id}
    own = {entry.quantity_id for entry in entries}
    related = Q(quantity__in=wanted) | Q(quantity__part_of__in=own)
    wholes: dict[int, dict[int, list[Entry]]] = {round_.pk: {} for round_ in rounds}
    parts: dict[int, dict[int, list[Entry]]] = {round_.pk: {} for round_ in rounds}
    for entry in Entry.objects.filter(related, round__in=rounds).select_related("quantity"):
        wholes[entry.round_id].setdefault(entry.quantity_id, []).append(entry)
        parts[entry.round_id].setdefault(entry.quantity.part_of_id or 0, []).append(entry)
    return {round_.pk: _Family(wholes[round_.pk], parts[round_.pk]) for round_ in rounds}
