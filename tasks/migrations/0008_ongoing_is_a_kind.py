from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tasks", "0007_read_deadlines")]

    operations = [migrations.RemoveField(model_name="task", name="is_ongoing")]
