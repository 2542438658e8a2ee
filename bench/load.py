"""Asks a web server the same thing many times, and says how long the answers took."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import quantiles


@dataclass(frozen=True)
class Taken:
    """Milliseconds of the median and of the slowest twentieth, answers per second, size of one answer in bytes."""

    p50: float
    p95: float
    per_second: float
    size: int


def _one_connection(port: int, path: str, headers: Mapping[str, str], until: float) -> tuple[list[float], int]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    times, size = list[float](), 0
    while time.perf_counter() < until or not times:
        start = time.perf_counter()
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        size = len(answer.read())
        times.append(time.perf_counter() - start)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
    connection.close()
    return times, size


def ask(port: int, path: str, headers: Mapping[str, str], *, connections: int, seconds: float) -> Taken:
    """Keeps `connections` connections busy with one path for `seconds`. Raises RuntimeError if it is not answered."""
    start = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        asked = [pool.submit(_one_connection, port, path, headers, start + seconds) for _ in range(connections)]
        answers = [each.result() for each in asked]
    passed = time.perf_counter() - start
    times = sorted(time_ * 1000 for taken, _ in answers for time_ in taken)
    cuts = quantiles(times, n=20) if len(times) > 1 else times * 19
    return Taken(p50=cuts[9], p95=cuts[18], per_second=len(times) / passed, size=answers[0][1])
