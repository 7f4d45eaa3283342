"""Mails are written when they are sent; the note only says what about. Notes that wait already say that there is a letter."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("postbox", "0001_create")]

    operations = [
        migrations.AddField(
            model_name="mailnote",
            name="says",
            field=models.CharField(default="letter", max_length=120),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="mailnote", name="subject", field=models.CharField(blank=True, max_length=200)
        ),
        migrations.AlterField(model_name="mailnote", name="text", field=models.TextField(blank=True)),
    ]
