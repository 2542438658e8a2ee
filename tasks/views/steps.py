"""What a change of several rows would do to each: before, after, and whether that is new."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from wastefree.changes import as_told, in_words, value_of


@dataclass(frozen=True)
class Step:
    """One field of one row; `is_new` if it differs."""

    label: str
    before: str
    after: str
    is_new: bool


def steps(row: models.Model, changes: Mapping[str, Any]) -> list[Step]:
    """What would change of a row, field by field."""
    found = []
    for name, value in changes.items():
        field: Any = row._meta.get_field(name)
        held = value_of(row, name)
        found.append(
            Step(
                str(field.verbose_name), in_words(field, held), in_words(field, value), as_told(held) != as_told(value)
            )
        )
    return found
