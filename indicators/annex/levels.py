"""The first-level and second-level indicators above each row."""

import re
from collections.abc import Iterable, Iterator

from indicators.annex.sheet import AnnexRow
from indicators.annex.words import clean_name

_NUMBERING = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十]+[)）][、.．]?|[一二三四五六七八九十]+[、.．]|第[一二三四五六七八九十]+(?:部分|类|章))\s*(?=\S)"
)
LENGTH = 100


def levels(rows: Iterable[AnnexRow]) -> Iterator[tuple[str, str]]:
    """A level that is left blank below another is the one above it, as in a table whose merged cells were taken apart;
    a sign for nothing (—) says that there is none.

    Without a column for it, the section's title above the rows is the first level.
    """
    level1 = level2 = ""
    sheet = ""
    for row in rows:
        if row.first.sheet != sheet:
            level1, level2, sheet = "", "", row.first.sheet
        if row["level1"].says_none:
            level1 = level2 = ""
        if row["level2"].says_none:
            level2 = ""
        upper = _level(row, "level1") or ("" if "level1" in row.cells else bare_level(row.section))
        across = row["level2"].cell == row["level1"].cell  # one cell merged over both columns is the first level's
        lower = "" if across else _level(row, "level2")
        if upper and upper != level1:
            level1, level2 = upper, ""
        level2 = lower or level2
        yield (level1, level2) if level1 else (level2, "")


def _level(row: AnnexRow, name: str) -> str:
    return "" if row[name].is_blank else bare_level(row[name].text)


def bare_level(text: str) -> str:
    """The name of a group without numbering, as far as the portal can keep it."""
    return clean_name(_NUMBERING.sub("", text, count=1))[:LENGTH]
