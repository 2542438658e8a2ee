"""Who leads and who supports each thing, by a list of responsibilities: only what is certain is taken.

A list may hold only some organizations, so that a row that is not there says nothing: parts are added and leads are
given to another, and nothing is taken away. A thing is known by its kind, number and name together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from indicators import definitions
from indicators.annex.differences import changes, new_values
from indicators.annex.judgement import Line, acting
from indicators.annex.sheet import Problem
from indicators.annex.words import word
from indicators.library.names import fold
from indicators.models import Indicator, Plan
from tasks.annex.placing import Placed
from tasks.models import Project, Task
from wastefree.accounts.models import Organization, User
from wastefree.changes import change
from wastefree.versions import Versioned

LEAD, SUPPORT = "lead", "support"
PARTS: Mapping[str, str] = {
    **dict.fromkeys(("牵头", "牵头单位", "主责", "负责", "责任单位"), LEAD),
    **dict.fromkeys(("配合", "配合单位", "协同", "参与"), SUPPORT),
}
# Rows that the list shows and the portal does not take from it.
ONLY_SHOWN = frozenset({"填报数据", "无废细胞", "督办交办", "属地", "填报"})


@dataclass(frozen=True)
class Kind:
    """One kind of thing: the field of its lead, and that of its supporters if it has any."""

    rows: Callable[[Plan], Iterable[Any]]
    lead: str
    helping: str = ""


KINDS: Mapping[str, Kind] = {
    "指标": Kind(
        lambda plan: plan.indicators.active().with_place().prefetch_related("cooperating"), "lead", "cooperating"
    ),
    "重点任务": Kind(lambda plan: Task.objects.of_plan(plan).for_list(), "lead", "cooperating"),
    "重点项目": Kind(lambda plan: Project.objects.of_plan(plan).with_place(), "organization"),
}


@dataclass(frozen=True)
class WantedParts:
    """`fields` are those that are new: the lead, the supporters."""

    existing: Versioned
    fields: Mapping[str, Any]

    def write(self, plan: Plan, *, by: User | None) -> None:
        """Raises `StaleError` if it has changed since."""
        existing = self.existing
        if isinstance(existing, Indicator):
            definitions.update_indicator(existing, by=by, based_on=existing.version, **self.fields)
            return
        verb = "task.imported" if isinstance(existing, Task) else "project.imported"
        change(existing, by=by, verb=verb, based_on=existing.version, changes=self.fields)


def judge(rows: Sequence[Placed], plan: Plan) -> tuple[list[Line], list[Problem]]:
    """One line for each thing that the file names."""
    lines: list[Line] = []
    problems: list[Problem] = []
    of_kind: dict[str, list[Placed]] = {}
    for placed in rows:
        if placed.text("item") and not {placed.text("category"), placed.text("part")} & ONLY_SHOWN:
            of_kind.setdefault(placed.text("category"), []).append(placed)
    for name, own in of_kind.items():
        if name in KINDS:
            found, unread = _of_kind(KINDS[name], own, plan)
            lines += found
            problems += unread
        else:
            words = _("看不懂类别，没有读入。可以写：指标、重点任务、重点项目。")
            problems += [placed.row["category"].problem(words) for placed in own]
    return lines, problems


def _of_kind(kind: Kind, rows: Sequence[Placed], plan: Plan) -> tuple[list[Line], list[Problem]]:
    there = {(each.code, fold(str(each))): each for each in kind.rows(plan)}
    lines: list[Line] = []
    problems: list[Problem] = []
    of_thing: dict[int, list[Placed]] = {}
    things: dict[int, Any] = {}
    for placed in rows:
        thing = there.get((placed.text("code"), fold(placed.text("item"))))
        if thing is None:
            words = _("平台里没有这个编号和名称的事项，没有读入。名称要改，请在对应的页面或清单里改。")
            problems.append(placed.row["item"].problem(words))
        else:
            things[thing.pk] = thing
            of_thing.setdefault(thing.pk, []).append(placed)
    for pk, own in of_thing.items():
        line, unread = _line(kind, things[pk], own)
        lines.append(line)
        problems += unread
    return lines, problems


def _line(kind: Kind, thing: Any, own: Sequence[Placed]) -> tuple[Line, list[Problem]]:
    fields, problems = _fields(kind, thing, own)
    new = new_values(thing, fields)
    line = Line(
        place=own[0].row["item"],
        title=f"{thing.code} {thing}",
        action=acting(is_new=False, changes=bool(new)),
        wanted=WantedParts(thing, new),
        changes=tuple(changes(thing, new)),
        based_on=f"{thing.pk}:{thing.version}",
    )
    return line, problems


def _fields(kind: Kind, thing: Any, own: Sequence[Placed]) -> tuple[dict[str, Any], list[Problem]]:
    """What the rows of one thing say, or why they say nothing that is certain."""
    by_part: dict[str, dict[Organization, Placed]] = {LEAD: {}, SUPPORT: {}}
    for placed in own:
        part = PARTS.get(word(placed.text("part")))
        if part is None or (part == SUPPORT and not kind.helping):
            return {}, [placed.row["part"].problem(_("看不懂是牵头还是配合，这一项没有读入。"))]
        by_part[part].setdefault(placed.body, placed)
    leads, helping = by_part[LEAD], by_part[SUPPORT]
    if len(leads) > 1:
        words = _("同一事项写了几家牵头单位（%(names)s），没有读入。请只留一家牵头，其余写配合。")
        return {}, [_last(leads).row["part"].problem(words % {"names": "、".join(map(str, leads))})]
    if both := leads.keys() & helping.keys():
        words = _("“%(name)s”既写牵头又写配合，这一项没有读入。请只留一行。")
        return {}, [helping[next(iter(both))].row["part"].problem(words % {"name": next(iter(both)).name})]
    return _given(kind, thing, next(iter(leads), None), list(helping))


def _last(placed: Mapping[Organization, Placed]) -> Placed:
    return list(placed.values())[-1]


def _given(
    kind: Kind, thing: Any, lead: Organization | None, helping: list[Organization]
) -> tuple[dict[str, Any], list[Problem]]:
    """The lead that is named, else the one that leads now; the supporters of now and those that are named."""
    leads = lead or getattr(thing, kind.lead)
    fields: dict[str, Any] = {kind.lead: lead} if lead else {}
    if kind.helping:
        now = list(getattr(thing, kind.helping).all())
        wanted = dict.fromkeys([*now, *helping])
        fields[kind.helping] = [body for body in wanted if body != leads]
    return fields, []
