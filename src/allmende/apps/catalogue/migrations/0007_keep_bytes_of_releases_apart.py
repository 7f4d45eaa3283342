from django.db import migrations, models


def move(apps, schema_editor):
    """Every release's bytes into a row of their own, without loading them here."""
    schema_editor.execute(
        "INSERT INTO catalogue_releasecontent (sha256, bundle) SELECT sha256, bundle FROM catalogue_release"
    )
    schema_editor.execute("UPDATE catalogue_release SET content_id = sha256")
    if schema_editor.connection.vendor == "postgresql":
        # What waits for the end of the transaction would forbid to change the table in it.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0006_say_when_adoptions_end'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReleaseContent',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('bundle', models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name='release',
            name='content',
            field=models.ForeignKey(null=True, on_delete=models.PROTECT, related_name='+', to='catalogue.releasecontent'),
        ),
        migrations.RunPython(move),
        migrations.AlterField(
            model_name='release',
            name='content',
            field=models.ForeignKey(on_delete=models.PROTECT, related_name='+', to='catalogue.releasecontent'),
        ),
        migrations.RemoveField(model_name='release', name='bundle'),
    ]
