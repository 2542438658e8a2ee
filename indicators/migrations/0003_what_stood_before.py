"""Fills what the new columns say of rows that are there already: initials, first hand-ins, the latest step's revision."""

from django.db import migrations
from django.db.models import F

from wastefree.lib.pinyin import initials

BATCH = 500
# The step that leads to a state, and who took it when.
LATEST = {
    "submitted": ("submitted", "submitted_by_id", "submitted_at"),
    "checked": ("checked", "checked_by_id", "checked_at"),
    "approved": ("approved", "approved_by_id", "approved_at"),
    "returned": ("returned", "returned_by_id", "returned_at"),
}


def fill(apps, schema_editor):
    for name in ("Indicator", "Quantity"):
        model = apps.get_model("indicators", name)
        rows = list(model.objects.only("pk", "name"))
        for row in rows:
            row.initials = initials(row.name)
        model.objects.bulk_update(rows, ["initials"], batch_size=BATCH)
    entries = apps.get_model("indicators", "Entry").objects
    entries.filter(first_submitted_at=None).update(first_submitted_at=F("submitted_at"))
    _keep_latest_steps(apps, entries)


def _keep_latest_steps(apps, entries):
    """Of the earlier steps nothing is known any more but the last: it is enough to say what counts now."""
    revision = apps.get_model("indicators", "EntryRevision")
    made = []
    for entry in entries.filter(state__in=LATEST).iterator(chunk_size=BATCH):
        step, by, at = LATEST[entry.state]
        if getattr(entry, by) is None or revision.objects.filter(entry=entry, version=entry.version).exists():
            continue
        made.append(
            revision(
                entry=entry,
                version=entry.version,
                step=step,
                state=entry.state,
                value=entry.value,
                not_applicable=entry.not_applicable,
                note=entry.note,
                reason=entry.return_reason if step == "returned" else "",
                by_id=getattr(entry, by),
                at=getattr(entry, at),
            )
        )
    revision.objects.bulk_create(made, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_reporting_complete")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
