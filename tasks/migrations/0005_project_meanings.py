"""What the words of projects mean, and since when each is on its plan's list, for those entered before either was kept."""

from django.db import migrations
from django.utils.timezone import localdate

from tasks.capacity import read_capacity
from tasks.wastes import read_waste


def read_words(apps, schema_editor):
    Project = apps.get_model("tasks", "Project")
    projects = list(Project.objects.all())
    for project in projects:
        project.waste = read_waste(project.waste_type)
        if capacity := read_capacity(project.capacity):
            project.capacity_amount, project.capacity_unit = capacity.amount, capacity.unit
    Project.objects.bulk_update(projects, ["waste", "capacity_amount", "capacity_unit"])


def date_back(apps, schema_editor):
    """To the day of the project's first record, which is that of its making; the others stay at today."""
    Project, Record = apps.get_model("tasks", "Project"), apps.get_model("audit", "Record")
    records = Record.objects.filter(target_type="tasks.Project").order_by("-at").values_list("target_id", "at")
    first = {target: localdate(at) for target, at in records}
    projects = [project for project in Project.objects.all() if str(project.pk) in first]
    for project in projects:
        project.added_on = first[str(project.pk)]
    Project.objects.bulk_update(projects, ["added_on"])


class Migration(migrations.Migration):

    dependencies = [
        ("audit", "__first__"),
        ("tasks", "0004_project_list_history"),
    ]

    operations = [
        migrations.RunPython(read_words, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(date_back, migrations.RunPython.noop, elidable=True),
    ]
