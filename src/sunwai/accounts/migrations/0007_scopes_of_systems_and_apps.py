"""Keys may be of a department's own system, or of an app."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_recordings_read'),
    ]

    operations = [
        migrations.AlterField(
            model_name='apikey',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('grievances:write', 'file complaints'), ('grievances:read', 'read complaints filed with this key'), ('department:read', 'read the complaints of a department (its own system)'), ('department:write', 'work on the complaints of a department (its own system)'), ('citizen:app', 'sign citizens in by a code, and act for them (an app)')], max_length=24), default=list, verbose_name='scopes'),
        ),
        migrations.AlterField(
            model_name='apikeyevent',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('grievances:write', 'file complaints'), ('grievances:read', 'read complaints filed with this key'), ('department:read', 'read the complaints of a department (its own system)'), ('department:write', 'work on the complaints of a department (its own system)'), ('citizen:app', 'sign citizens in by a code, and act for them (an app)')], max_length=24), default=list, verbose_name='scopes'),
        ),
    ]
