import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_move_between_adoptions'),
        ('tenancy', '0001_create'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=60)),
                ('personal', models.BooleanField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.city')),
            ],
            options={
                'indexes': [models.Index(fields=['city', 'word', 'case'], name='case_by_word')],
                'constraints': [models.UniqueConstraint(fields=('case', 'word'), name='word_once_per_case')],
            },
        ),
    ]
