"""Changing a row, with all that a change owes: one transaction, the version, the key, and the audit record.

Transitions say who may do what and call `change` or `create`; `told` turns the records back into words for a page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wastefree.audit import log
from wastefree.audit.models import Record
from wastefree.audit.verbs import verb_word
from wastefree.lib.figures import write_figure
from wastefree.versions import Versioned

Row = TypeVar("Row", bound=Versioned)
NOTHING = "—"


def change(
    row: Row,
    *,
    by: models.Model | None,
    verb: str,
    based_on: int,
    changes: Mapping[str, Any],
    key: str = "",
    reason: str = "",
) -> Row:
    """Gives the fields (many-to-many ones too) of `row` new values, and writes down those that are really new.

    Returns the row as it then stands; nothing is written if nothing is new, or if `key` was handled before. Raises
    `StaleError` if the row is no longer at version `based_on`.
    """
    with transaction.atomic():
        # Waits for the same request if that is under way: what it wrote is read after it.
        first = log.first_time(by, key)
        current = type(row)._default_manager.get(pk=row.pk)
        if not first:
            return current
        return write_new(current, by=by, verb=verb, based_on=based_on, changes=changes, reason=reason)


def write_new(
    row: Row, *, by: models.Model | None, verb: str, based_on: int, changes: Mapping[str, Any], reason: str = ""
) -> Row:
    """Writes what differs from what `row` holds, with its record; nothing if nothing differs.

    The part of `change` for callers that hold a transaction and the row already. Raises `StaleError` as it does.
    """
    held = {name: value_of(row, name) for name in changes}
    new = {name: value for name, value in changes.items() if as_told(held[name]) != as_told(value)}
    if not new:
        return row
    kept = {
        name: value for name, value in new.items() if row._meta.get_field(name).editable
    }  # the rest follows from it
    before = {name: as_told(held[name]) for name in kept}
    _write(row, based_on, new)
    log.record(by, verb, row, before=before, after=as_told_each(kept), reason=reason)
    return row


def write_each(
    rows: Iterable[tuple[Row, Mapping[str, Any]]], *, by: models.Model | None, verb: str, reason: str = ""
) -> None:
    """`write_new` for several rows of one kind which the caller's transaction holds; in two queries. No many-to-many."""
    changed, records = [], []
    names: set[str] = set()
    for row, changes in rows:
        held = {name: as_told(value_of(row, name)) for name in changes}
        new = {name: value for name, value in changes.items() if held[name] != as_told(value)}
        if not new:
            continue
        for name, value in new.items():
            setattr(row, name, value)
        row.version += 1
        names |= {"version", *new}
        changed.append(row)
        kept = [name for name in new if row._meta.get_field(name).editable]
        records.append((row, {name: held[name] for name in kept}, as_told_each({name: new[name] for name in kept})))
    if changed:
        type(changed[0])._default_manager.bulk_update(changed, sorted(names), batch_size=100)
        log.record_each(by, verb, records, reason=reason)


def create(row: Row, *, by: models.Model | None, verb: str, fields: Mapping[str, Any], key: str = "") -> Row:
    """Saves the unsaved `row` with `fields`, and writes it down. Returned unsaved if `key` was handled before."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return row
        many = {name for name in fields if row._meta.get_field(name).many_to_many}
        for name in fields.keys() - many:
            setattr(row, name, fields[name])
        row.save()
        for name in many:
            getattr(row, name).set(fields[name])
        log.record(
            by,
            verb,
            row,
            after={name: kept for name, kept in as_told_each(fields).items() if kept not in ("", None, [])},
        )
        return row


def _write(row: Versioned, based_on: int, new: Mapping[str, Any]) -> None:
    many = {name for name in new if row._meta.get_field(name).many_to_many}
    row.swap(based_on, **{name: value for name, value in new.items() if name not in many})
    for name in many:
        getattr(row, name).set(new[name])


def value_of(row: models.Model, name: str) -> Any:
    """What the row holds in a field; of a many-to-many one, the list of what it points to."""
    value = getattr(row, name)
    return list(value.all()) if row._meta.get_field(name).many_to_many else value


def as_told(value: Any) -> Any:
    """The value as the audit keeps it: things by their names, numbers and days as text that does not depend on form."""
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return write_figure(value).replace(",", "")
    if isinstance(value, Iterable) and not isinstance(value, str | Mapping):
        return sorted(str(item) for item in value)
    return value


def as_told_each(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: as_told(value) for name, value in values.items()}


@dataclass(frozen=True)
class Change:
    """One field of one change, in words. `before` is empty for a thing just made."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """One record of the history, in words."""

    at: datetime
    actor_name: str
    verb_word: str
    reason: str
    changes: tuple[Change, ...]


def told(records: Iterable[Record], model: type[models.Model]) -> list[Told]:
    """The history of a row of `model` for people."""
    return [
        Told(
            at=record.at,
            actor_name=record.actor_name or _("系统"),
            verb_word=verb_word(record.verb),
            reason=record.reason,
            changes=tuple(_changes(record, model)),
        )
        for record in records
    ]


def _changes(record: Record, model: type[models.Model]) -> Iterable[Change]:
    """What is another than before; a field that was written again as it stood, or stayed empty, says nothing."""
    for name, after in record.after.items():
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:  # the field was there when the record was written
            continue
        if not isinstance(field, models.Field) or not field.editable:
            continue
        before = in_words(field, record.before[name]) if name in record.before else ""
        became = in_words(field, after)
        if became != (before or NOTHING):
            yield Change(str(field.verbose_name), before, became)


def in_words(field: "models.Field[Any, Any]", value: Any) -> str:
    """A value, or what the audit kept of it, as a person reads it."""
    value = as_told(value)
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(str(item) for item in value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(value)
        return date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else value
    if isinstance(field, models.DateField):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if isinstance(field, models.DecimalField):
        return write_figure(Decimal(value))
    return str(value)
