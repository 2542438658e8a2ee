"""Duties handed over and taken back: all of it in one transaction, with a record for each row and one for the whole.

What is finished stays under the old name (see `tasks.duties`). An entry that is still open moves with what stands in
it, so that each quarter of a year is counted once, whoever has reported it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from indicators.definitions import join_plan
from indicators.models import IN_REVIEW, EntryState, Plan, Reported, Revision, Step, kinds
from indicators.transitions.review import keep
from tasks.duties import BY_NAME, Duty, Key, Kind, Remark, by_key, duties, in_other_plans, same_there
from tasks.models import HandedDuty, Handover
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.accounts.transitions import reopen_organization, succeed_organization
from wastefree.audit import log
from wastefree.changes import value_of, write_new
from wastefree.notifications.notify import notify
from wastefree.notifications.texts import Fact
from wastefree.versions import StaleError, Versioned


class DutiesChanged(Exception):
    """The duties are no longer those that the person has seen: `keys` are new, or were changed or taken away since."""

    def __init__(self, keys: Iterable[Key]) -> None:
        super().__init__("the duties have changed since the preview")
        self.keys = frozenset(keys)


class AlreadyTakenBack(Exception):
    """The handover was taken back before."""


@dataclass(frozen=True)
class Order:
    """What the office has decided, beside who receives what.

    leaves         the organization takes part in the plan no more
    successor      the body that it was merged into or renamed to; it is then in use no more
    confirm_again  figures that were handed in go back to the receiver, who is to confirm them
    """

    on: date
    reason: str
    document_number: str = ""
    leaves: bool = False
    successor: Organization | None = None
    confirm_again: bool = False


@dataclass
class Work:
    """The rows to be written, each with all that changes in it: one row can hold two duties."""

    rows: dict[tuple[str, int], Versioned] = field(default_factory=dict)
    changes: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)

    def on(self, row: Versioned) -> tuple[Versioned, dict[str, Any]]:
        place = row._meta.label, row.pk
        return self.rows.setdefault(place, row), self.changes.setdefault(place, {})

    def write(self, *, by: User, at: datetime, verb: str, reason: str) -> None:
        """Raises `StaleError` if a row was changed meanwhile. What stood in an entry or report stays in its history."""
        moved: dict[type[Reported], list[Revision]] = defaultdict(list)
        for place, row in self.rows.items():
            if changes := self.changes[place]:
                write_new(row, by=by, verb=verb, based_on=row.version, changes=changes, reason=reason)
                if isinstance(row, Reported) and row.is_filled:
                    moved[type(row)].append(row.revision(Step.MOVED, by=by, at=at, reason=reason))
        for revisions in moved.values():
            keep(revisions)


def hand_over(
    plan: Plan,
    source: Organization,
    wanted: Mapping[Key, Organization | None],
    order: Order,
    *,
    by: User,
    at: datetime,
    key: str = "",
) -> Handover | None:
    """Gives each duty of `source` to the body wanted for it; None leaves it where it is.

    `wanted` names every duty, as the person has seen it: raises `DutiesChanged`, and changes nothing, if that is no
    longer how things are. What a body cannot have stays, and the lines of the handover say why. The organization
    leaves the plan, or is closed, only if nothing stays that it would have to see to. Raises `PermissionDenied`; None
    is answered when `key` was handled before.
    """
    if not may_hand_over(plan, by):
        raise PermissionDenied
    try:
        with transaction.atomic():
            if not log.first_time(by, key):
                return None
            return _hand_over(plan, source, wanted, order, by, at)
    except (StaleError, IntegrityError) as error:
        raise DutiesChanged(frozenset()) from error


def may_hand_over(plan: Plan, by: User) -> bool:
    """The office of a plan that the person takes part in."""
    return by.has_role(Role.OFFICE) and Plan.objects.visible_to(by).filter(pk=plan.pk).exists()


def _hand_over(
    plan: Plan, source: Organization, wanted: Mapping[Key, Organization | None], order: Order, by: User, at: datetime
) -> Handover:
    today = timezone.localdate(at)
    held = by_key(duties(plan, source, today))
    if different := held.keys() ^ wanted.keys():
        raise DutiesChanged(different)
    lines = [_line(duty, source, wanted[key]) for key, duty in held.items()]
    receivers = {line.receiver for line in lines if line.receiver is not None}
    join_plan(plan, sorted(receivers, key=lambda body: body.pk), by=by)
    work = Work()
    for duty, line in zip(held.values(), lines, strict=True):
        if line.receiver is not None:
            _give(work, duty, line, source, order)
    work.write(by=by, at=at, verb="duty.handed_over", reason=order.reason)
    handover = Handover.objects.create(
        plan=plan,
        source=source,
        on=order.on,
        document_number=order.document_number,
        reason=order.reason,
        made_at=at,
        made_by=by,
    )
    for line in lines:
        line.handover = handover
    HandedDuty.objects.bulk_create(lines)
    if all(line.receiver is not None for line in lines):
        _let_go(handover, order, by, today)
    _write_down(handover, lines, by)
    _tell(handover, lines, by)
    return handover


def _line(duty: Duty, source: Organization, receiver: Organization | None) -> HandedDuty:
    why_not = Remark.CHOSEN if receiver is None or receiver == source else duty.why_not(receiver)
    kept = None if why_not else receiver
    name = duty.title[: HandedDuty._meta.get_field("name").max_length]
    return HandedDuty(kind=duty.kind.name, row=duty.row.pk, name=name, receiver=kept, remark=why_not or "")


def _give(work: Work, duty: Duty, line: HandedDuty, source: Organization, order: Order) -> None:
    """Puts into `work` what makes the duty the receiver's, and into the line what part the receiver had before."""
    receiver = line.receiver
    assert receiver is not None
    row, changes = work.on(duty.row)
    line.had_part = _pass_on(duty.kind, row, changes, source, receiver)
    if isinstance(row, Reported) and order.confirm_again and row.state in IN_REVIEW:
        nobody = ("submitted_by", "submitted_at", "checked_by", "checked_at")
        changes.update(state=EntryState.DRAFT, **dict.fromkeys(nobody))


