"""What the provider holds for each attempt, and when its payer came back. Attempts that paid had the demanded amount."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def note_received(apps, schema_editor):
    attempts = apps.get_model("payments", "PaymentAttempt")._base_manager
    demands = apps.get_model("payments", "Demand")._base_manager.filter(pk=OuterRef("demand"))
    attempts.filter(status="paid").update(
        received=Subquery(demands.values("amount")[:1]),
        received_currency=Subquery(demands.values("currency")[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_create")]

    operations = [
        migrations.RemoveField("paymentattempt", "return_url"),
        migrations.AddField(
            "paymentattempt", "received", models.DecimalField(decimal_places=2, max_digits=12, null=True)
        ),
        migrations.AddField("paymentattempt", "received_currency", models.CharField(blank=True, max_length=3)),
        migrations.AddField("paymentattempt", "bookings", models.PositiveIntegerField(default=0)),
        migrations.AddField("paymentattempt", "returned_at", models.DateTimeField(null=True)),
        migrations.RunPython(note_received, migrations.RunPython.noop),
    ]
