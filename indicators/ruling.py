"""Rules on the figures of a round: which hold, organization by organization. One query, whatever the number of rules."""

from collections.abc import Iterable
from dataclasses import dataclass

from indicators.aggregation import total
from indicators.models import Entry, Round, Rule
from indicators.rules import Verdict, judge, names_of
from wastefree.accounts.models import Organization
from wastefree.lib.figures import MISSING, Figure


@dataclass(frozen=True)
class Ruling:
    """What came of a rule; `organization` None: over the whole city."""

    rule: Rule
    organization: Organization | None
    verdict: Verdict


def rulings(round_: Round, rules: Iterable[Rule]) -> list[Ruling]:
    """Each of the rules that could be judged on what stands in the round, with what came of it.

    Between quantities that all come from regions it is judged in each region. As soon as one is the city's, the
    regions' figures are summed, and each of them must be there.
    """
    return rulings_by_round([round_], rules)[round_.pk]


def rulings_by_round(rounds: Iterable[Round], rules: Iterable[Rule]) -> dict[int, list[Ruling]]:
    """As `rulings`, of each of some rounds of one plan, by primary key."""
    chosen = list(rules)
    names = {name for rule in chosen for name in names_of(rule)}
    by_round: dict[int, dict[str, list[Entry]]] = {round_.pk: {} for round_ in rounds}
    if names and by_round:
        entries = Entry.objects.filter(round__in=list(by_round), quantity__code__in=names)
        for entry in entries.select_related("quantity", "organization"):
            by_round[entry.round_id].setdefault(entry.quantity.code, []).append(entry)
    return {pk: [found for rule in chosen for found in _of(rule, by_code)] for pk, by_code in by_round.items()}


def _of(rule: Rule, by_code: dict[str, list[Entry]]) -> list[Ruling]:
    taken = {name: by_code.get(name, []) for name in names_of(rule)}
    if not all(taken.values()):
        return []
    if all(entries[0].quantity.by_region for entries in taken.values()):
        bodies = {entry.organization for entries in taken.values() for entry in entries}
        return [found for body in sorted(bodies, key=lambda each: each.order) if (found := _in(rule, taken, body))]
    verdict = judge(rule, {name: total(entry.figure for entry in entries) for name, entries in taken.items()})
    return [Ruling(rule, None, verdict)] if verdict else []


def _in(rule: Rule, taken: dict[str, list[Entry]], body: Organization) -> Ruling | None:
    figures: dict[str, Figure] = {
        name: next((entry.figure for entry in entries if entry.organization_id == body.pk), MISSING)
        for name, entries in taken.items()
    }
    verdict = judge(rule, figures)
    return Ruling(rule, body, verdict) if verdict else None
