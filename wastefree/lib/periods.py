"""Reporting periods: a quarter of a year, or (quarter 0) the year itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

WHOLE_YEAR = 0
QUARTERS = (1, 2, 3, 4)
_NUMERALS = "〇一二三四"


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter (1 to 4) or a whole year (0). Raises ValueError for any other number."""

    year: int
    quarter: int = WHOLE_YEAR

    def __post_init__(self) -> None:
        if self.quarter not in (WHOLE_YEAR, *QUARTERS):
            raise ValueError(f"no such quarter: {self.quarter}")

    def __lt__(self, other: "Period") -> bool:
        """In time; a whole year comes after its quarters, since it is known last."""
        return self._place < other._place

    @property
    def _place(self) -> tuple[int, int]:
        return self.year, self.quarter or 5

    @property
    def is_year(self) -> bool:
        return self.quarter == WHOLE_YEAR

    @property
    def last_quarter(self) -> int:
        """The quarter with which the period ends."""
        return self.quarter or 4

    @property
    def start(self) -> date:
        return date(self.year, 1 if self.is_year else 3 * self.quarter - 2, 1)

    @property
    def end(self) -> date:
        """The last day, included."""
        month = 3 * self.last_quarter
        return date(self.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)

    def previous(self) -> "Period":
        if self.is_year:
            return Period(self.year - 1)
        return Period(self.year, self.quarter - 1) if self.quarter > 1 else Period(self.year - 1, 4)

    def next(self) -> "Period":
        if self.is_year:
            return Period(self.year + 1)
        return Period(self.year, self.quarter + 1) if self.quarter < 4 else Period(self.year + 1, 1)

    def a_year_before(self) -> "Period":
        return Period(self.year - 1, self.quarter)

    @property
    def key(self) -> str:
        """As it stands in addresses: 2024-3; of a whole year 2024-0."""
        return f"{self.year}-{self.quarter}"

    def label(self, language: str = "zh-hans") -> str:
        """2024年第二季度, or in English 2024 Q2; 2024年, or 2024."""
        if language.startswith("zh"):
            return f"{self.year}年" + ("" if self.is_year else f"第{_NUMERALS[self.quarter]}季度")
        return str(self.year) if self.is_year else f"{self.year} Q{self.quarter}"

    @classmethod
    def of(cls, day: date) -> "Period":
        """The quarter in which the day lies."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def last_ended(cls, day: date) -> "Period":
        """The quarter that ended before the day."""
        return cls.of(day).previous()


def quarters(first: Period, last: Period) -> Iterator[Period]:
    """All quarters from `first` to `last`, both included."""
    period = first
    while not last < period:
        yield period
        period = period.next()
