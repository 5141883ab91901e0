"""The number series of complaints: its counter, and the key that scatters it."""

from django.db import migrations


def make_series(apps, schema_editor):
    apps.get_model("core", "NumberSeries").objects.get_or_create(name="grievance")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE core_series_grievance MINVALUE 0 START 0",
            "DROP SEQUENCE core_series_grievance",
        ),
        migrations.RunPython(make_series, migrations.RunPython.noop),
    ]
