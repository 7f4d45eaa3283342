import django.db.models.deletion
from django.db import migrations, models

WAITING = models.Q(("waits_for__in", ("citizen", "payment", "office", "appointment")))


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_give_words_their_order"),
        ("identity", "0004_second_factor_of_staff"),
        ("tenancy", "0001_create"),
    ]

    operations = [
        migrations.AddField("case", "waits_for", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField("case", "waits_why", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField("case", "waits_name", models.CharField(blank=True, default="", max_length=200)),
        migrations.AddField("case", "waits_until", models.DateField(null=True)),
        migrations.AddField("task", "aside_until", models.DateField(null=True)),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=WAITING, fields=["city", "waits_until", "opened_at", "id"], name="case_waiting_by_day"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=WAITING, fields=["city", "unit", "waits_until", "opened_at", "id"], name="case_waiting_of_unit"
            ),
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(blank=True, max_length=500)),
                ("saved_at", models.DateTimeField()),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.city"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.officer"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("officer", "name"), name="saved_view_once_per_name")],
            },
        ),
    ]
