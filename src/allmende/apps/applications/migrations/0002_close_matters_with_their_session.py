from django.db import migrations, models
from django.db.models import F


def take_keys_of_accounts(apps, _schema):
    """A device key no longer opens what an account owns. Links that were used once stay dead: so it was promised."""
    draft = apps.get_model("applications", "Draft")
    link = apps.get_model("applications", "LinkToken")
    draft._base_manager.filter(account__isnull=False).update(secret_hashes=[])
    link._base_manager.filter(used_at__isnull=False).update(expires_at=F("used_at"))


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_create")]

    operations = [
        migrations.AddField("draft", "level", models.CharField(default="none", max_length=12)),
        migrations.AddField("draft", "confirmed", models.JSONField(default=list)),
        migrations.AddField("draft", "writers", models.JSONField(default=dict)),
        migrations.AddField("linktoken", "sent_to", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddField("linktoken", "opened", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("linktoken", "misses", models.PositiveSmallIntegerField(default=0)),
        migrations.RunPython(take_keys_of_accounts, migrations.RunPython.noop),
        migrations.RemoveField("linktoken", "used_at"),
    ]
