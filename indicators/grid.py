"""The entry grid of one organization in one round, as a page shows it: indicators with the quantities below them.

A quantity that several indicators need has its row under the first of them, and a reference under the others.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, QuerySet

from indicators.aggregation import Accumulation
from indicators.comparisons import Comparison, compare
from indicators.forms.entries import EntryForm, prefix_of
from indicators.ledger import Part
from indicators.models import EDITABLE, Entry, EntryRevision, Indicator, Quantity, Round
from indicators.values import ANY_STATE, IndicatorValue, values
from indicators.wording import expectation, question, shown, why_no_value
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.files.models import Attachment
from wastefree.guarded import Clash
from wastefree.lib.figures import MISSING, plain


@dataclass(frozen=True)
class Row:
    """One entry. `form` is there where the person may type; `clash` where somebody else saved first."""

    entry: Entry
    beside: Comparison
    form: EntryForm | None = None
    clash: Clash | None = None
    refusal: str = ""
    can_undo: bool = False

    @cached_property
    def place(self) -> str:
        """What the names of its fields and of its pieces of the page begin with."""
        return prefix_of(self.entry)

    @property
    def shown(self) -> str:
        return shown(self.entry.quantity, self.entry.figure)

    @property
    def shown_previous(self) -> str:
        return shown(self.entry.quantity, self.beside.previous)

    @property
    def shown_year_before(self) -> str:
        return shown(self.entry.quantity, self.beside.year_before)

    @property
    def repeatable(self) -> str:
        """The previous figure as it would be typed again; empty where there is none, or it cannot stand again."""
        previous, quantity = self.beside.previous, self.entry.quantity
        if not isinstance(previous, Decimal) or not self.beside.is_comparable:
            return ""
        return str(int(previous)) if quantity.kind == Quantity.Kind.PROGRESS else str(plain(previous))

    @property
    def flows(self) -> bool:
        """Whether it counts what happened within the period: rarely the same twice."""
        quantity = self.entry.quantity
        return quantity.kind == Quantity.Kind.NUMBER and quantity.accumulation == Accumulation.PER_PERIOD

    @property
    def stands(self) -> bool:
        """Whether it tells how things stand, and so may well be as it was."""
        quantity = self.entry.quantity
        return quantity.kind == Quantity.Kind.PROGRESS or quantity.accumulation == Accumulation.POINT_IN_TIME

    @property
    def questions(self) -> list[str]:
        return [question(finding) for finding in self.beside.findings]

    @property
    def is_provisional(self) -> bool:
        return self.entry.provisional and self.entry.value is not None

    @property
    def is_open(self) -> bool:
        return self.form is not None

    @property
    def is_missing(self) -> bool:
        return self.is_open and not self.entry.is_filled

    @property
    def is_asked(self) -> bool:
        """Whether a question still waits for a word of explanation."""
        return self.is_open and self.entry.is_filled and self.beside.is_asked(self.entry)

    @property
    def is_ready(self) -> bool:
        return self.is_open and self.entry.is_filled and not self.is_asked

    @property
    def can_withdraw(self) -> bool:
        return self.entry.is_withdrawable


@dataclass(frozen=True)
class Line:
    """A place in a group: the row itself, or a reference to it under another indicator (`under`)."""

    row: Row
    under: Indicator | None = None


@dataclass(frozen=True)
class Owing:
    """A quantity that an indicator still lacks, and who else owes it: of the own rows the page itself tells."""

    quantity: Quantity
    organizations: tuple[Organization, ...]


@dataclass(frozen=True)
class Group:
    """An indicator with its value so far, and its quantities; `value` is None for those that no indicator needs."""

    value: IndicatorValue | None
    lines: tuple[Line, ...]
    organization: Organization

    @property
    def why_no_value(self) -> str:
        return why_no_value(self.value) if self.value else ""

    @property
    def expected(self) -> str:
        return expectation(self.value) if self.value else ""

    @property
    def owing(self) -> list[Owing]:
        blamed = self.value.blamed if self.value else ()
        return [_owing(part, self.organization) for part in blamed if part.figure is MISSING]


@dataclass(frozen=True)
class Grid:
    """All of it. `types`: the person may type in it, as far as the entries' states allow."""

    round: Round
    organization: Organization
    groups: tuple[Group, ...]
    types: bool

    @property
    def is_open(self) -> bool:
        """Whether anything in it may still change: the round is open, or reopened for this organization."""
        return any(not row.entry.locked for row in self.rows)

    @cached_property
    def rows(self) -> list[Row]:
        return [line.row for group in self.groups for line in group.lines if line.under is None]

    def rows_of(self, entries: Iterable[Entry]) -> list[Row]:
        wanted = {entry.pk for entry in entries}
        return [row for row in self.rows if row.entry.pk in wanted]

    def row(self, entry: Entry) -> Row:
        return next(row for row in self.rows if row.entry.pk == entry.pk)

    @property
    def can_type(self) -> bool:
        """Whether it is theirs to fill in, and still open."""
        return self.types and self.is_open

    @property
    def ready(self) -> list[Row]:
        return [row for row in self.rows if row.is_ready]

    @property
    def asked(self) -> list[Row]:
        return [row for row in self.rows if row.is_asked]

    @property
    def missing(self) -> list[Row]:
        return [row for row in self.rows if row.is_missing]

    @property
    def withdrawable(self) -> list[Row]:
        return [row for row in self.rows if row.can_withdraw] if self.types else []

    @property
    def handed_in(self) -> int:
        return sum(row.entry.state not in EDITABLE for row in self.rows)

    def touching(self, entries: Iterable[Entry]) -> Iterator[Group]:
        """The groups whose value depends on one of the entries."""
        quantities = {entry.quantity_id for entry in entries}
        for group in self.groups:
            if group.value and any(part.quantity.pk in quantities for part in group.value.parts):
                yield group

    def family(self, entries: Iterable[Entry]) -> Iterator[Row]:
        """The other rows whose questions depend on one of the entries: wholes, parts, and those that a rule asks."""
        chosen = list(entries)
        own = {entry.quantity_id for entry in chosen}
        wholes = {entry.quantity.part_of_id for entry in chosen}
        codes = {entry.quantity.code for entry in chosen}
        for row in self.rows:
            quantity = row.entry.quantity
            related = quantity.part_of_id in own or quantity.pk in wholes or bool(codes & row.beside.depends_on)
            if quantity.pk not in own and related:
                yield row


