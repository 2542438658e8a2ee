"""Numbers of orders as Chinese offices write them: 督办〔2026〕3号, counted by kind and year. Pure."""

import re
from collections.abc import Iterable

# The word with which a number begins, by the kind of the order; a number is a name, and the same in every language.
WORDS = {"assignment": "交办", "supervision": "督办", "guidance": "督导", "follow_up": "议定"}


def beginning(kind: str, year: int) -> str:
    """What all numbers of a kind and a year begin with. Raises KeyError for a kind that is none."""
    return f"{WORDS[kind]}〔{year}〕"


def next_number(kind: str, year: int, taken: Iterable[str]) -> str:
    """The number after the highest of those `taken`, whoever typed them; numbers of other forms count for nothing."""
    start = beginning(kind, year)
    form = re.compile(re.escape(start) + r"([0-9]{1,6})号")
    counted = (form.fullmatch(number) for number in taken)
    return f"{start}{max((int(each[1]) for each in counted if each), default=0) + 1}号"
