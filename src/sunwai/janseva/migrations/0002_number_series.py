"""The number series of applications: its counter, and the key that scatters it."""

from django.db import migrations


def make_series(apps, schema_editor):
    apps.get_model("core", "NumberSeries").objects.get_or_create(name="janseva")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_initial"), ("janseva", "0001_applications")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE core_series_janseva MINVALUE 0 START 0",
            "DROP SEQUENCE core_series_janseva",
        ),
        migrations.RunPython(make_series, migrations.RunPython.noop),
    ]
