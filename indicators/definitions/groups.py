"""The groups above a plan's indicators (一级、二级指标): renamed, put in order, taken away when empty."""

from collections.abc import Iterable, Iterator

from django.db import transaction

from indicators.models import Indicator, IndicatorGroup, Plan
from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.changes import write_new


class GroupInUse(Exception):
    """The group has indicators, in use or not, or groups below it."""


def rename_group(group: IndicatorGroup, name: str, *, by: User | None, based_on: int, key: str = "") -> IndicatorGroup:
    """Raises `StaleError`, and IntegrityError for a name that a sister group has."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return group
        return write_new(group, by=by, verb="group.changed", based_on=based_on, changes={"name": name})


def move_group(group: IndicatorGroup, step: int, *, by: User | None, key: str = "") -> None:
    """One place up (-1) or down (1) among its sisters, with its indicators; nothing where there is no such place.

    The plan's indicators follow the order of the groups, so that lists, pages and workbooks all do.
    """
    with transaction.atomic():
        plan = Plan.objects.select_for_update().get(pk=group.plan_id)
        if not log.first_time(by, key):
            return
        groups = list(plan.groups.all())
        sisters = [each for each in groups if each.parent_id == group.parent_id]
        before = [each.name for each in sisters]
        place = sisters.index(group)
        if not 0 <= place + step < len(sisters):
            return
        sisters[place], sisters[place + step] = sisters[place + step], sisters[place]
        others = [each for each in groups if each.parent_id != group.parent_id]
        _renumber(plan, [*sisters, *others])
        log.record(by, "group.moved", group, before={"order": before}, after={"order": [each.name for each in sisters]})


def remove_group(group: IndicatorGroup, *, by: User | None, key: str = "") -> None:
    """Raises `GroupInUse`."""
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=group.plan_id)
        if not log.first_time(by, key):
            return
        if group.indicators.exists() or group.children.exists():
            raise GroupInUse
        log.record(by, "group.removed", group, before={"name": group.name})
        group.delete()


def _renumber(plan: Plan, groups: Iterable[IndicatorGroup]) -> None:
    """Numbers the groups from top to bottom, each before those below it, and the indicators along with them."""
    below: dict[int | None, list[IndicatorGroup]] = {}
    for each in groups:
        below.setdefault(each.parent_id, []).append(each)
    ordered = list(_downwards(below, None))
    for order, each in enumerate(ordered, 1):
        each.order = order
    IndicatorGroup.objects.bulk_update(ordered, ["order"])
    places: dict[int | None, int] = {each.pk: each.order for each in ordered}
    indicators = sorted(plan.indicators.all(), key=lambda each: places.get(each.group_id, len(ordered) + 1))
    for order, indicator in enumerate(indicators, 1):
        indicator.order = order
    Indicator.objects.bulk_update(indicators, ["order"], batch_size=200)


def _downwards(below: dict[int | None, list[IndicatorGroup]], parent: int | None) -> Iterator[IndicatorGroup]:
    for each in below.get(parent, ()):
        yield each
        yield from _downwards(below, each.pk)
