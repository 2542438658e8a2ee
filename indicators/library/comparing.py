"""How two editions differ: what is new, gone, called otherwise, defined otherwise."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indicators.library.edition import Edition, LibraryIndicator
from indicators.library.names import forms

# What makes an indicator another one, if it differs; numbers and groups are shown, and change nothing.
DEFINING = ("unit", "decimals", "kind", "better", "mandatory", "formula", "basis", "explanation", "calculation")
UNSAID = ("", None)
# The rest of what an edition says about it.
BESIDE = ("number", "level1", "level2", "source", "responsible", "by_region", "name_verified")


@dataclass(frozen=True)
class Pair:
    """An indicator of both editions; `differing` are the names of the fields that are not the same."""

    before: LibraryIndicator
    after: LibraryIndicator
    differing: tuple[str, ...]

    @property
    def is_renamed(self) -> bool:
        return self.before.name != self.after.name

    @property
    def is_redefined(self) -> bool:
        return any(name in DEFINING for name in self.differing)

    @property
    def is_same(self) -> bool:
        return not self.differing and not self.is_renamed


@dataclass(frozen=True)
class Comparison:
    """Two editions beside each other."""

    new: tuple[LibraryIndicator, ...]
    gone: tuple[LibraryIndicator, ...]
    pairs: tuple[Pair, ...]

    @property
    def renamed(self) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.is_renamed)

    @property
    def redefined(self) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.is_redefined and not pair.is_renamed)

    @property
    def moved(self) -> tuple[Pair, ...]:
        """Defined as before, with another number, group or remark."""
        return tuple(pair for pair in self.pairs if not pair.is_same and not pair.is_renamed and not pair.is_redefined)

    @property
    def same(self) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.is_same)

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.gone) and all(pair.is_same for pair in self.pairs)


def compare(before: Edition, after: Edition, *, silence_differs: bool = True) -> Comparison:
    """An indicator is the same one where its name, or another name that either edition knows it by, is the same.

    Where `silence_differs` is False, an edition that says nothing about something does not differ in it from one
    that does: what we have not found of a document is no change of the document.
    """
    left = {indicator: _names(indicator) for indicator in before.indicators}
    pairs: list[Pair] = []
    new: list[LibraryIndicator] = []
    for indicator in _exact_first(after.indicators, {each.name for each in before.indicators}):
        found = _met(indicator, left)
        if found is None:
            new.append(indicator)
        else:
            del left[found]
            pairs.append(Pair(found, indicator, tuple(_differing(found, indicator, silence_differs))))
    order = {indicator: place for place, indicator in enumerate(after.indicators)}
    pairs.sort(key=lambda pair: order[pair.after])
    return Comparison(tuple(sorted(new, key=order.__getitem__)), tuple(left), tuple(pairs))


def _differing(before: LibraryIndicator, after: LibraryIndicator, silence_differs: bool) -> Iterator[str]:
    """The fields, apart from the name, in which the two are not the same."""
    for name in (*DEFINING, *BESIDE):
        was, becomes = getattr(before, name), getattr(after, name)
        silent = was in UNSAID or becomes in UNSAID
        if was != becomes and (silence_differs or not silent):
            yield name


def _exact_first(indicators: Iterable[LibraryIndicator], names: set[str]) -> Sequence[LibraryIndicator]:
    """Those of the very same name choose first: a short form of one name may be another indicator's full name."""
    return sorted(indicators, key=lambda indicator: indicator.name not in names)


def _names(indicator: LibraryIndicator) -> frozenset[str]:
    return frozenset(form for name in (indicator.name, *indicator.aliases) for form in forms(name))


def _met(indicator: LibraryIndicator, left: dict[LibraryIndicator, frozenset[str]]) -> LibraryIndicator | None:
    exact = next((each for each in left if each.name == indicator.name), None)
    if exact is not None:
        return exact
    names = _names(indicator)
    return next((each for each, known in left.items() if known & names), None)
