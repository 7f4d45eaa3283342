import hashlib

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def keep_keys(apps, schema_editor):
    """The one device that a site had keeps the address it has."""
    if schema_editor.connection.vendor == "postgresql":
        # The owner sees every city's rows; `protect_database` puts the belt back after the migration.
        schema_editor.execute("ALTER TABLE booking_site NO FORCE ROW LEVEL SECURITY")
    site, device = apps.get_model("booking", "Site"), apps.get_model("booking", "KioskDevice")
    for row in site._base_manager.exclude(kiosk_key=""):
        device._base_manager.create(
            city_id=row.city_id, site=row, name="1", key_hash=hashlib.sha256(row.kiosk_key.encode()).hexdigest(),
            made_at=django.utils.timezone.now(),
        )


class Migration(migrations.Migration):
    dependencies = [("booking", "0006_wish_for_skills"), ("tenancy", "0002_demand_a_second_factor")]

    operations = [
        migrations.CreateModel(
            name="KioskDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("key_hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.city"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="booking.site"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("site", "name"), name="booking_kiosk_name_once"),
                    models.UniqueConstraint(fields=("city", "key_hash"), name="booking_kiosk_key_once"),
                ],
            },
        ),
        migrations.RunPython(keep_keys, migrations.RunPython.noop),
    ]
