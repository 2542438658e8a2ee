"""An edition of the indicator system, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from indicators.aggregation import Accumulation
from indicators.library.names import forms


@dataclass(frozen=True, slots=True)
class LibraryQuantity:
    """A figure that somebody reports. `part_of` is the code of the quantity that it cannot exceed."""

    code: str
    name: str
    unit: str
    accumulation: Accumulation
    kind: Literal["number", "progress"] = "number"
    frequency: Literal["quarter", "year"] = "quarter"
    decimals: int = 2
    by_region: bool = False
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class LibraryIndicator:
    """An indicator with its formula over `quantities`, which come in the order in which one would type them.

    `number` is None for one that cities publish beside the edition. `basis` is the calculation in words, 口径待核
    where nobody has checked it. `mandatory` is empty where it is not known; so are the two levels.
    """

    number: int | None
    level1: str
    level2: str
    name: str
    name_verified: bool
    unit: str
    kind: Literal["quantitative", "qualitative"]
    better: Literal["higher", "lower", ""]
    decimals: int
    formula: str
    basis: str
    quantities: tuple[LibraryQuantity, ...]
    aliases: tuple[str, ...] = ()
    mandatory: Literal["yes", "no", ""] = ""
    explanation: str = ""
    calculation: str = ""
    source: str = ""
    responsible: str = ""
    by_region: bool = False

    @property
    def levels(self) -> tuple[str, str]:
        return self.level1, self.level2


@dataclass(frozen=True)
class Edition:
    """All indicators of an edition and their quantities; `label` is how people call it: 2021年版.

    `total` and `mandatory_total` are what the document itself counts, None where that is not known. `supersedes` is
    the code of the edition that this one takes the place of. An edition that is not `closed` may still change.
    """

    code: str
    label: str
    quantities: tuple[LibraryQuantity, ...]
    indicators: tuple[LibraryIndicator, ...]
    kind: Literal["national", "provincial", "own"] = "national"
    document: str = ""
    note: str = ""
    total: int | None = None
    mandatory_total: int | None = None
    supersedes: str = ""
    closed: bool = True
    built_in: bool = True

    @property
    def held(self) -> int:
        """How many of the document's own indicators it has; those published beside it are not among them."""
        return len(self._by_number)

    @property
    def beside(self) -> int:
        """How many it has that were published beside the document, without a number in it."""
        return len(self.indicators) - self.held

    @property
    def is_partial(self) -> bool:
        return self.total is not None and self.held < self.total

    @property
    def unverified(self) -> int:
        """How many names nobody has checked against the official text."""
        return sum(not indicator.name_verified for indicator in self.indicators)

    @property
    def groups(self) -> dict[tuple[str, str], list[LibraryIndicator]]:
        """The indicators under their two levels, in the order of the edition."""
        found: dict[tuple[str, str], list[LibraryIndicator]] = {}
        for indicator in self.indicators:
            found.setdefault(indicator.levels, []).append(indicator)
        return found

    def find(self, name: str) -> LibraryIndicator | None:
        """The indicator that a document means by `name`, whatever its quotes, spaces, stars and numbering."""
        return next((found for form in forms(name) if (found := self._by_form.get(form))), None)

    def quantity(self, code: str) -> LibraryQuantity:
        """Raises KeyError for a code that the edition does not have."""
        return self._by_code[code]

    def numbered(self, number: int) -> LibraryIndicator:
        """Raises KeyError for a number that the edition does not have."""
        return self._by_number[number]

    @cached_property
    def _by_form(self) -> Mapping[str, LibraryIndicator]:
        return {
            form: indicator
            for indicator in self.indicators
            for name in (indicator.name, *indicator.aliases)
            for form in forms(name)
        }

    @cached_property
    def _by_code(self) -> Mapping[str, LibraryQuantity]:
        return {quantity.code: quantity for quantity in self.quantities}

    @cached_property
    def _by_number(self) -> Mapping[int, LibraryIndicator]:
        return {indicator.number: indicator for indicator in self.indicators if indicator.number is not None}
