"""Number series of their own, and the wall: row-level security on every table that tells of a person, forced on the
owner too, since the web process owns its tables. See docs/adr/0017-confidential-rows.md."""

from django.db import migrations

SERIES = ("womenline", "childline", "divyangline")
TABLES = ("case", "note", "assessment", "referral", "followup", "review", "casereading", "callrequest")

# Who the setting names must counsel, by the database's own look. The roles are those of accounts/roles.py with the
# permission "counsel"; migration 0003 asks of which helpline a row is.
OPENS = """
CREATE FUNCTION womenline_opens() RETURNS boolean LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
DECLARE
    viewer text := current_setting('sunwai.womenline', true);
BEGIN
    IF viewer = 'keeper' THEN
        RETURN true;
    ELSIF viewer ~ '^[0-9]{1,18}$' THEN
        RETURN EXISTS (
            SELECT FROM accounts_user WHERE id = viewer::bigint AND is_active
                AND roles && ARRAY['counsellor', 'women_supervisor']::varchar[]);
    END IF;
    RETURN false;
END $$;
"""
WALL = """
ALTER TABLE womenline_{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE womenline_{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON womenline_{table} USING ((SELECT womenline_opens())) WITH CHECK ((SELECT womenline_opens()));
"""
NO_WALL = """
DROP POLICY wall ON womenline_{table};
ALTER TABLE womenline_{table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE womenline_{table} DISABLE ROW LEVEL SECURITY;
"""
# A page for everybody may leave a request and read none, not even its own.
LETTER_BOX = """
CREATE POLICY letter_box ON womenline_callrequest FOR INSERT
    WITH CHECK (current_setting('sunwai.womenline', true) = 'portal' AND reached = '' AND taken_by_id IS NULL);
"""
APPEND_ONLY = """
CREATE TRIGGER womenline_readings_stay BEFORE UPDATE OR DELETE ON womenline_casereading
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change();
"""


def make_series(apps, schema_editor):
    for name in SERIES:
        apps.get_model("core", "NumberSeries").objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("womenline", "0001_confidential_cases"),
        ("accounts", "0009_editors_and_counsellors"),
        ("casework", "0002_seal_events"),
        ("core", "0003_grievance_number_series"),
    ]
    operations = [
        *(
            migrations.RunSQL(
                f"CREATE SEQUENCE core_series_{name} MINVALUE 0 START 0", f"DROP SEQUENCE core_series_{name}"
            )
            for name in SERIES
        ),
        migrations.RunPython(make_series, migrations.RunPython.noop),
        migrations.RunSQL(OPENS, "DROP FUNCTION womenline_opens()"),
        *(migrations.RunSQL(WALL.format(table=table), NO_WALL.format(table=table)) for table in TABLES),
        migrations.RunSQL(LETTER_BOX, "DROP POLICY letter_box ON womenline_callrequest"),
        migrations.RunSQL(APPEND_ONLY, "DROP TRIGGER womenline_readings_stay ON womenline_casereading"),
    ]
