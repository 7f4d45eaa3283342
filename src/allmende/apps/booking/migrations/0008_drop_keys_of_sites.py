from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("booking", "0007_key_each_device")]

    operations = [migrations.RemoveField(model_name="site", name="kiosk_key")]
