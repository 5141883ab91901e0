"""Parts of the state that Open311 knows by names of their own."""

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('places', '0003_history_of_what_was'),
    ]

    operations = [
        migrations.CreateModel(
            name='Jurisdiction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='By custom the address of its website without www: balaghat.mp.gov.in', max_length=80, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]+([.-][a-z0-9]+)+$')], verbose_name='jurisdiction_id')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('place', models.OneToOneField(help_text='A district or an urban body.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='place')),
            ],
            options={
                'verbose_name': 'jurisdiction (Open311)',
                'verbose_name_plural': 'jurisdictions (Open311)',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='JurisdictionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(help_text='By custom the address of its website without www: balaghat.mp.gov.in', max_length=80, validators=[django.core.validators.RegexValidator('^[a-z0-9]+([.-][a-z0-9]+)+$')], verbose_name='jurisdiction_id')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='api.jurisdiction')),
                ('place', models.ForeignKey(db_constraint=False, help_text='A district or an urban body.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.place', verbose_name='place')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='jurisdiction',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "api_jurisdictionevent" ("code", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (OLD."code", OLD."id", OLD."is_active", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."place_id"); RETURN NULL;', hash='0511a620587f059d7f2e6275f08b8b0d26e4f359', operation='UPDATE', pgid='pgtrigger_update_update_44a14', table='api_jurisdiction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='jurisdiction',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "api_jurisdictionevent" ("code", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (OLD."code", OLD."id", OLD."is_active", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place_id"); RETURN NULL;', hash='328511cb9e730ea287aec6996ac22d355cbc67d8', operation='DELETE', pgid='pgtrigger_delete_delete_c4e5e', table='api_jurisdiction', when='AFTER')),
        ),
    ]
