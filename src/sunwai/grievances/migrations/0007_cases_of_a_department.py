"""The posts of a department are compared by its cases; since words are indexed, nobody asks for those of a district."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('citizens', '0003_one_citizen_per_mobile'),
        ('grievances', '0006_calls_of_the_desk'),
        ('offices', '0003_fewer_indexes'),
        ('places', '0003_history_of_what_was'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='grievance',
            name='grievance_district',
        ),
        migrations.AddIndex(
            model_name='grievance',
            index=models.Index(fields=['department', '-registered_at'], name='grievance_department'),
        ),
    ]
