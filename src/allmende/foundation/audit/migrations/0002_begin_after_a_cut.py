from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_create")]

    operations = [
        migrations.AddField("head", "cut_number", models.BigIntegerField(default=0)),
        migrations.AddField("head", "cut_sha256", models.CharField(blank=True, default="", max_length=64)),
    ]
