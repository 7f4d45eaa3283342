from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_name_the_service_of_a_task")]

    operations = [
        migrations.AddField("case", "touches", models.PositiveIntegerField(null=True)),
        migrations.AddField("case", "checked", models.CharField(blank=True, default="", max_length=12)),
        migrations.AddField("case", "agreed", models.BooleanField(null=True)),
    ]
