"""How a definition is written: what differs alone, guarded by its version, with its audit record."""

from collections.abc import Mapping
from typing import Any, TypeVar

from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.changes import as_told, value_of
from wastefree.versions import Versioned

Row = TypeVar("Row", bound=Versioned)


def swap(row: Row, verb: str, *, by: User | None, based_on: int, fields: Mapping[str, Any]) -> Row:
    """Writes what differs, many-to-many fields too, and records what it was; nothing at all if nothing differs.

    Called inside a transaction. Raises `StaleError` if the row is no longer at version `based_on`.
    """
    held = {name: value_of(row, name) for name in fields}
    changed = {name: value for name, value in fields.items() if as_told(held[name]) != as_told(value)}
    if not changed:
        return row
    many = {name for name in changed if row._meta.get_field(name).many_to_many}
    row.swap(based_on, **{name: value for name, value in changed.items() if name not in many})
    for name in many:
        getattr(row, name).set(changed[name])
    before = {name: held[name] for name in changed}
    log.record(by, verb, row, before=shown(before), after=shown(changed))
    return row


def shown(fields: Mapping[str, Any]) -> dict[str, Any]:
    """As the audit trail keeps them: rows by their names."""
    return {name: as_told(value) for name, value in fields.items()}
