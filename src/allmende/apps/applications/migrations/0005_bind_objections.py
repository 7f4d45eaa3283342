from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0004_end_access_of_proxies")]

    operations = [migrations.AddField("draft", "contests", models.JSONField(blank=True, default=dict))]
