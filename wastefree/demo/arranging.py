"""When the demonstration city's tasks begin, what stands below what, and their milestones; all of it made up."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from indicators.models import Plan
from tasks.models import Milestone, Task
from wastefree.demo.city import Calendar, read


def arrange_tasks(plan: Plan, calendar: Calendar) -> None:
    """After the tasks are there; in the order of the file, where what stands above comes before what stands below."""
    there = {task.title: task for task in plan.tasks.all()}
    for stored in read("works.toml")["arrangements"]:
        task = there[stored["title"]]
        above = there.get(stored.get("under", ""))
        if above is not None:
            task.parent = above
            task.code = f"{above.code}.{above.children.count() + 1}"
        task.starts_on = _day(stored["starts"], calendar)
        task.save()
        Milestone.objects.bulk_create(_milestones(task, stored.get("milestones", ()), calendar))


def _milestones(task: Task, stored: Any, calendar: Calendar) -> Iterator[Milestone]:
    for name, written, weight, kept in stored:
        due = _day(written, calendar)
        reached = due if kept and due <= calendar.open.end else None
        yield Milestone(task=task, name=name, due_on=due, weight=weight, reached_on=reached)


def _day(written: str, calendar: Calendar) -> date:
    years = {"上一年": calendar.first_year, "今年": calendar.open.year, "明年": calendar.last_year}
    word, _dash, day = written.partition("-")
    return date.fromisoformat(f"{years[word]}-{day}")
