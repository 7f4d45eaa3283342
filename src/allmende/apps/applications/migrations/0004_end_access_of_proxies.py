from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0003_apply_together")]

    operations = [migrations.AddField("draft", "closed", models.BooleanField(default=False))]
