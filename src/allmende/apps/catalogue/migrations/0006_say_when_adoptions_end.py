from django.db import migrations, models


def say_when(apps, schema_editor):
    """A decision holds until the next one begins; plans that were dropped never did."""
    if schema_editor.connection.vendor == "postgresql":
        # The owner sees every city's rows; `protect_database` puts the belt back after the migration.
        schema_editor.execute("ALTER TABLE catalogue_adoption NO FORCE ROW LEVEL SECURITY")
    adoption = apps.get_model("catalogue", "Adoption")
    rows = adoption.objects.order_by("city_id", "service_id", "effective_from", "id")
    rows = rows.values_list("pk", "city_id", "service_id", "effective_from", "withdrawn_on")
    before = None
    for row in rows:
        pk, city, service, first, withdrawn = row
        if withdrawn is not None and withdrawn < first:
            continue
        if before is not None and before[1:3] == (city, service):
            adoption.objects.filter(pk=before[0]).update(superseded_on=first)
        before = row


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0005_keep_code_lists_of_releases'),
    ]

    operations = [
        migrations.AddField(
            model_name='adoption',
            name='superseded_on',
            field=models.DateField(null=True),
        ),
        migrations.RunPython(say_when, migrations.RunPython.noop),
    ]