def _pass_on(kind: Kind, row: Versioned, changes: dict[str, Any], giver: Organization, receiver: Organization) -> bool:
    """The holder becomes `receiver`; says whether it had a part in the row before."""
    if kind.is_shared:
        held = _standing(row, changes, kind.holder)
        leads = bool(kind.lead) and _standing(row, changes, kind.lead) == receiver
        others = [body for body in held if body != giver]
        changes[kind.holder] = others if leads or receiver in others else [*others, receiver]
        return leads or receiver in others
    changes[kind.holder] = receiver
    helpers = _standing(row, changes, kind.helpers) if kind.helpers else []
    if receiver in helpers:
        changes[kind.helpers] = [body for body in helpers if body != receiver]
    return receiver in helpers


def _standing(row: Versioned, changes: Mapping[str, Any], name: str) -> Any:
    """What the field holds, with what is about to be written."""
    return changes[name] if name in changes else value_of(row, name)


def _let_go(handover: Handover, order: Order, by: User, today: date) -> None:
    """Takes the organization out of the plan, and out of use, as was ordered and as far as it is free to go."""
    plan, source = handover.plan, handover.source
    reopened = any(kind.objects.of(source).filter(round__plan=plan).owed().exists() for kind in kinds())
    if source.pk == by.organization_id or reopened:
        return
    if order.leaves and plan.organizations.filter(pk=source.pk).exists():
        plan.refresh_from_db()
        staying = [body for body in plan.organizations.all() if body.pk != source.pk]
        write_new(
            plan,
            by=by,
            verb="plan.changed",
            based_on=plan.version,
            changes={"organizations": staying},
            reason=handover.reason,
        )
        handover.left_plan = True
    if order.successor and source.is_active and not in_other_plans(plan, source, today):
        succeed_organization(
            source, order.successor, on=order.on, by=by, based_on=source.version, reason=handover.reason
        )
        handover.dissolved = True
    handover.save(update_fields=["left_plan", "dissolved"])


