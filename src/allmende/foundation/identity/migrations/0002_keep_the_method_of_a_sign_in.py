from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("identity", "0001_create")]

    operations: ClassVar = [
        migrations.AddField(
            "signin",
            "method",
            models.CharField(blank=True, default="", help_text="What a citizen signed in with, as the provider says", max_length=80),
        ),
    ]
