"""When a case last changed, kept by the database itself: sweeps that move thousands by one statement count, too."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

# The number of the transaction is taken before the time is: whoever looks which transactions still write
# (`core.postgres.settled`) then knows of every one whose rows may bear an earlier time than their own.
KEEP = """
CREATE FUNCTION grievances_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_current_xact_id();
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE TRIGGER grievances_note_change BEFORE INSERT OR UPDATE ON grievances_grievance
    FOR EACH ROW EXECUTE FUNCTION grievances_note_change();
"""

FORGET = """
DROP TRIGGER grievances_note_change ON grievances_grievance;
DROP FUNCTION grievances_note_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('grievances', '0009_more_channels'),
        ('citizens', '0003_one_citizen_per_mobile'),
        ('places', '0003_history_of_what_was'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='grievance',
            name='updated_at',
            field=models.DateTimeField(db_default=Now(), editable=False, help_text='Kept by a trigger, so that no sweep forgets it; by the clock of the database.'),
        ),
        migrations.AlterField(
            model_name='grievance',
            name='updated_at',
            field=models.DateTimeField(editable=False, help_text='Kept by a trigger, so that no sweep forgets it; by the clock of the database.'),
        ),
        migrations.RunSQL(KEEP, FORGET),
        migrations.AddIndex(
            model_name='grievance',
            index=models.Index(fields=['department', 'updated_at', 'id'], name='grievance_changed'),
        ),
        migrations.AddIndex(
            model_name='grievance',
            index=models.Index(fields=['registered_at'], name='grievance_registered'),
        ),
    ]
