from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("identity", "0002_keep_the_method_of_a_sign_in")]

    operations: ClassVar = [
        migrations.AddField(
            "officer",
            "must_change_password",
            models.BooleanField(default=False, help_text="Somebody else chose the password"),
        ),
    ]
