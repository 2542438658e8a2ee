"""What people do in a quarter, with one, ten and a hundred cities in the database, each beside its floor.

A floor is the bare SQL of the rows that the work reads or writes, or the bare workbook library with the same cells:
what it would cost if nothing were checked, guarded, recorded or shown. Whatever is written is rolled back. Figures
depend on the machine: compare them with the floors of the same run, and with an earlier run on the same machine.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402

from bench.acts import Work  # noqa: E402
from bench.books import book_works  # noqa: E402
from bench.city import City, build  # noqa: E402
from bench.many import copy_city  # noqa: E402
from bench.works import works  # noqa: E402
from indicators.models import Entry  # noqa: E402

CITIES = (1, 10, 100)
LINE = "{:>5} {:>8} {:>10}"


@dataclass(frozen=True)
class Taken:
    """Queries (None: not counted), and milliseconds, of the work and of its floor."""

    queries: int | None
    ms: float
    floor_ms: float


def taken(work: Work, repeat: int) -> Taken:
    once(work.act)  # what is made on first use is not measured
    return Taken(queries(work), _median(work.act, repeat), _median(work.floor, repeat))


def queries(work: Work) -> int | None:
    """How many it asks, None if nobody counts them."""
    if not work.asks:
        return None
    with CaptureQueriesContext(connection) as asked:
        once(work.act)
    return sum(not each["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")) for each in asked)


def _median(act: Callable[[], object], repeat: int) -> float:
    return median(once(act) for _ in range(repeat))


def once(act: Callable[[], object]) -> float:
    """Milliseconds. What was written is rolled back."""
    with transaction.atomic():
        start = time.perf_counter()
        act()
        passed = time.perf_counter() - start
        transaction.set_rollback(True)
    return passed * 1000


def table(columns: Sequence[tuple[str, dict[str, Taken]]]) -> Iterator[str]:
    yield _line("", [title for title, _ in columns])
    yield _line("", [LINE.format("SQL", "ms", "floor ms")] * len(columns))
    for name in columns[0][1]:
        yield _line(name, [_cells(found[name]) if name in found else "" for _, found in columns])


def _line(name: str, cells: Sequence[str]) -> str:
    return f"{name:<34}" + "".join(f"{cell:>26}" for cell in cells)


def _cells(found: Taken) -> str:
    queries = "" if found.queries is None else found.queries
    return LINE.format(queries, f"{found.ms:.1f}", f"{found.floor_ms:.1f}")


def measure(city: City, repeat: int) -> dict[str, Taken]:
    return {work.name: taken(work, repeat) for work in works(city)}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench work", description=__doc__.split("\n")[0])
    parser.add_argument("--cities", type=int, nargs="*", default=CITIES, help="how many cities (1 10 100)")
    parser.add_argument("--repeat", type=int, default=7, help="of so many times the median is shown (7)")
    return parser.parse_args()


@override_settings(DEBUG=False)
def main() -> None:
    options = arguments()
    print(f"Making a city in {connection.vendor} …", flush=True)
    city, there, columns = build(), 1, []
    books = {work.name: taken(work, options.repeat) for work in book_works(city)}
    for cities in sorted(options.cities):
        if cities > there:
            start = time.perf_counter()
            copy_city(there, cities)
            there = cities
            print(
                f"{cities} cities: {Entry.objects.count()} entries, made in {time.perf_counter() - start:.0f} s",
                flush=True,
            )
        columns.append((f"{cities} {'city' if cities == 1 else 'cities'}", measure(city, options.repeat)))
    columns[0][1].update(books)
    print("\n" + "\n".join(table(columns)))


if __name__ == "__main__":
    main()
