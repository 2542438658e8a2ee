"""Where the value of an indicator comes from, for a page: quantity by quantity, down to who entered and approved it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, prefetch_related_objects

from indicators.formulas import When
from indicators.ledger import Part
from indicators.models import COUNTED, Entry, Indicator
from indicators.values import IndicatorValue
from wastefree.accounts.models import User
from wastefree.audit.models import Record
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


def corrected_since(indicators: Iterable[Indicator], moment: datetime | None) -> list[Indicator]:
    """Those whose formula was corrected for all times after the moment, or whose change of basis was taken back: their
    figures as of the moment are not what was shown then. By the audit trail, in one query; none for now.
    """
    by_key = {str(each.pk): each for each in indicators} if moment is not None else {}
    if not by_key:
        return []
    corrected = Q(verb="indicator.changed", before__has_key="formula") | Q(verb="indicator.basis_undone")
    records = Record.objects.filter(corrected, target_type=Indicator._meta.label, at__gt=moment)
    found = set(records.filter(target_id__in=by_key).values_list("target_id", flat=True))
    return [each for key, each in by_key.items() if key in found]
