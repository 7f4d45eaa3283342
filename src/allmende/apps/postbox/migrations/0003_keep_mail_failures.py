"""Addresses that take no mails are kept until somebody corrects them."""

from __future__ import annotations

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("postbox", "0002_say_what_a_mail_is_about"),
        ("tenancy", "0001_create"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailFailure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("about", models.UUIDField()),
                ("address", models.CharField(max_length=64)),
                ("reason", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("city", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.city")),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="mail_failure_by_day")],
                "constraints": [models.UniqueConstraint(fields=("city", "about", "address"), name="mail_failure_once_per_address")],
            },
        ),
    ]
