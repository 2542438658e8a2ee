"""The trail is written with the change, and never again touched."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from wastefree.accounts.models import Organization, User
from wastefree.audit import log
from wastefree.audit.models import AppendOnlyError, HandledRequest, Record
from wastefree.audit.verbs import VERBS, verb_word

PACKAGES = ("wastefree", "indicators", "cells", "tasks", "reports")


def test_a_record_goes_with_its_change_or_not_at_all(housing: Organization, lin: User) -> None:
    before = Record.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        log.record(lin, "organization.updated", housing)
        raise RuntimeError
    assert Record.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_a_record_outside_a_transaction_is_an_error() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        log.record(None, "organization.updated", Organization.objects.create(code="x", name="x"))


def test_records_are_neither_changed_nor_deleted(housing: Organization, lin: User) -> None:
    kept = log.record(lin, "organization.updated", housing)
    kept.reason = "other"
    for attempt in (kept.save, kept.delete, Record.objects.all().delete, lambda: Record.objects.update(reason="x")):
        with pytest.raises(AppendOnlyError):
            attempt()


def test_names_are_kept_as_they_were(housing: Organization, lin: User) -> None:
    kept = log.record(lin, "organization.updated", housing)
    Organization.objects.filter(pk=housing.pk).update(short_name="新名")
    User.objects.filter(pk=lin.pk).update(display_name="别名")
    kept.refresh_from_db()
    assert (kept.actor_name, kept.target_name) == ("林晓", "市住建局")


def test_the_history_of_a_thing_is_its_own(housing: Organization, agriculture: Organization, lin: User) -> None:
    own = log.record(lin, "organization.updated", housing)
    log.record(lin, "organization.updated", agriculture)
    assert list(log.history(housing)) == [own]


def test_a_key_is_handled_once(lin: User, gao: User) -> None:
    assert log.first_time(lin, "k")
    assert not log.first_time(lin, "k")
    assert log.first_time(gao, "k")
    assert log.first_time(lin, "")
    assert HandledRequest.objects.count() == 2


def test_an_unknown_verb_is_shown_as_it_is() -> None:
    assert verb_word("no.such") == "no.such"


def written_verbs() -> Iterator[tuple[str, str]]:
    """Every verb that the code writes into the trail, with its file: literal arguments of the functions that do it."""
    for package in PACKAGES:
        for path in (Path(settings.BASE_DIR) / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                yield from ((path.name, verb) for verb in _verbs(node))


def _verbs(node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    values = [keyword.value for keyword in node.keywords if keyword.arg == "verb"]
    if name == "record":
        values += node.args[1:2]
    for value in values:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


def test_every_verb_has_its_word() -> None:
    written = set(written_verbs())
    assert len(written) > 20
    assert {verb for _file, verb in written} - set(VERBS) == set()
