"""Contacts of the women's helpline are marked: only who counsels sees them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('grievances', '0007_cases_of_a_department'),
    ]

    operations = [
        migrations.AddField(
            model_name='interaction',
            name='is_confidential',
            field=models.BooleanField(db_default=False, default=False, help_text="Of the women's helpline: seen only by who counsels."),
        ),
    ]
