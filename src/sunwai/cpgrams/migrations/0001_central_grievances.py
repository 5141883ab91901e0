"""Central grievances: what CPGRAMS calls things, the register, what is put aside, said and told."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('grievances', '0008_confidential_contacts'),
        ('offices', '0003_fewer_indexes'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('places', '0003_history_of_what_was'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CentralDifference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registration_no', models.CharField(max_length=40)),
                ('kind', models.CharField(choices=[('missing_here', 'there and not here'), ('missing_there', 'here and not there'), ('status', 'the status differs')], max_length=16)),
                ('ours', models.CharField(blank=True, max_length=40)),
                ('theirs', models.CharField(blank=True, max_length=40)),
                ('on_its_way', models.BooleanField(default=False, help_text='What would make them agree waits to be sent.')),
                ('found_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['kind', 'registration_no'],
            },
        ),
        migrations.CreateModel(
            name='CentreCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('link', models.CharField(max_length=24)),
                ('what', models.CharField(max_length=16)),
                ('at', models.DateTimeField(db_index=True)),
                ('ms', models.PositiveIntegerField()),
                ('items', models.PositiveIntegerField(default=0)),
                ('reason', models.CharField(blank=True, help_text='Why it failed; empty: it did not.', max_length=200)),
            ],
            options={
                'verbose_name': 'question to the centre',
                'verbose_name_plural': 'questions to the centre',
            },
        ),
        migrations.CreateModel(
            name='CentreLink',
            fields=[
                ('name', models.CharField(max_length=24, primary_key=True, serialize=False)),
                ('grievances_mark', models.CharField(blank=True, max_length=400)),
                ('words_mark', models.CharField(blank=True, max_length=400)),
                ('pulled_at', models.DateTimeField(null=True)),
                ('failing_since', models.DateTimeField(null=True)),
                ('failures', models.PositiveIntegerField(default=0, help_text='In a row.')),
                ('rests_until', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='CentralCategory',
            fields=[
                ('code', models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(blank=True, max_length=400, verbose_name='name')),
                ('org_code', models.CharField(blank=True, max_length=40, verbose_name='organisation')),
                ('parent_code', models.PositiveIntegerField(blank=True, help_text='May name one that the released tree lacks.', null=True, verbose_name='category above')),
                ('category', models.ForeignKey(blank=True, help_text='Empty: that of the nearest category above.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offices.category', verbose_name='our subject')),
            ],
            options={
                'verbose_name': 'category of CPGRAMS',
                'verbose_name_plural': 'categories of CPGRAMS',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='CentralCategoryCategoryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('category', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: that of the nearest category above.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='offices.category', verbose_name='our subject')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='category_events', to='cpgrams.centralcategory')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CentralGrievance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registration_no', models.CharField(max_length=30)),
                ('source', models.CharField(help_text='Name of the provider that brought it.', max_length=24)),
                ('category_code', models.PositiveIntegerField()),
                ('org_code', models.CharField(blank=True, max_length=12)),
                ('district_name', models.CharField(help_text='As the centre spells it.', max_length=80)),
                ('remarks', models.TextField(blank=True, help_text='What the ministry that sent it on wrote with it.')),
                ('received_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(help_text="When the centre's own days are over; no pause stops them.")),
                ('taken_at', models.DateTimeField()),
                ('waits_for', models.CharField(blank=True, choices=[('', 'nothing'), ('category', 'a subject of ours for its category'), ('district', 'a district of ours for its name')], max_length=8)),
                ('record', models.BinaryField(help_text='What came, encrypted; kept as long as it waits.', null=True)),
                ('interim_at', models.DateTimeField(help_text='When an interim reply was given.', null=True)),
                ('expected_on', models.DateField(help_text='The day it promised.', null=True)),
                ('warned', models.PositiveSmallIntegerField(default=0, help_text='Warnings of the end of its days.')),
                ('seen_seq', models.PositiveIntegerField(default=0, help_text='Newest event of the case that was looked at.')),
                ('told_status', models.CharField(blank=True, choices=[('received', 'received by the state'), ('under_process', 'under process'), ('closed', 'closed'), ('reopened', 'opened again by the state'), ('appealed', 'under appeal')], max_length=16)),
                ('told_post', models.BigIntegerField(null=True)),
                ('told_end', models.PositiveIntegerField(default=0, help_text='Event with which the told closure began.')),
                ('their_status', models.CharField(blank=True, max_length=40)),
                ('rating', models.PositiveSmallIntegerField(null=True)),
                ('appeals', models.PositiveSmallIntegerField(default=0)),
                ('grievance', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='central', to='grievances.grievance')),
            ],
            options={
                'verbose_name': 'central grievance',
                'verbose_name_plural': 'central grievances',
            },
        ),
        migrations.CreateModel(
            name='CentralWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=24)),
                ('word_id', models.CharField(help_text="The centre's.", max_length=60)),
                ('kind', models.CharField(choices=[('feedback', 'feedback'), ('appeal', 'appeal')], max_length=8)),
                ('registration_no', models.CharField(max_length=30)),
                ('rating', models.PositiveSmallIntegerField(null=True)),
                ('words', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('came_at', models.DateTimeField()),
                ('applied_at', models.DateTimeField(null=True)),
                ('did', models.CharField(blank=True, help_text='What it did to the case.', max_length=12)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('applied_at', None)), fields=['at'], name='word_unapplied')],
                'constraints': [models.UniqueConstraint(fields=('source', 'word_id'), name='hear_once')],
            },
        ),
        migrations.CreateModel(
            name='DistrictSpelling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('spelling', models.CharField(max_length=80, verbose_name='as CPGRAMS spells it')),
                ('key', models.CharField(editable=False, max_length=80, unique=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='our district')),
            ],
            options={
                'verbose_name': 'spelling of a district',
                'verbose_name_plural': 'spellings of districts',
                'ordering': ['spelling'],
            },
        ),
        migrations.CreateModel(
            name='DistrictSpellingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('spelling', models.CharField(max_length=80, verbose_name='as CPGRAMS spells it')),
                ('district', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.place', verbose_name='our district')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='cpgrams.districtspelling')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Push',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('acknowledged', 'acknowledged'), ('status', 'status'), ('interim_reply', 'interim reply'), ('closed', 'closed, with report')], max_length=16)),
                ('data', models.JSONField(default=dict)),
                ('at', models.DateTimeField(help_text='When that happened.')),
                ('state', models.CharField(choices=[('queued', 'waiting to be sent'), ('sent', 'taken by the centre'), ('refused', 'refused by the centre')], default='queued', max_length=8)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('not_before', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, help_text='Why it failed or was refused.', max_length=200)),
                ('central', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pushes', to='cpgrams.centralgrievance')),
            ],
            options={
                'verbose_name': 'what the centre is told',
                'verbose_name_plural': 'what the centre is told',
            },
        ),
        migrations.CreateModel(
            name='AsideRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=24)),
                ('place', models.CharField(help_text='Where it stands: file and line, or page and number.', max_length=120)),
                ('digest', models.BinaryField(help_text='Of what came, so that the same does not lie aside twice.')),
                ('registration_no', models.CharField(blank=True, db_index=True, max_length=40)),
                ('reason', models.CharField(choices=[('not_a_record', 'not a record with fields'), ('number', 'no registration number such as GOVMP/E/2026/0001234'), ('date', 'a date is missing or is none'), ('future', 'received in the future'), ('category', 'no number of a category'), ('text', 'no words of the complaint'), ('district', 'no district'), ('closed', 'closed at the centre already'), ('surplus', 'more cells than columns'), ('database', 'refused by the database')], max_length=16)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('record', models.BinaryField(help_text='What came, encrypted.')),
                ('at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(help_text='Came again and was good, or was let go by somebody.', null=True)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'record put aside',
                'verbose_name_plural': 'records put aside',
                'indexes': [models.Index(condition=models.Q(('settled_at', None)), fields=['-at'], name='aside_unsettled')],
                'constraints': [models.UniqueConstraint(fields=('source', 'digest'), name='put_aside_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='centralcategory',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."category_id" IS DISTINCT FROM (NEW."category_id"))', func='INSERT INTO "cpgrams_centralcategorycategoryevent" ("category_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."category_id", _pgh_attach_context(), NOW(), \'update\', OLD."code"); RETURN NULL;', hash='5a067cbf2071f4d0a347210cf87d65acc32d6ee7', operation='UPDATE', pgid='pgtrigger_update_update_85ae0', table='cpgrams_centralcategory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='centralcategory',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cpgrams_centralcategorycategoryevent" ("category_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."category_id", _pgh_attach_context(), NOW(), \'delete\', OLD."code"); RETURN NULL;', hash='a8539491b253c344172e1c986c8685868c9d2a4f', operation='DELETE', pgid='pgtrigger_delete_delete_e7e5d', table='cpgrams_centralcategory', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='centralgrievance',
            index=models.Index(condition=models.Q(('waits_for', ''), _negated=True), fields=['waits_for', 'category_code'], name='central_waiting'),
        ),
        migrations.AddIndex(
            model_name='centralgrievance',
            index=models.Index(condition=models.Q(('told_status', 'closed'), _negated=True), fields=['due_at'], name='central_due'),
        ),
        migrations.AddConstraint(
            model_name='centralgrievance',
            constraint=models.UniqueConstraint(fields=('registration_no',), name='take_in_once'),
        ),
        migrations.AddConstraint(
            model_name='centralgrievance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('grievance', None), ('record__isnull', False), models.Q(('waits_for', ''), _negated=True)), models.Q(('grievance__isnull', False), ('record', None), ('waits_for', '')), _connector='OR'), name='waits_or_is_a_case', violation_error_message='A central grievance waits for something, or is a case.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='districtspelling',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."district_id" IS DISTINCT FROM (NEW."district_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."spelling" IS DISTINCT FROM (NEW."spelling"))', func='INSERT INTO "cpgrams_districtspellingevent" ("district_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "spelling") VALUES (OLD."district_id", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."spelling"); RETURN NULL;', hash='9cfc85d5caab3519172c4ec4b9d13a9dd348af29', operation='UPDATE', pgid='pgtrigger_update_update_10a9d', table='cpgrams_districtspelling', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='districtspelling',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cpgrams_districtspellingevent" ("district_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "spelling") VALUES (OLD."district_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."spelling"); RETURN NULL;', hash='80ccf5039eedd3ba6e2d56273fd35df4163cb239', operation='DELETE', pgid='pgtrigger_delete_delete_72ddc', table='cpgrams_districtspelling', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='push',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['not_before'], name='push_queued'),
        ),
        migrations.AddIndex(
            model_name='push',
            index=models.Index(condition=models.Q(('state', 'refused')), fields=['-at'], name='push_refused'),
        ),
    ]