def _write_down(handover: Handover, lines: Iterable[HandedDuty], by: User) -> None:
    counts: dict[str, int] = {}
    for line in lines:
        name = str(line.receiver) if line.receiver else ""
        counts[name] = counts.get(name, 0) + 1
    told = {
        "source": str(handover.source),
        "on": handover.on.isoformat(),
        "document_number": handover.document_number,
        "organizations": [f"{name} {count}" for name, count in sorted(counts.items()) if name],
        "stayed": counts.get("", 0),
        "left_plan": handover.left_plan,
        "dissolved": handover.dissolved,
    }
    log.record(by, "handover.made", handover, after=told, reason=handover.reason)


def _tell(handover: Handover, lines: Iterable[HandedDuty], by: User) -> None:
    """The reporters and reviewers of those who receive, each once."""
    counts: dict[int, int] = {}
    for line in lines:
        if line.receiver_id is not None:
            counts[line.receiver_id] = counts.get(line.receiver_id, 0) + 1
    page = reverse("tasks:handover", args=[handover.plan.code, handover.pk])
    served = User.objects.active().filter(organization__in=counts, grants__role__in=(Role.REPORTER, Role.REVIEWER))
    for user in served.distinct():
        facts: dict[str, Fact] = {
            "organization": handover.source.name,
            "count": counts[user.organization_id or 0],
            "on": handover.on,
        }
        notify(user, "handover.made", f"handover.made:{handover.pk}", facts, page)


def take_back(handover: Handover, reason: str, *, by: User, at: datetime, based_on: int, key: str = "") -> Handover:
    """The receivers hand back what they still have as they were given it; the lines say what was not taken back and why.

    Raises `StaleError`, `AlreadyTakenBack` or `PermissionDenied`.
    """
    if not may_hand_over(handover.plan, by):
        raise PermissionDenied
    with transaction.atomic():
        if not log.first_time(by, key):
            return handover
        if handover.taken_back_at is not None:
            raise AlreadyTakenBack
        handover.swap(based_on, taken_back_at=at, taken_back_by=by, taken_back_reason=reason)
        _come_back(handover, by)
        lines = list(handover.lines.filter(receiver__isnull=False).select_related("receiver"))
        work = Work()
        for line in lines:
            line.remark = _return(work, line, handover) or ""
            line.taken_back = not line.remark
        work.write(by=by, at=at, verb="duty.taken_back", reason=reason)
        HandedDuty.objects.bulk_update(lines, ["remark", "taken_back"])
        back = sum(line.taken_back for line in lines)
        after = {"source": str(handover.source), "taken_back": back, "stayed": len(lines) - back}
        log.record(by, "handover.taken_back", handover, after=after, reason=reason)
        return handover


def _come_back(handover: Handover, by: User) -> None:
    """The organization is in use again, and takes part again, where the handover had ended that."""
    source = handover.source
    if handover.dissolved and not source.is_active:
        reopen_organization(source, by=by, based_on=source.version)
    if handover.left_plan:
        join_plan(handover.plan, [source], by=by)


def _return(work: Work, line: HandedDuty, handover: Handover) -> Remark | None:
    """Puts into `work` what makes the duty the source's again; says why not where it cannot be."""
    kind, receiver, source = BY_NAME[line.kind], line.receiver, handover.source
    assert receiver is not None
    row = kind.open(timezone.localdate(handover.taken_back_at)).filter(pk=line.row).first()
    if row is None:
        return Remark.FINISHED
    row, changes = work.on(row)
    held = _standing(row, changes, kind.holder)
    if kind.is_shared:
        if receiver not in held and not line.had_part:
            return Remark.CHANGED_HANDS
        others = [body for body in held if body != receiver or line.had_part]
        leads = bool(kind.lead) and _standing(row, changes, kind.lead) == source
        changes[kind.holder] = others if leads or source in others else [*others, source]
        return None
    if held != receiver or source.pk in same_there(kind, [row], receiver).get(row.pk, ()):
        return Remark.CHANGED_HANDS
    changes[kind.holder] = source
    if kind.helpers and line.had_part:
        changes[kind.helpers] = [*_standing(row, changes, kind.helpers), receiver]
    return None
