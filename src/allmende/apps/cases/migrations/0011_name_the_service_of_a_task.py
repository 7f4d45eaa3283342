from django.db import migrations, models
from django.db.models import OuterRef, Subquery

WAITING = models.Q(("waits_for__in", ("citizen", "payment", "office", "appointment")))
OPEN = models.Q(("done_at__isnull", True))
DONE = models.Q(("done_at__isnull", False))


def name_it(apps, schema_editor):
    """What the case says."""
    if schema_editor.connection.vendor == "postgresql":
        # The owner sees every city's rows; `protect_database` puts the belt back after the migration.
        for table in ("cases_task", "cases_case"):
            schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    task, case = apps.get_model("cases", "Task"), apps.get_model("cases", "Case")
    theirs = case._base_manager.filter(pk=OuterRef("case_id")).values("service_id")
    task._base_manager.update(service_id=Subquery(theirs))


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_keep_message_templates")]

    operations = [
        migrations.AddField("task", "service_id", models.CharField(max_length=80, default=""), preserve_default=False),
        migrations.RunPython(name_it, migrations.RunPython.noop),
        migrations.AddIndex(
            "task",
            models.Index(
                condition=OPEN, fields=["city", "service_id", "due_at", "opened_at", "id"], name="task_open_of_service"
            ),
        ),
        migrations.AddIndex(
            "task",
            models.Index(
                condition=models.Q(("aside_until__isnull", False), ("done_at__isnull", True)),
                fields=["city", "due_at", "opened_at", "id"],
                name="task_open_aside",
            ),
        ),
        migrations.AddIndex(
            "task",
            models.Index(
                condition=DONE, fields=["city", "service_id", "-done_at", "-id"], name="task_done_of_service"
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                condition=WAITING,
                fields=["city", "waits_for", "waits_until", "opened_at", "id"],
                name="case_waiting_for",
            ),
        ),
    ]
