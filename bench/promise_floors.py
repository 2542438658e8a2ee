"""The least that work with tasks, projects and their reports could cost: the bare SQL of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from bench.city import City
from bench.floors import RECORD, Floors, read
from tasks.models import Task, TaskReport
from wastefree.access import Role

TASKS = """
    SELECT t.*, s.*, o.* FROM tasks_task t LEFT JOIN tasks_tasksection s ON s.id = t.section_id
    LEFT JOIN accounts_organization o ON o.id = t.lead_id WHERE t.plan_id = %s
"""
HELPING = """
    SELECT o.*, c.task_id FROM tasks_task_cooperating c JOIN accounts_organization o ON o.id = c.organization_id
    JOIN tasks_task t ON t.id = c.task_id WHERE t.plan_id = %s
"""
MILESTONES = "SELECT m.* FROM tasks_milestone m JOIN tasks_task t ON t.id = m.task_id WHERE t.plan_id = %s"
PROJECTS = """
    SELECT p.*, o.*, r.* FROM tasks_project p LEFT JOIN accounts_organization o ON o.id = p.organization_id
    LEFT JOIN accounts_organization r ON r.id = p.region_id WHERE p.plan_id = %s
"""
ORDERS = """
    SELECT d.*, o.*, t.* FROM tasks_order d JOIN accounts_organization o ON o.id = d.organization_id
    LEFT JOIN tasks_task t ON t.id = d.task_id WHERE d.plan_id = %s
"""
OF_TASK = "SELECT r.*, n.* FROM tasks_taskreport r JOIN indicators_round n ON n.id = r.round_id WHERE r.task_id = %s"
# What an organization says in a round, and all that was said before about the same.
TOLD = """
    SELECT r.* FROM tasks_{kind}report r WHERE r.{kind}_id IN
        (SELECT {kind}_id FROM tasks_{kind}report WHERE round_id = %s AND organization_id = %s)
"""
WAITING = """
    SELECT r.*, t.*, o.* FROM tasks_taskreport r JOIN tasks_task t ON t.id = r.task_id
    JOIN accounts_organization o ON o.id = r.organization_id WHERE r.round_id = %s AND r.state = 'checked'
"""
SAVED = "UPDATE tasks_taskreport SET progress = 'x', version = version + 1 WHERE id = %s AND version = 1"
REVISION = """
    INSERT INTO tasks_taskreportrevision
        (report_id, version, step, state, progress, problem, next_step, percent, finished, reached, reason, by_id, at)
    SELECT id, version, 'saved', state, progress, problem, next_step, percent, finished, reached, '', entered_by_id,
        entered_at FROM tasks_taskreport WHERE id = %s
"""
SETTLED = """
    UPDATE tasks_task SET progress = 'x', version = version + 1
    WHERE id = (SELECT task_id FROM tasks_taskreport WHERE id = %s)
"""
TASK = """
    INSERT INTO tasks_task
        (plan_id, code, title, content, deliverable, lead_id, collectives, responsible_text, due_text, due_kind, due_rule,
         stage, progress, problem, next_step, status_override, status_reason, {order}, version)
    VALUES (%s, %s, '', '', '', %s, '[]', '', '', 'date', '', 'not_started', '', '', '', '', '', 1, 1)
"""
HELPS = "INSERT INTO tasks_task_cooperating (task_id, organization_id) VALUES (%s, %s)"


@dataclass(frozen=True)
class PromiseFloors:
    city: City

    def read_tasks(self) -> None:
        for sql in (TASKS, HELPING, MILESTONES):
            read(sql, self.city.place.plan.pk)

    def read_task(self, task: Task) -> None:
        read(OF_TASK, task.pk)

    def read_projects(self) -> None:
        read(PROJECTS, self.city.place.plan.pk)

    def read_orders(self) -> None:
        read(ORDERS, self.city.place.plan.pk)

    def read_all(self) -> None:
        """Figures, tasks, projects and orders: everything that somebody answers for."""
        Floors(self.city).read_year()
        self.read_tasks()
        self.read_projects()
        self.read_orders()

    def read_told(self) -> None:
        for kind in ("task", "project"):
            read(TOLD.format(kind=kind), self.city.open_round.pk, self.city.place.organization.pk)

    def read_waiting(self) -> None:
        read(WAITING, self.city.open_round.pk)

    def save(self, report: TaskReport) -> None:
        self._write([report], settles=False)

    def approve(self, reports: Sequence[TaskReport]) -> None:
        """The reports, and the tasks that say from then on what they say."""
        self._write(reports, settles=True)

    def add(self, count: int) -> None:
        """Tasks with one that cooperates and a record each."""
        plan, body = self.city.place.plan, self.city.place.organization.pk
        rows = [(plan.pk, f"bare {number}", body) for number in range(count)]
        with connection.cursor() as cursor:
            cursor.executemany(TASK.format(order=connection.ops.quote_name("order")), rows)
            cursor.execute("SELECT id FROM tasks_task WHERE plan_id = %s AND code LIKE 'bare %%'", [plan.pk])
            keys = [key for (key,) in cursor.fetchall()]
            cursor.executemany(HELPS, [(key, body) for key in keys])
            by = self.city.people[Role.OFFICE].pk
            cursor.executemany(RECORD.replace("{{}}", "{}"), [(by, str(key)) for key in keys])

    def _write(self, reports: Sequence[TaskReport], *, settles: bool) -> None:
        """An UPDATE guarded by the version, a revision and an audit record for each; of its task a record, too."""
        keys = [(report.pk,) for report in reports]
        told = [(self.city.people[Role.OFFICE].pk, str(report.pk)) for report in reports]
        with connection.cursor() as cursor:
            cursor.executemany(SAVED, keys)
            cursor.executemany(REVISION, keys)
            if settles:
                cursor.executemany(SETTLED, keys)
            cursor.executemany(RECORD.replace("{{}}", "{}"), told * (2 if settles else 1))
