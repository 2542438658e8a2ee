"""The least that each piece of work could cost: the bare SQL of the rows that it reads or writes."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from bench.city import City
from indicators.models import Indicator

GRID = """
    SELECT e.*, q.* FROM indicators_entry e JOIN indicators_quantity q ON q.id = e.quantity_id
    WHERE e.round_id = %s AND e.organization_id = %s ORDER BY q.{order}, q.code
"""
YEARS = """
    SELECT e.*, r.year, r.quarter FROM indicators_entry e JOIN indicators_round r ON r.id = e.round_id
    WHERE r.plan_id = %s AND r.year IN (%s, %s, %s)
"""
OF_INDICATOR = """
    SELECT e.*, r.year, r.quarter FROM indicators_entry e JOIN indicators_round r ON r.id = e.round_id
    JOIN indicators_indicator_quantities iq ON iq.quantity_id = e.quantity_id WHERE iq.indicator_id = %s
"""
WAITING = """
    SELECT e.*, q.* FROM indicators_entry e JOIN indicators_quantity q ON q.id = e.quantity_id
    WHERE e.round_id = %s AND e.state = 'checked'
"""
REVISION = """
    INSERT INTO indicators_entryrevision
        (entry_id, version, step, state, value, not_applicable, provisional, note, reason, by_id, at)
    SELECT id, version, 'saved', state, value, not_applicable, provisional, note, '', entered_by_id, entered_at
    FROM indicators_entry WHERE id = %s
"""
RECORD = """
    INSERT INTO audit_record (at, actor_id, actor_name, verb, target_type, target_id, target_name, before, after, reason)
    VALUES (CURRENT_TIMESTAMP, %s, '', 'entry.saved', 'indicators.Entry', %s, '', '{{}}', '{{}}', '')
"""
OWED = """
    INSERT INTO indicators_entry
        (quantity_id, organization_id, round_id, not_applicable, provisional, late, locked, note, state, return_reason, version)
    VALUES (%s, %s, %s, %s, %s, %s, %s, '', 'draft', '', 1)
"""


@dataclass(frozen=True)
class Floors:
    city: City

    def read_grid(self) -> None:
        order = connection.ops.quote_name("order")
        read(GRID.format(order=order), self.city.open_round.pk, self.city.region_reporter.organization_id)

    def read_year(self) -> None:
        plan, year = self.city.place.plan, self.city.open_round.year
        read(YEARS, plan.pk, year, year - 1, plan.baseline_year)

    def read_indicator(self, indicator: Indicator) -> None:
        read(OF_INDICATOR, indicator.pk)

    def read_round(self) -> None:
        read(WAITING, self.city.open_round.pk)

    def save_one(self) -> None:
        self._save(self._entries(1))

    def move(self, count: int) -> None:
        self._save(self._entries(count))

    def make_entries(self) -> None:
        """As many as the open round has."""
        there = self.city.open_round.entries.values_list("quantity_id", "organization_id")
        rows = [(*pair, self.city.next_round.pk, False, False, False, False) for pair in there]
        with connection.cursor() as cursor:
            cursor.executemany(OWED, rows)

    def _entries(self, count: int) -> list[int]:
        return list(self.city.open_round.entries.order_by("pk").values_list("pk", flat=True)[:count])

    def _save(self, keys: list[int]) -> None:
        """An UPDATE guarded by the version, a revision and an audit record for each."""
        by = self.city.region_reporter.pk
        update = "UPDATE indicators_entry SET value = 43.21, version = version + 1 WHERE id = %s AND version = 1"
        with connection.cursor() as cursor:
            cursor.executemany(update, [(key,) for key in keys])
            cursor.executemany(REVISION, [(key,) for key in keys])
            cursor.executemany(RECORD.replace("{{}}", "{}"), [(by, str(key)) for key in keys])


def read(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.fetchall()
