"""What a task annex would do to a plan, and doing it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from indicators.annex.bodies import Bodies, Responsible
from indicators.annex.codes import assign, park
from indicators.annex.differences import changes, facts, fitting, new_values
from indicators.annex.judgement import Change, Judgement, Line, acting, ordered
from indicators.annex.sheet import Annex, AnnexRow, Problem
from indicators.annex.words import joined
from indicators.library.names import fold
from indicators.models import Plan
from tasks.annex.levels import plan_tree
from tasks.deadlines import Deadline, Kind, read_deadline
from tasks.dues import due_by
from tasks.models import Task, TaskSection
from wastefree.accounts.models import User
from wastefree.changes import change, create

KIND = "tasks"
TITLE_LENGTH = SECTION_LENGTH = 200
NOTHING = "—"


@dataclass(frozen=True)
class WantedTask:
    """`fields` are those that are new; `section` is None where the annex says nothing new about it.

    `above` is the row, by its place among the annex's, whose task this one is put below; None leaves it where it is.
    """

    place: int
    existing: Task | None
    section: str | None
    fields: Mapping[str, Any]
    above: int | None = None


def judge(annex: Annex, plan: Plan, bodies: Bodies) -> Judgement:
    """Every row of the annex against the plan, in a fixed number of queries; writes nothing."""
    rows, problems = _titled(annex)
    there = list(plan.tasks.with_place().select_related("parent").prefetch_related("cooperating"))
    met = _meet(rows, there)
    touched = {task.pk for task in met if task is not None}
    codes = assign(
        [(placed.row["code"].text, task.code if task else None) for placed, task in zip(rows, met, strict=True)],
        {task.code for task in there if task.pk not in touched},
    )
    lines: list[Line] = []
    unknown: dict[str, None] = {}
    tree = plan_tree([(placed.section, placed.row["code"].text) for placed in rows], met, there)
    problems += [rows[place].row["code"].problem(words) for place, words in tree.problems]
    for place, (placed, existing, code) in enumerate(zip(rows, met, codes, strict=True)):
        responsible = bodies.of_row(placed.row)
        unknown |= dict.fromkeys(responsible.unknown)
        fields, unread = _fields(placed.row, existing, code, responsible)
        problems += [*responsible.problems, *unread]
        wanted = WantedTask(place, existing, None, fields, tree.above.get(place))
        lines.append(_line(placed, wanted, responsible, rows))
    return Judgement(KIND, tuple(lines), ordered(problems, annex.sheets), tuple(unknown), tuple(_remarks(lines)))


def apply(judgement: Judgement, plan: Plan, *, by: User | None) -> None:
    """All lines, inside the caller's transaction. Raises `StaleError` if a task has changed since it was judged."""
    wanted: list[WantedTask] = [line.wanted for line in judgement.changing]
    park(Task.objects.all(), (each.existing.pk for each in wanted if each.existing and "code" in each.fields))
    sections = {section.name: section for section in plan.task_sections.all()}
    order = plan.tasks.count()
    tasks = {line.wanted.place: line.wanted.existing for line in judgement.lines}
    for each in wanted:
        fields = dict(each.fields)
        if each.section is not None:
            fields["section"] = _section(plan, each.section, sections)
        if each.above is not None:
            fields["parent"] = tasks[each.above]
        if each.existing is None:
            order += 1
            tasks[each.place] = create(Task(plan=plan, order=order), by=by, verb="task.imported", fields=fields)
        else:
            task = change(each.existing, by=by, verb="task.imported", based_on=each.existing.version, changes=fields)
            tasks[each.place] = task
    _part_sections(plan, by=by)


def _part_sections(plan: Plan, *, by: User | None) -> None:
    """A task that went into another section without the one above it stands below it no longer."""
    apart = plan.tasks.exclude(parent=None).exclude(section=F("parent__section"))
    for task in apart.exclude(section=None, parent__section=None):
        change(task, by=by, verb="task.imported", based_on=task.version, changes={"parent": None})


def _section(plan: Plan, name: str, there: dict[str, TaskSection]) -> TaskSection:
    if name not in there:
        there[name] = TaskSection.objects.create(plan=plan, name=name, order=len(there) + 1)
    return there[name]


@dataclass(frozen=True)
class Placed:
    """A row with the section that it stands in."""

    row: AnnexRow
    section: str

    @property
    def title(self) -> str:
        return joined(self.row["title"].text)

    @property
    def key(self) -> tuple[str, str]:
        return fold(self.section), fold(self.title[:TITLE_LENGTH])


def _titled(annex: Annex) -> tuple[list[Placed], list[Problem]]:
    """The rows that name a task, each only once within its section; the others are told."""
    rows: list[Placed] = []
    problems = list(annex.problems)
    seen: dict[tuple[str, str], str] = {}
    for placed in _placed(annex.rows):
        cell = placed.row["title"]
        if cell.is_blank:
            problems.append(cell.problem(_("这一行没有任务名称，没有读入。")))
        elif placed.key in seen:
            problems.append(cell.problem(_("与 %(cell)s 的任务重名，没有读入。") % {"cell": seen[placed.key]}))
        else:
            seen[placed.key] = cell.cell
            rows.append(placed)
    return rows, problems


def _placed(rows: Iterable[AnnexRow]) -> Iterator[Placed]:
    """The section is the row's own cell, the one above where that is left blank, or the title above the rows; a sign
    for nothing (—) says that there is none."""
    current = sheet = ""
    for row in rows:
        if row.first.sheet != sheet:
            current, sheet = "", row.first.sheet
        if "section" not in row.cells:
            current = row.section
        elif row["section"].says_none:
            current = ""
        elif not row["section"].is_blank:
            current = row["section"].text
        yield Placed(row, joined(current)[:SECTION_LENGTH])


