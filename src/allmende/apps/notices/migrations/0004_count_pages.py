"""How many pages a letter has, for whoever prints and franks it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_note_arrival_and_discarding")]

    operations = [
        migrations.AddField(model_name="notice", name="pages", field=models.PositiveSmallIntegerField(null=True)),
    ]
