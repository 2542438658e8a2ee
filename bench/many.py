"""Many cities in one database: the first one's rows copied by the database itself, with keys of their own."""

from collections.abc import Mapping
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max, Min

from indicators.models import (
    Baseline,
    Entry,
    EntryRevision,
    Indicator,
    IndicatorGroup,
    Plan,
    Quantity,
    Round,
    Target,
)
from tasks.models import Milestone, Project, ProjectReport, Task, TaskReport, TaskSection
from tasks.models.order import Order
from wastefree.accounts.models import Organization

# What a city consists of, each after what it points to.
PARTS: tuple[type[models.Model], ...] = (
    Organization,
    Plan,
    Plan.organizations.through,
    IndicatorGroup,
    Quantity,
    Indicator,
    Indicator.quantities.through,
    Baseline,
    Target,
    Round,
    Entry,
    EntryRevision,
    TaskSection,
    Task,
    Task.cooperating.through,
    Milestone,
    Project,
    TaskReport,
    ProjectReport,
    Order,
)
# Texts that no two rows may share.
UNIQUE: Mapping[type[models.Model], str] = {Organization: "code", Plan: "code"}


def copy_city(start: int, cities: int) -> None:
    """Makes `start` cities into `cities`, of which the first is the one that was built."""
    spans = {model: _span(model, start) for model in PARTS}
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # the copies are as whole as their original; no need to look each up
            cursor.execute("SET LOCAL session_replication_role = replica")
        for number in range(start, cities):
            for model in PARTS:
                cursor.execute(_statement(model, number, spans))
        for statement in connection.ops.sequence_reset_sql(no_style(), list(PARTS)):
            cursor.execute(statement)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _span(model: type[models.Model], cities: int) -> tuple[int, int]:
    """The first city's first key, and how many keys it takes."""
    ends: dict[str, Any] = model._default_manager.aggregate(first=Min("pk"), last=Max("pk"))
    return ends["first"], (ends["last"] - ends["first"] + 1) // cities


def _statement(model: type[models.Model], number: int, spans: Mapping[type[models.Model], tuple[int, int]]) -> str:
    first, span = spans[model]
    table, fields = connection.ops.quote_name(model._meta.db_table), model._meta.concrete_fields
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    values = ", ".join(_value(model, field, number, spans) for field in fields)
    return (
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}"
        f" WHERE id >= {first} AND id < {first + span} ORDER BY id"
    )


def _value(
    model: type[models.Model],
    field: "models.Field[Any, Any]",
    number: int,
    spans: Mapping[type[models.Model], tuple[int, int]],
) -> str:
    column = connection.ops.quote_name(str(field.column))
    target = model if field.primary_key else field.related_model
    if isinstance(target, type) and target in spans:
        return f"{column} + {number * spans[target][1]}"
    return f"{column} || '-{number}'" if UNIQUE.get(model) == field.name else column
