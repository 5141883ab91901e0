from django.db import migrations

KEEP = """
INSERT INTO casework_reader (name, floor, top, waits_for)
SELECT 'notices to officers', settled, settled, '{}' FROM sunwai_messages_readmark WHERE name = 'grievances.notices'
"""


class Migration(migrations.Migration):
    dependencies = [
        ('casework', '0003_readers'),
        ('sunwai_messages', '0009_notices_on_devices'),
    ]

    operations = [
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.DeleteModel(name='ReadMark'),
    ]
