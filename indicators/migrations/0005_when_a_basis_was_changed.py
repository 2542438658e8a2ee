from typing import Any

from django.db import migrations, models


def moments_from_the_audit(apps: Any, schema_editor: Any) -> None:
    """Changes made before have their moment in the audit trail."""
    records = apps.get_model("audit", "Record").objects.filter(verb="indicator.basis_changed")
    for former in apps.get_model("indicators", "FormerBasis").objects.all():
        about = records.filter(target_type="indicators.Indicator", target_id=str(former.indicator_id))
        record = about.filter(after__until=former.until.isoformat()).order_by("-pk").first()
        if record is not None:
            former.changed_at = record.at
            former.save(update_fields=["changed_at"])


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("indicators", "0004_editions_kept_by_the_office")]

    operations = [
        migrations.AddField(
            model_name="formerbasis",
            name="changed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="变更时间"),
        ),
        migrations.RunPython(moments_from_the_audit, migrations.RunPython.noop, elidable=True),
    ]
