from django.db import migrations

KEEP = """
INSERT INTO casework_reader (name, floor, top, waits_for)
SELECT 'webhooks', floor, top, waits_for FROM webhooks_mark LIMIT 1
"""


class Migration(migrations.Migration):
    dependencies = [
        ('casework', '0003_readers'),
        ('webhooks', '0001_endpoints_and_deliveries'),
    ]

    operations = [
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.DeleteModel(name='Mark'),
    ]
