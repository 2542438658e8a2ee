"""What a column's heading means: which field, and for which year.

Headings are compared after folding of form: full-width letters, spaces, line breaks, marks, a unit or a year in
brackets. A year may stand anywhere in the heading (2023年目标, 目标值(2025年), target_2025) or in the heading above it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])\s*(?:年度|年底|年末|年)?")
_ORNAMENT = re.compile(r"[\s★☆*#:：、_/-]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """The field that a heading names, and its year if it has one."""

    field: str
    year: int | None = None


class Headings:
    """The usual synonyms of each field. The synonym "" stands for a heading that is a year and nothing else."""

    def __init__(self, synonyms: Mapping[str, tuple[str, ...]]) -> None:
        listed = [(fold(name), field) for field, names in synonyms.items() for name in names]
        self._fields = dict(reversed(listed))  # the first field that claims a synonym has it

    def read(self, above: tuple[str, ...], own: str) -> Heading | None:
        """The meaning of a heading under those above it, outermost first; None when it names no field.

        The year of a heading above counts only where that heading is a year alone or names a field itself:
        the date in a sheet's title is no column's year.
        """
        year = _only_year(own)
        for upper in reversed(above):
            year = year or (_only_year(upper) if self._names_field_or_year(upper) else None)
        field = self._field_of(above, own)
        return Heading(field, year) if field is not None else None

    def names_field(self, text: str) -> bool:
        return self._exact(text) is not None

    def _names_field_or_year(self, text: str) -> bool:
        return is_year(text) or self.names_field(text)

    def _field_of(self, above: tuple[str, ...], own: str) -> str | None:
        joined = "".join((*above, own))
        if not is_year(own):
            found = self._exact(own)
            return found if found is not None else self._exact(joined)
        named = next((found for upper in reversed(above) if (found := self._exact(upper)) is not None), None)
        return named if named is not None else self._exact(own)

    def _exact(self, text: str) -> str | None:
        for form in (fold(text), fold(_BRACKETS.sub("", _plain(text))), fold(_peeled(text))):
            if form in self._fields and (form or is_year(text)):
                return self._fields[form]
        return None


def fold(text: str) -> str:
    """The heading without differences of form. Headings only: figures would change their meaning (10⁴)."""
    return _ORNAMENT.sub("", _plain(text)).casefold()


def is_year(text: str) -> bool:
    """Whether the text is one year and nothing else: 2025年, 2025年度, 2025."""
    return _only_year(text) is not None and not fold(_peeled(text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _peeled(text: str) -> str:
    """Without the year and the brackets; a text with several years keeps them: 2021-2025年 is no column of one year."""
    plain = _plain(text)
    return _BRACKETS.sub("", _YEAR.sub("", plain) if _only_year(plain) else plain)


def _only_year(text: str) -> int | None:
    years = {int(found) for found in _YEAR.findall(_plain(text))}
    return years.pop() if len(years) == 1 else None
