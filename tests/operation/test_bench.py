"""What is measured is real work, and costs one city the same queries however many others there are."""

import pytest
from django.db import models

from bench import city as cities
from bench import many, promise_works, promises
from bench.acts import Work
from bench.books import book_works
from bench.work import once, queries, taken
from bench.works import works
from indicators.models import Entry, EntryState, Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> cities.City:
    """A small one: what is measured is asked of it all the same."""
    for what, few in {"YEARS": (2024,), "INDICATORS": 40, "QUANTITIES": 100}.items():
        monkeypatch.setattr(cities, what, few)
    for what, few in {"TASKS": 30, "PROJECTS": 10, "CELLS": 15, "ORDERS": 10, "MEETINGS": 2}.items():
        monkeypatch.setattr(promises, what, few)
    monkeypatch.setattr(promise_works, "ANNEX_ROWS", 5)
    return cities.build()


def counts() -> dict[type[models.Model], int]:
    return {model: model._default_manager.count() for model in many.PARTS}


def test_a_copied_city_is_as_large_as_the_first_and_has_rows_of_its_own(city: cities.City) -> None:
    first = counts()
    many.copy_city(1, 3)
    assert counts() == {model: 3 * count for model, count in first.items()}
    entries = [Entry.objects.filter(round__plan=plan, quantity__plan=plan) for plan in Plan.objects.all()]
    assert [each.count() for each in entries] == [first[Entry]] * 3
    many.copy_city(3, 4)
    assert counts()[Entry] == 4 * first[Entry], "more can be added later"


def test_other_cities_cost_no_queries_and_nothing_measured_stays_written(city: cities.City) -> None:
    alone = {each.name: after_first_use(each) for each in works(city)}
    many.copy_city(1, 4)
    assert {each.name: queries(each) for each in works(city)} == alone
    assert all(count and count < 60 for count in alone.values())
    assert not city.next_round.entries.exists()
    assert not city.open_round.entries.filter(state=EntryState.APPROVED).exists()


def after_first_use(work: Work) -> int | None:
    queries(work)
    once(work.floor)
    return queries(work)


def test_a_workbook_that_is_measured_comes_back_whole(city: cities.City) -> None:
    for each in book_works(city, rows=200):
        found = taken(each, 1)
        assert found.queries is None and found.ms and found.floor_ms
