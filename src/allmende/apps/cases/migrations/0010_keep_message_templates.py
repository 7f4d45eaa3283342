import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_route_new_tasks"), ("tenancy", "0001_create")]

    operations = [
        migrations.CreateModel(
            name="MessageTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit", models.CharField(max_length=80)),
                ("service", models.CharField(blank=True, max_length=80)),
                ("name", models.CharField(max_length=80)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField()),
                ("saved_at", models.DateTimeField()),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.city"),
                ),
            ],
        ),
        migrations.AddConstraint(
            "messagetemplate",
            models.UniqueConstraint(fields=("city", "unit", "name"), name="message_template_once_per_name"),
        ),
    ]
