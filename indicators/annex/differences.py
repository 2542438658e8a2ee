"""What of a row's fields is new, in words; and texts that fit the fields they go into."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from indicators.annex.judgement import Change
from indicators.annex.sheet import Problem, Written
from wastefree.changes import as_told, in_words, value_of


def new_values(row: models.Model | None, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that `row` does not hold already; all of them where there is no row yet."""
    if row is None:
        return dict(fields)
    return {name: value for name, value in fields.items() if not _same(value_of(row, name), value)}


def _same(there: Any, value: Any) -> bool:
    return bare(there) == bare(value) if isinstance(value, str) else as_told(there) == as_told(value)


def bare(text: str) -> str:
    """Without spaces and line breaks: reading a cell takes them away, and they make no difference."""
    return "".join(text.split())


def changes(row: models.Model, new: Mapping[str, Any]) -> Iterator[Change]:
    """Old and new of each field, as a page shows them."""
    for name, value in new.items():
        field = row._meta.get_field(name)
        assert isinstance(field, models.Field)
        if field.editable:  # the rest follows from it
            yield Change(str(field.verbose_name), in_words(field, value_of(row, name)), in_words(field, value))


def facts(model: type[models.Model], fields: Mapping[str, Any], names: Iterable[str]) -> Iterator[Change]:
    """Of a thing that is new, what a person wants to see at a glance."""
    for name in names:
        field = model._meta.get_field(name)
        assert isinstance(field, models.Field)
        if fields.get(name) not in (None, "", [], ()):
            yield Change(str(field.verbose_name), "", in_words(field, fields[name]))


def fitting(model: type[models.Model], name: str, text: str, place: Written) -> tuple[str, list[Problem]]:
    """The text, cut to what the field can hold; cutting is told."""
    limit = getattr(model._meta.get_field(name), "max_length", None)
    if limit is None or len(text) <= limit:
        return text, []
    return text[:limit], [place.problem(_("文字过长（最多 %(limit)s 个字），只读入了前面的部分。") % {"limit": limit})]
