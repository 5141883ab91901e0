import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('casework', '0002_seal_events'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reader',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('floor', models.BigIntegerField(help_text='Every event up to this one is there or will never be, and was read.')),
                ('top', models.BigIntegerField(help_text='The next floor, once nobody holds a number below it.')),
                ('waits_for', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, help_text='Transactions that had taken numbers when top was read.')),
            ],
        ),
    ]
