"""Indexes that no question needs are gone; see the note at the indexes of the model."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('citizens', '0003_one_citizen_per_mobile'),
        ('sunwai_messages', '0003_history_keeps_the_old_row'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='citizen',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='citizens.citizen'),
        ),
        migrations.AlterField(
            model_name='message',
            name='template',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sunwai_messages.template'),
        ),
    ]
