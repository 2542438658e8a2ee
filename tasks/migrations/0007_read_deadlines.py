from django.db import migrations

from tasks.deadlines import Kind, read_deadline
from tasks.dues import ONGOING, due_by


def read_deadlines(apps, schema_editor):
    """Kind and rule of the words that are there; a day on which the office has decided stays."""
    Task = apps.get_model("tasks", "Task")
    for task in Task.objects.all():
        read = read_deadline(task.due_text, task.due_on.year if task.due_on else None)
        due = ONGOING if task.is_ongoing and task.due_on is None else due_by(read, decided=task.due_on)
        unknown = task.due_on is None and due.kind in (Kind.DATE, Kind.RANGE)
        task.due_kind, task.due_rule = due.kind, "" if unknown else due.rule
        task.starts_on = None if unknown else due.starts_on
        task.save(update_fields=["due_kind", "due_rule", "starts_on"])


class Migration(migrations.Migration):
    dependencies = [("tasks", "0006_task_tree_deadlines_milestones")]

    operations = [migrations.RunPython(read_deadlines, migrations.RunPython.noop)]
