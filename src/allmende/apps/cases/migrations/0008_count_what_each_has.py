from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_tell_whom_a_case_waits_for")]

    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True), ("officer__isnull", False)),
                fields=["city", "officer", "due_at", "opened_at", "id"],
                name="task_open_of_officer",
            ),
        ),
    ]
