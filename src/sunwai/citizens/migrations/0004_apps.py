"""Citizens may be signed in to an app."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_scopes_of_systems_and_apps'),
        ('citizens', '0003_one_citizen_per_mobile'),
    ]

    operations = [
        migrations.CreateModel(
            name='AppSession',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('signed_in_at', models.DateTimeField(help_text='By a one-time code; renewing the token does not change it.')),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('citizen', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='citizens.citizen')),
                ('key', models.ForeignKey(help_text='The key of the app.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.apikey')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('signed_in_at'))), name='app_session_ends_after_it_began')],
            },
        ),
    ]
