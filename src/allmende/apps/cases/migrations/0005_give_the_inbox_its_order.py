from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_find_cases_by_words"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="task", name="task_inbox"),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)),
                fields=["city", "due_at", "opened_at", "id"],
                name="task_open_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)),
                fields=["city", "unit", "due_at", "opened_at", "id"],
                name="task_open_of_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at__isnull", False)),
                fields=["city", "-done_at", "-id"],
                name="task_done_latest",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(condition=models.Q(("done_at__isnull", True)), fields=["city", "kind", "due_at", "opened_at", "id"], name="task_open_of_kind"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(condition=models.Q(("done_at__isnull", False)), fields=["city", "kind", "-done_at", "-id"], name="task_done_of_kind"),
        ),
    ]
