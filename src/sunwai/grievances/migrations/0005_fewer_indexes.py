"""Indexes that no question needs are gone; see the note at the indexes of the model."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_history_keeps_the_old_row'),
        ('citizens', '0003_one_citizen_per_mobile'),
        ('grievances', '0004_words_of_a_district'),
        ('offices', '0002_history_keeps_the_old_row'),
        ('places', '0003_history_of_what_was'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='apifiling',
            name='key',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='accounts.apikey'),
        ),
        migrations.AlterField(
            model_name='grievance',
            name='accused',
            field=models.ForeignKey(db_index=False, help_text='Who held that post when it was filed.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='grievance',
            name='accused_post',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.post'),
        ),
        migrations.AlterField(
            model_name='grievance',
            name='category',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.category'),
        ),
        migrations.AlterField(
            model_name='grievance',
            name='citizen',
            field=models.ForeignKey(db_index=False, help_text='Empty where the identity is sealed.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grievances', to='citizens.citizen'),
        ),
        migrations.AlterField(
            model_name='grievance',
            name='department',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.department'),
        ),
        migrations.AlterField(
            model_name='grievance',
            name='district',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place'),
        ),
        migrations.AlterField(
            model_name='grievance',
            name='place',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place'),
        ),
        migrations.AlterField(
            model_name='grievance',
            name='reference',
            field=models.CharField(max_length=12),
        ),
        migrations.AddConstraint(
            model_name='grievance',
            constraint=models.UniqueConstraint(fields=('reference',), name='one_case_per_number'),
        ),
    ]
