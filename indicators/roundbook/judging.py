"""A file that came back, held against what the portal has now."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import get_language

from indicators.models import Entry, Quantity, Round
from indicators.roundbook.differences import Change, Proposal, Standing, compare
from indicators.roundbook.facts import Stamp, Unfit, carried
from indicators.roundbook.filling import said_by
from indicators.roundbook.reading import Filled, read
from indicators.roundbook.wording import why_held
from wastefree.accounts.models import Organization
from wastefree.lib.periods import Period
from wastefree.lib.sheets import UnusableFile, read_tables

TEXTS = frozenset({".csv", ".tsv", ".txt"})
# What the reader of all files says with a word about CSV, which is no way to hand in this workbook.
FOREIGN = frozenset({"wrong_type", "wrong_content", "not_a_workbook"})


@dataclass(frozen=True)
class Judged:
    """The proposal, with the entries that it speaks of by primary key."""

    proposal: Proposal
    entries: Mapping[int, Entry]

    def entry(self, change: Change) -> Entry:
        return self.entries[change.entry]


def open_book(data: bytes, name: str) -> Filled:
    """The file as rows. Raises `UnusableFile` if it cannot be read, `Unfit` if it is no workbook of a round."""
    if PurePath(name).suffix.lower() in TEXTS:
        raise Unfit("csv")
    try:
        return read(read_tables(data, name=name))
    except UnusableFile as error:
        if error.code in FOREIGN:
            raise Unfit("not_ours") from error
        raise


def judge(filled: Filled, round_: Round, organization: Organization) -> Judged:
    """What taking the rows in would do now. Raises `Unfit` for another plan's, round's or organization's."""
    _refuse_strangers(filled.facts.stamp, round_, organization)
    entries = list(Entry.objects.in_round(round_).of(organization).with_context())
    return Judged(compare(filled, map(_standing, entries)), {entry.pk: entry for entry in entries})


def _standing(entry: Entry) -> Standing:
    return Standing(
        entry=entry.pk,
        version=entry.version,
        said=said_by(entry),
        unit=carried(entry.quantity.unit),
        progress=entry.quantity.kind == Quantity.Kind.PROGRESS,
        held=why_held(entry),
    )


def _refuse_strangers(stamp: Stamp, round_: Round, organization: Organization) -> None:
    if stamp.plan != round_.plan.code:
        raise Unfit("other_plan")
    if stamp.organization != organization.code:
        raise Unfit("other_organization", theirs=stamp.organization_name, ours=organization.label)
    theirs = Period(stamp.year, stamp.quarter)
    if theirs != round_.period:
        language = get_language() or "zh-hans"
        raise Unfit("other_round", theirs=theirs.label(language), ours=round_.period.label(language))
