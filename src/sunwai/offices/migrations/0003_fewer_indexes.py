"""The posts over a place are found by place and designation together; PostgreSQL took the index of one instead."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('offices', '0002_history_keeps_the_old_row'),
        ('places', '0003_history_of_what_was'),
    ]

    operations = [
        migrations.AlterField(
            model_name='post',
            name='designation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='offices.designation', verbose_name='designation'),
        ),
        migrations.AlterField(
            model_name='post',
            name='place',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='places.place', verbose_name='place served'),
        ),
    ]
