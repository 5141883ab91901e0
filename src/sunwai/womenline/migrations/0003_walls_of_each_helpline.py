"""The wall of the database asks of which helpline a row is: who counsels at one sees nothing of another. See
docs/adr/0017-confidential-rows.md."""

from django.db import migrations, models

# Which roles open which helpline: those of accounts/roles.py with the permissions that its file under data/helplines
# names; a test holds the three together.
FAMILIES = """
CREATE FUNCTION womenline_families() RETURNS varchar[] LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
DECLARE
    viewer text := current_setting('sunwai.womenline', true);
BEGIN
    IF viewer ~ '^[0-9]{1,18}$' THEN
        RETURN ARRAY(
            SELECT opened.family FROM (VALUES
                ('women'::varchar, ARRAY['counsellor', 'women_supervisor']::varchar[]),
                ('child1098', ARRAY['child_counsellor', 'child_supervisor']),
                ('divyangjan', ARRAY['divyang_counsel', 'divyang_lead'])
            ) AS opened (family, roles)
            JOIN accounts_user person ON person.roles && opened.roles
            WHERE person.id = viewer::bigint AND person.is_active);
    END IF;
    RETURN ARRAY[]::varchar[];
END $$;
"""
KEEPER = "current_setting('sunwai.womenline', true) = 'keeper'"
OWN = f"{KEEPER} OR family = ANY ((SELECT womenline_families())::varchar[])"
# What belongs to a case is there where the case is: its own policy answers inside.
AS_CASE = f"{KEEPER} OR EXISTS (SELECT FROM womenline_case whole WHERE whole.id = womenline_{{table}}.case_id)"
RULES = {
    **dict.fromkeys(("case", "casereading", "callrequest"), OWN),
    **dict.fromkeys(("note", "assessment", "referral", "followup", "review"), AS_CASE),
}
ALTER = "ALTER POLICY wall ON womenline_{table} USING ({rule}) WITH CHECK ({rule})"
OPENS_BEFORE = "(SELECT womenline_opens())"
# As migration 0002 made it.
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


def altered(table, rule):
    return ALTER.format(table=table, rule=rule.format(table=table))


class Migration(migrations.Migration):
    dependencies = [
        ("womenline", "0002_wall"),
        ("accounts", "0010_counsellors_of_each_helpline"),
    ]
    operations = [
        migrations.AlterField(
            model_name="note",
            name="about",
            field=models.CharField(
                choices=[
                    ('opened', 'case opened'),
                    ('assessed', 'risk assessed'),
                    ('triaged', 'triaged'),
                    ('described', 'details written down'),
                    ('noted', 'note'),
                    ('referred', 'referred'),
                    ('referral_answered', 'referral answered'),
                    ('follow_up_begun', 'follow-up begun'),
                    ('followed_up', 'followed up'),
                    ('closing_proposed', 'closing proposed'),
                    ('closing_returned', 'closing returned'),
                    ('closed', 'closed'),
                    ('reopened', 'opened again'),
                    ('reviewed', 'reviewed'),
                    ('handed_over', 'given to another counsellor'),
                    ('complaint', 'ordinary complaint registered, with consent'),
                ],
                default="noted",
                max_length=20,
            ),
        ),
        migrations.RunSQL(FAMILIES, "DROP FUNCTION womenline_families()"),
        *(
            migrations.RunSQL(altered(table, rule), altered(table, OPENS_BEFORE))
            for table, rule in RULES.items()
        ),
        migrations.RunSQL("DROP FUNCTION womenline_opens()", OPENS),
    ]
