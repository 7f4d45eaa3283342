import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The rows themselves are written by `allmende migrate` when the tables are there (`apps.catalogue.listing`)."""

    dependencies = [
        ("catalogue", "0007_keep_bytes_of_releases_apart"),
        ("tenancy", "0001_create"),
    ]

    operations = [
        migrations.AddField(
            model_name="release",
            name="brief",
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name="ListedService",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=10)),
                ("first_on", models.DateField()),
                ("until", models.DateField(null=True)),
                ("title", models.TextField()),
                ("summary", models.TextField(blank=True)),
                ("keywords", models.TextField(blank=True)),
                ("cost", models.TextField(blank=True)),
                ("duration", models.TextField(blank=True)),
                ("letter", models.CharField(max_length=1)),
                ("life_situation", models.CharField(blank=True, max_length=80)),
                ("audience", models.CharField(blank=True, max_length=200)),
                (
                    "adoption",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", related_query_name="listed", to="catalogue.adoption"
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.city"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("adoption", "language", "first_on"), name="listed_once_per_period")
                ],
            },
        ),
    ]
