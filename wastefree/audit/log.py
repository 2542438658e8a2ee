"""The one way into the audit trail."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction

from wastefree.audit.models import HandledRequest, Record, RecordQuerySet


def record(
    actor: models.Model | None,
    verb: str,
    target: models.Model,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Record:
    """Writes down that `actor` (None: the portal itself) did `verb` to `target`.

    Called inside the transaction of the change, so that neither stands without the other; raises
    `TransactionManagementError` outside one.
    """
    _refuse_outside_transaction()
    written = _made(actor, verb, target, before or {}, after or {}, reason)
    written.save()
    return written


def record_each(
    actor: models.Model | None,
    verb: str,
    changes: Iterable[tuple[models.Model, Mapping[str, Any], Mapping[str, Any]]],
    *,
    reason: str = "",
) -> None:
    """The same for many at once: each a target with what it was before and after."""
    _refuse_outside_transaction()
    Record.objects.bulk_create(
        [_made(actor, verb, target, before, after, reason) for target, before, after in changes], batch_size=500
    )


def _made(
    actor: models.Model | None,
    verb: str,
    target: models.Model,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str,
) -> Record:
    return Record(
        actor_id=actor.pk if actor else None,
        actor_name=str(actor) if actor else "",
        verb=verb,
        target_type=target._meta.label,
        target_id=str(target.pk),
        target_name=str(target)[:300],
        before=dict(before),
        after=dict(after),
        reason=reason,
    )


def _refuse_outside_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an audit record belongs into the transaction of its change")


def first_time(user: models.Model | None, key: str) -> bool:
    """Whether the write with this key is asked for the first time. An empty key asks for no such care, nor does the
    portal itself (`user` None).

    Called inside the transaction of the write: a second request with the same key waits for the first, and then
    finds the key taken.
    """
    if not key or user is None:
        return True
    return HandledRequest.objects.get_or_create(user_id=user.pk, key=key)[1]


def was_handled(user: models.Model, key: str) -> bool:
    """Whether the write with this key was done before: what a form asks that finds its own work already there."""
    return bool(key) and HandledRequest.objects.filter(user_id=user.pk, key=key).exists()


def history(target: models.Model) -> RecordQuerySet:
    """What was done to `target`, newest first, for `components/history.html`. The caller has checked who may see it."""
    return Record.objects.about(target)
