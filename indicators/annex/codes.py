"""Numbers of rows (序号): the annex's own where they can be used, the next free ones elsewhere."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from wastefree.lib.numbers import normalize

LENGTH = 20


def assign(rows: Sequence[tuple[str, str | None]], others: Collection[str]) -> list[str]:
    """A number for every row, given what the annex writes and what the row has in the plan already (None: nothing).

    `others` are the numbers of the plan that this annex does not touch. What the annex writes is taken unless it is
    empty, too long, taken, or written twice; then a row keeps what it has.
    """
    chosen: dict[int, str] = {}
    used = set(others)
    for index, (written, present) in enumerate(rows):
        code = _bare(written)
        if present is not None and code == _bare(present):
            code = present
        if code and len(code) <= LENGTH and code not in used:
            chosen[index] = code
            used.add(code)
    for index, (_, present) in enumerate(rows):
        if index not in chosen and present and present not in used:
            chosen[index] = present
            used.add(present)
    free = (str(number) for number in range(1, len(rows) + len(used) + 2) if str(number) not in used)
    return [chosen.get(index) or next(free) for index in range(len(rows))]


def _bare(code: str) -> str:
    return normalize(code).rstrip(".、")


def park(rows: "QuerySet[Any]", pks: Iterable[int]) -> None:
    """Gives rows that are about to change numbers with each other ones that nobody has.

    Part of the change itself, in its transaction: neither a version nor an audit record of its own.
    """
    rows.filter(pk__in=pks).update(code=Concat(Value("~"), Cast(F("pk"), CharField())))
