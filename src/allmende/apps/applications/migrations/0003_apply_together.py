from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0002_close_matters_with_their_session")]

    operations = [
        migrations.AddField("application", "lead", models.UUIDField(db_index=True, null=True)),
        migrations.AddField("application", "party", models.JSONField(default=dict)),
    ]
