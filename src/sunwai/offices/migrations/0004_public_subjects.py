"""Which subjects are public: other programs may list their cases."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# As data/departments has it: what was loaded before is public where it is of normal sensitivity, and stays as an
# administrator edits it from now on.
MARK = """
UPDATE offices_category SET is_public = sensitivity = 'normal',
    shipped = CASE WHEN shipped = '{}' THEN shipped
        ELSE shipped || jsonb_build_object('is_public', sensitivity = 'normal') END
"""


class Migration(migrations.Migration):

    dependencies = [
        ('offices', '0003_fewer_indexes'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='category',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='category',
            name='update_update',
        ),
        migrations.AddField(
            model_name='category',
            name='is_public',
            field=models.BooleanField(default=False, help_text='Other programs may list complaints of this kind (Open311): subject, place and state, never a name, a number or a word of the citizen.', verbose_name='public'),
        ),
        migrations.AddField(
            model_name='categoryevent',
            name='is_public',
            field=models.BooleanField(default=False, help_text='Other programs may list complaints of this kind (Open311): subject, place and state, never a name, a number or a word of the citizen.', verbose_name='public'),
        ),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."days" IS DISTINCT FROM (NEW."days") OR OLD."department_id" IS DISTINCT FROM (NEW."department_id") OR OLD."group" IS DISTINCT FROM (NEW."group") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_public" IS DISTINCT FROM (NEW."is_public") OR OLD."keywords" IS DISTINCT FROM (NEW."keywords") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."name_hi" IS DISTINCT FROM (NEW."name_hi") OR OLD."photo" IS DISTINCT FROM (NEW."photo") OR OLD."questions" IS DISTINCT FROM (NEW."questions") OR OLD."sensitivity" IS DISTINCT FROM (NEW."sensitivity"))', func='INSERT INTO "offices_categoryevent" ("code", "days", "department_id", "group", "id", "is_active", "is_public", "keywords", "name_en", "name_hi", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo", "questions", "sensitivity") VALUES (OLD."code", OLD."days", OLD."department_id", OLD."group", OLD."id", OLD."is_active", OLD."is_public", OLD."keywords", OLD."name_en", OLD."name_hi", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."photo", OLD."questions", OLD."sensitivity"); RETURN NULL;', hash='aa99ff3d1a65cda61282d481d6151a708ec7a525', operation='UPDATE', pgid='pgtrigger_update_update_fbe82', table='offices_category', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "offices_categoryevent" ("code", "days", "department_id", "group", "id", "is_active", "is_public", "keywords", "name_en", "name_hi", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo", "questions", "sensitivity") VALUES (OLD."code", OLD."days", OLD."department_id", OLD."group", OLD."id", OLD."is_active", OLD."is_public", OLD."keywords", OLD."name_en", OLD."name_hi", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."photo", OLD."questions", OLD."sensitivity"); RETURN NULL;', hash='76fd2105c5312f5bb50a47f6557b28bda9dd6018', operation='DELETE', pgid='pgtrigger_delete_delete_89db2', table='offices_category', when='AFTER')),
        ),
    ]
