import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0002_copy_files'),
        ('tenancy', '0002_demand_a_second_factor'),
    ]

    operations = [
        migrations.CreateModel(
            name='PaymentVoucher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('service_id', models.CharField(max_length=80)),
                ('reference', models.CharField(max_length=35)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12)),
                ('currency', models.CharField(max_length=3)),
                ('status', models.CharField(max_length=12)),
                ('booked_on', models.DateField()),
                ('bookings', models.JSONField(default=list)),
                ('keep_until', models.DateField()),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.city')),
            ],
            options={
                'indexes': [models.Index(fields=['city', 'keep_until'], name='voucher_by_end')],
                'constraints': [models.UniqueConstraint(fields=('city', 'reference'), name='voucher_once')],
            },
        ),
    ]