def _meet(rows: Sequence[Placed], there: Iterable[Task]) -> list[Task | None]:
    """The task that each row means: of the same section and title, or else of the same title. Each only once."""
    exact = {(fold(task.section.name if task.section else ""), fold(task.title)): task for task in there}
    met = [exact.pop(placed.key, None) for placed in rows]
    by_title = {title: task for (_section, title), task in exact.items()}
    return [task or by_title.pop(placed.key[1], None) for placed, task in zip(rows, met, strict=True)]


def _fields(
    row: AnnexRow, existing: Task | None, code: str, responsible: Responsible
) -> tuple[dict[str, Any], list[Problem]]:
    """What the row says of the task beside its section; what it leaves blank is left as it is."""
    title = joined(row["title"].text)
    fields: dict[str, Any] = {"code": code, "title": title[:TITLE_LENGTH]}
    problems: list[Problem] = []
    content = "" if row["content"].is_blank else joined(row["content"].text)
    if len(title) > TITLE_LENGTH:
        content = f"{title}\n{content}".strip()  # nothing of what was written is lost
    deliverable = "" if row["deliverable"].is_blank else joined(row["deliverable"].text)
    texts = {"content": (content, row["content"]), "deliverable": (deliverable, row["deliverable"])}
    texts["responsible_text"] = (responsible.words, responsible.place)
    for name, (text, place) in texts.items():
        if text:
            fields[name], cut = fitting(Task, name, text, place)
            problems += cut
    if responsible.text:
        fields |= {"collectives": list(responsible.collectives), **_bodies(responsible, existing)}
    problems += fitting(TaskSection, "name", joined(row["section"].text), row["section"])[1]
    due, unread = _due(row, existing)
    return fields | due, problems + unread


def _bodies(responsible: Responsible, existing: Task | None) -> dict[str, Any]:
    """A plan that names several bodies and none that leads leaves the lead open: the office decides.

    A lead that the office has decided on stays, and so do those whom it added while a name was unknown.
    """
    lead = None if responsible.first_of_several else responsible.lead
    helping = [body for body in responsible.named if body != lead]
    if existing is not None:
        there = list(existing.cooperating.all())
        if lead is None and existing.lead is not None:
            helping = [body for body in helping if body != existing.lead]
        if responsible.problems:
            helping = [*helping, *(body for body in there if body not in helping)]
    return {"cooperating": helping} | ({"lead": lead} if lead else {})


def _due(row: AnnexRow, existing: Task | None) -> tuple[dict[str, Any], list[Problem]]:
    """The words, and the day that they mean. A day on which the office has decided for the same words stays, and so
    does one without words that the cell only tells."""
    cell = row["due"]
    if cell.is_blank:
        return {}, []
    text, cut = fitting(Task, "due_text", joined(cell.text), cell)
    deadline = read_deadline(cell.text, row.table.year_above if row.table else None)
    problems = [*cut, *(cell.problem(words) for words in _unread(deadline))]
    if existing is None:
        return {"due_text": text} | _meaning(deadline), problems
    told = (deadline.date, deadline.kind is Kind.ONGOING)
    if not existing.due_text and told == (existing.due_on, existing.is_ongoing):
        return {}, problems
    foreign = deadline.date is not None and deadline.date.year not in existing.plan.years  # as in a copied plan
    decided = existing.due_text == text and (existing.due_on or existing.is_ongoing or foreign)
    return {"due_text": text} | ({} if decided else _meaning(deadline)), problems


def _meaning(deadline: Deadline) -> dict[str, Any]:
    """An event of other words may have happened on another day; a day to start on is taken from a range only."""
    due = due_by(deadline)
    meaning = {"due_kind": due.kind, "due_rule": due.rule, "due_on": due.on, "event_on": None}
    return meaning | ({"starts_on": due.starts_on} if due.starts_on else {})


def _unread(deadline: Deadline) -> Iterator[str]:
    if deadline.kind is Kind.UNREADABLE:
        yield _("看不懂这个时限，只保留了文字。请写明日期，如“2025年6月30日前”；没有期限的写“常态工作”。")
    elif deadline.date is None and deadline.kind in (Kind.DATE, Kind.RANGE):
        yield _("没有写明是哪一年，只保留了文字。请补上年份。")


def _line(placed: Placed, wanted: WantedTask, responsible: Responsible, rows: Sequence[Placed]) -> Line:
    existing = wanted.existing
    new = new_values(existing, wanted.fields)
    there = existing.section.name if existing and existing.section else ""
    section = placed.section if placed.section and placed.section != there else None
    shown: list[Change] = []
    if existing is not None:
        shown += changes(existing, new)
    else:
        shown += facts(Task, new, ("lead", "cooperating", "due_text", "due_on"))
    if wanted.above is not None:
        before = existing.parent.title if existing and existing.parent else ""
        shown.append(Change(_("上级任务"), before, rows[wanted.above].title))
    if section is not None:
        shown.append(Change(_("领域"), there, section))
    return Line(
        place=placed.row["title"],
        title=placed.title,
        action=acting(is_new=existing is None, changes=bool(shown)),
        wanted=replace(wanted, section=section, fields=new),
        changes=tuple(shown),
        bodies=responsible.named,
        based_on=f"{existing.pk}:{existing.version}" if existing else "",
    )


def _remarks(lines: Iterable[Line]) -> Iterator[str]:
    leaderless = sum(line.wanted.existing is None and not line.wanted.fields.get("lead") for line in lines)
    if leaderless:
        yield _("有 %(count)s 项任务没有写明牵头单位，请无废办在任务页面明确。") % {"count": leaderless}
