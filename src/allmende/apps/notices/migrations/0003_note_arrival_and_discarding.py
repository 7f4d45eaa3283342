"""A letter has a proved day of arrival; one that never went out can be discarded."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_end_announcements")]

    operations = [
        migrations.AddField(model_name="announcement", name="arrived_on", field=models.DateField(null=True)),
        migrations.AddField(model_name="notice", name="discarded_at", field=models.DateTimeField(null=True)),
    ]
