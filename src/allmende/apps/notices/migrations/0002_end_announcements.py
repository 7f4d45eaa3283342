"""An announcement can end: the letter came back, or was not retrieved in time."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_create")]

    operations = [
        migrations.RemoveConstraint(model_name="announcement", name="announced_once_per_channel"),
        migrations.AddField(
            model_name="announcement", name="ended_on", field=models.DateField(null=True)
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("notice", "channel"),
                name="announced_once_per_channel",
            ),
        ),
    ]
