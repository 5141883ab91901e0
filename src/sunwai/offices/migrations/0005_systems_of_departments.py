"""A key may belong to a department's own system."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_scopes_of_systems_and_apps'),
        ('offices', '0004_public_subjects'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='DepartmentKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': "a department's own system",
                'verbose_name_plural': "departments' own systems",
            },
        ),
        migrations.CreateModel(
            name='DepartmentKeyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='departmentkey',
            name='department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.department', verbose_name='department'),
        ),
        migrations.AddField(
            model_name='departmentkey',
            name='key',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='department_key', to='accounts.apikey', verbose_name='API key'),
        ),
        migrations.AddField(
            model_name='departmentkey',
            name='post',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.post', verbose_name='only the cases of this post'),
        ),
        migrations.AddField(
            model_name='departmentkeyevent',
            name='department',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='offices.department', verbose_name='department'),
        ),
        migrations.AddField(
            model_name='departmentkeyevent',
            name='key',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.apikey', verbose_name='API key'),
        ),
        migrations.AddField(
            model_name='departmentkeyevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='departmentkeyevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='offices.departmentkey'),
        ),
        migrations.AddField(
            model_name='departmentkeyevent',
            name='post',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='offices.post', verbose_name='only the cases of this post'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='departmentkey',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "offices_departmentkeyevent" ("department_id", "id", "key_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id") VALUES (OLD."department_id", OLD."id", OLD."key_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."post_id"); RETURN NULL;', hash='9a4d85ac320e7d65dd7ec14c9ca245e82db01ff5', operation='UPDATE', pgid='pgtrigger_update_update_41050', table='offices_departmentkey', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='departmentkey',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "offices_departmentkeyevent" ("department_id", "id", "key_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id") VALUES (OLD."department_id", OLD."id", OLD."key_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."post_id"); RETURN NULL;', hash='7e6af88a769bc14a12244b1ab27d76c907c1d9c9', operation='DELETE', pgid='pgtrigger_delete_delete_9ed3b', table='offices_departmentkey', when='AFTER')),
        ),
    ]
