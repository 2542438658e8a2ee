"""What stands below what, by the numbers that a plan's annex writes before its tasks. Pure.

Styles stand below each other in the usual order: 一, (一), 1, 1.1, 1.1.1, (1), ①. A row stands below the last one before
it, in its section, whose style comes earlier; 1.1 only below 1. Where all numbers are of one style there are no levels.
"""

import re
from collections.abc import Sequence

from wastefree.lib.numbers import normalize

CHINESE = "[一二三四五六七八九十百]+"
_STYLES = (
    re.compile(f"第?{CHINESE}"),
    re.compile(rf"\({CHINESE}\)"),
    re.compile(r"[0-9]+(?:\.[0-9]+)*"),
    re.compile(r"\([0-9]+\)|[0-9]+\)"),
    re.compile("[①-⑳]"),
)
Rank = tuple[int, int]  # the style, and how many parts after the first a number has


def above(rows: Sequence[tuple[str, str]], deepest: int) -> list[int | None]:
    """For each row, given its section and its number as written, the place of the row that it stands below.

    At most `deepest` levels: what would stand deeper stands beside the last that may.
    """
    found: list[int | None] = []
    stack: list[tuple[Rank, int]] = []
    section = ""
    for place, (own_section, written) in enumerate(rows):
        if own_section != section:
            stack, section = [], own_section
        code = _plain(written)
        rank = _rank(code)
        if rank is None:
            found.append(None)
            continue
        while stack and not _holds(stack[-1], rank, code, rows):
            stack.pop()
        del stack[deepest - 1 :]
        found.append(stack[-1][1] if stack else None)
        stack.append((rank, place))
    return found


def _plain(written: str) -> str:
    return re.sub(r"\s", "", normalize(written)).rstrip(".、,:")


def _rank(code: str) -> Rank | None:
    for style, pattern in enumerate(_STYLES):
        if pattern.fullmatch(code):
            return style, code.count(".")
    return None


def _holds(top: tuple[Rank, int], rank: Rank, code: str, rows: Sequence[tuple[str, str]]) -> bool:
    """Whether a row of `rank` can stand below the one on top."""
    if top[0] >= rank:
        return False
    if top[0][0] == rank[0]:
        return code.startswith(_plain(rows[top[1]][1]) + ".")
    return not rank[1]  # 1.1 without a 1 before it stands below nothing else
