from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("identity", "0003_change_a_password_somebody_else_chose")]

    operations: ClassVar = [
        migrations.AddField(
            "officer",
            "factor_secret",
            models.TextField(blank=True, default="", help_text="Encrypted; empty: no second factor"),
        ),
        migrations.AddField(
            "officer",
            "factor_pending",
            models.TextField(blank=True, default="", help_text="Encrypted, shown but not confirmed yet"),
        ),
        migrations.AddField(
            "officer",
            "factor_step",
            models.BigIntegerField(default=0, help_text="The last thirty seconds whose code was used"),
        ),
        migrations.AddField(
            "officer",
            "factor_codes",
            models.JSONField(default=list, help_text="Hashes of the recovery codes that are left"),
        ),
    ]
