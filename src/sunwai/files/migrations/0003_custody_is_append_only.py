"""The database refuses to change or remove an entry of the custody of evidence."""

from django.db import migrations

GUARD = """
CREATE FUNCTION files_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the custody of evidence is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER files_custody_append_only BEFORE UPDATE OR DELETE ON files_custodyentry
    FOR EACH ROW EXECUTE FUNCTION files_refuse_change();
"""
UNGUARD = """
DROP TRIGGER files_custody_append_only ON files_custodyentry;
DROP FUNCTION files_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("files", "0002_originals_and_their_custody")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
