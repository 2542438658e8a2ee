"""Where the value of an indicator comes from, for a page: quantity by quantity, down to who entered and approved it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from indicators.formulas import When
from indicators.ledger import Part
from indicators.models import COUNTED, Entry
from indicators.values import IndicatorValue
from wastefree.accounts.models import User
from wastefree.files.models import Attachment


@dataclass(frozen=True)
class Source:
    """One entry behind a figure. The page of an entry is open to those who may see it; the figure to all."""

    entry: Entry
    is_counted: bool
    is_open: bool


@dataclass(frozen=True)
class Strand:
    """A quantity as the formula takes it, with its entries."""

    part: Part
    sources: tuple[Source, ...]

    @property
    def is_earlier(self) -> bool:
        return self.part.reference.when is not When.CURRENT


@dataclass(frozen=True)
class Evidence:
    """The files of one entry that counts in the value. Those of others' entries are numbered, not named."""

    entry: Entry
    files: tuple[Attachment, ...]
    is_open: bool


def evidence(strands: Iterable[Strand]) -> list[Evidence]:
    """Each entry once, though several strands may be made of it. Asks the database nothing."""
    counted = {source.entry.pk: source for strand in strands for source in strand.sources if source.is_counted}
    found = [Evidence(each.entry, tuple(each.entry.evidence.all()), each.is_open) for each in counted.values()]
    return [each for each in found if each.files]


def lineage(value: IndicatorValue, user: User) -> list[Strand]:
    """Every strand of a detailed value, in a fixed number of queries."""
    entries = [entry for part in value.parts for entry in part.entries]
    prefetch_related_objects(entries, "entered_by", "approved_by", "evidence")
    mine = Entry.objects.visible_to(user).filter(pk__in=[entry.pk for entry in entries])
    open_ = set(mine.values_list("pk", flat=True))
    return [Strand(part, tuple(_sources(part.entries, open_))) for part in value.parts]


def _sources(entries: Iterable[Entry], open_: set[int]) -> Iterable[Source]:
    return (Source(entry, entry.state in COUNTED, entry.pk in open_) for entry in entries)
