"""The database numbers and seals every event, and refuses to change or remove one."""

from django.db import migrations

SEAL = """
CREATE FUNCTION casework_seal_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    SELECT seq, hash INTO last FROM casework_event
        WHERE case_kind = NEW.case_kind AND case_id = NEW.case_id ORDER BY seq DESC LIMIT 1;
    NEW.seq := coalesce(last.seq, 0) + 1;
    NEW.previous_hash := coalesce(last.hash, ''::bytea);
    NEW.hash := sha256(convert_to(concat_ws('|',
        encode(NEW.previous_hash, 'hex'), NEW.case_kind, NEW.case_id, NEW.seq, NEW.kind,
        (extract(epoch FROM NEW.at) * 1000000)::bigint,
        NEW.actor_kind, coalesce(NEW.actor_id::text, ''), coalesce(NEW.post_id::text, ''), NEW.channel,
        NEW.data::text, coalesce(encode(NEW.words_digest, 'hex'), '')), 'UTF8'));
    RETURN NEW;
END $$;

CREATE TRIGGER casework_seal_event BEFORE INSERT ON casework_event
    FOR EACH ROW EXECUTE FUNCTION casework_seal_event();

CREATE FUNCTION casework_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the timeline is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER casework_append_only BEFORE UPDATE OR DELETE ON casework_event
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change();
CREATE TRIGGER casework_no_truncate BEFORE TRUNCATE ON casework_event
    FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_change();
CREATE TRIGGER casework_words_unchanged BEFORE UPDATE ON casework_eventwords
    FOR EACH ROW EXECUTE FUNCTION casework_refuse_change();
"""

UNSEAL = """
DROP TRIGGER casework_words_unchanged ON casework_eventwords;
DROP TRIGGER casework_no_truncate ON casework_event;
DROP TRIGGER casework_append_only ON casework_event;
DROP TRIGGER casework_seal_event ON casework_event;
DROP FUNCTION casework_refuse_change();
DROP FUNCTION casework_seal_event();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [migrations.RunSQL(SEAL, UNSEAL)]
