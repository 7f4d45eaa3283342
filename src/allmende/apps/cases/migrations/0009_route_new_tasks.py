import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_count_what_each_has"), ("tenancy", "0001_create")]

    operations = [
        migrations.AddField("task", "routed", models.JSONField(blank=True, default=dict)),
        migrations.CreateModel(
            name="RoutingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit", models.CharField(max_length=80)),
                ("place", models.PositiveIntegerField(default=0)),
                ("name", models.CharField(max_length=80)),
                ("service_id", models.CharField(blank=True, max_length=80)),
                ("kind", models.CharField(blank=True, max_length=20)),
                ("first", models.CharField(blank=True, max_length=1)),
                ("last", models.CharField(blank=True, max_length=1)),
                ("streets", models.JSONField(default=list)),
                ("officers", models.JSONField(default=list)),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.city"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["city", "unit", "place"], name="routing_rule_in_order")],
            },
        ),
    ]
