"""Counsellors of the women's helpline are a role of their own."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_readings_by_name'),
    ]

    operations = [
        migrations.AlterField(
            model_name='user',
            name='roles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('agent', 'call-centre agent'), ('supervisor', 'floor supervisor'), ('counsellor', "women's helpline counsellor"), ('officer', 'officer'), ('auditor', 'quality auditor'), ('vigilance', 'vigilance officer'), ('administrator', 'administrator')], max_length=16), blank=True, default=list, verbose_name='roles'),
        ),
        migrations.AlterField(
            model_name='userevent',
            name='roles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('agent', 'call-centre agent'), ('supervisor', 'floor supervisor'), ('counsellor', "women's helpline counsellor"), ('officer', 'officer'), ('auditor', 'quality auditor'), ('vigilance', 'vigilance officer'), ('administrator', 'administrator')], max_length=16), blank=True, default=list, verbose_name='roles'),
        ),
    ]