@dataclass(frozen=True)
class Typed:
    """What a page brings back of a save that did not go through, by the entry's primary key."""

    forms: Mapping[int, EntryForm] = field(default_factory=dict)
    clashes: Mapping[int, Clash] = field(default_factory=dict)
    refusals: Mapping[int, str] = field(default_factory=dict)


NOTHING_TYPED = Typed()


def grid_of(
    round_: Round,
    organization: Organization,
    user: User,
    typed: Typed = NOTHING_TYPED,
) -> Grid:
    """The grid as `user` sees it, in a fixed number of queries. The caller has checked that they may see it."""
    types = organization.pk == user.organization_id and user.has_role(Role.REPORTER)
    rows = {row.entry.quantity_id: row for row in _rows(round_, organization, typed, types=types)}
    indicators = _indicators(round_, rows)
    region = organization if organization.is_region else None
    computed = values(round_.plan, round_.period, indicators=indicators, states=ANY_STATE, region=region)
    return Grid(round_, organization, tuple(_groups(computed.values(), rows, organization)), types)


def _rows(round_: Round, organization: Organization, typed: Typed, *, types: bool) -> Iterator[Row]:
    entries = list(entries_of(round_, organization))
    compared = compare(entries, round_)
    for entry in entries:
        editable = types and entry.is_editable
        yield Row(
            entry=entry,
            beside=compared[entry.pk],
            form=typed.forms.get(entry.pk) or _blank_form(entry, compared[entry.pk]) if editable else None,
            clash=typed.clashes.get(entry.pk),
            refusal=typed.refusals.get(entry.pk, ""),
            can_undo=editable and entry.saved_before,  # type: ignore[attr-defined]  # annotated by entries_of
        )


def _blank_form(entry: Entry, beside: Comparison) -> EntryForm:
    return EntryForm(entry, usually_provisional=beside.usually_provisional)


def entries_of(round_: Round, organization: Organization) -> QuerySet[Entry]:
    """The organization's entries with all that a row shows."""
    saved = Exists(EntryRevision.objects.filter(entry=OuterRef("pk"), step=EntryRevision.Step.SAVED))
    entries = Entry.objects.in_round(round_).of(organization).with_context().with_comment_count()
    serves = Prefetch("entries", Entry.objects.in_round(round_).select_related("quantity"), to_attr="serves")
    files = Prefetch("evidence", Attachment.objects.prefetch_related(serves))
    return entries.prefetch_related(files).annotate(saved_before=saved)


def file_marks(round_: Round, organization: Organization) -> dict[str, str]:
    """Of each entry that has evidence, by its key, how many files and the newest link: other files, another mark."""
    links = Entry.evidence.through.objects.filter(entry__round=round_, entry__organization=organization)
    counted = links.order_by().values_list("entry").annotate(Count("pk"), Max("pk"))
    return {str(entry): f"{count}.{newest}" for entry, count, newest in counted}


def _indicators(round_: Round, quantities: Iterable[int]) -> QuerySet[Indicator]:
    return round_.plan.indicators.active().filter(quantities__in=list(quantities)).distinct()


def _groups(computed: Iterable[IndicatorValue], rows: Mapping[int, Row], organization: Organization) -> Iterator[Group]:
    """In the order of the indicators; what no indicator needs comes last, and so does what only a former basis needed."""
    first: dict[int, Indicator] = {}
    for value in computed:
        lines = []
        for quantity in sorted(value.indicator.quantities.all(), key=lambda each: (each.order, each.code)):
            if quantity.pk in rows and quantity.code in value.basis.names:
                known = first.setdefault(quantity.pk, value.indicator)
                lines.append(Line(rows[quantity.pk], known if known is not value.indicator else None))
        if lines:
            yield Group(value, tuple(lines), organization)
    rest = tuple(Line(row) for pk, row in rows.items() if pk not in first)
    if rest:
        yield Group(None, rest, organization)


def _owing(part: Part, own: Organization) -> Owing:
    """Those whose entry holds nothing; where nobody has been asked yet, the owner."""
    late = [entry.organization for entry in part.entries if not entry.is_filled]
    owing = late or ([part.quantity.owner] if part.quantity.owner else [])
    return Owing(part.quantity, tuple(each for each in owing if each.pk != own.pk))
