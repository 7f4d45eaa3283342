from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("tenancy", "0001_create")]

    operations: ClassVar = [
        migrations.AddField(
            "city",
            "second_factor",
            models.JSONField(
                null=True, default=None, help_text="Roles of staff that need one, or `everybody`; null: not decided"
            ),
        ),
    ]
