"""The call centre: flows, numbers, queues, agents, calls, recordings, callbacks, campaigns."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import sunwai.calls.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('citizens', '0003_one_citizen_per_mobile'),
        ('grievances', '0007_cases_of_a_department'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('places', '0003_history_of_what_was'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Destination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digits', models.CharField(max_length=16, unique=True, verbose_name='number')),
                ('name_hi', models.CharField(max_length=80, verbose_name='name in Hindi')),
                ('name_en', models.CharField(max_length=80, verbose_name='name in English')),
                ('is_emergency', models.BooleanField(default=False, verbose_name='emergency')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'number to put callers through to',
                'verbose_name_plural': 'numbers to put callers through to',
                'ordering': ['position', 'digits'],
            },
        ),
        migrations.CreateModel(
            name='DestinationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('digits', models.CharField(max_length=16, verbose_name='number')),
                ('name_hi', models.CharField(max_length=80, verbose_name='name in Hindi')),
                ('name_en', models.CharField(max_length=80, verbose_name='name in English')),
                ('is_emergency', models.BooleanField(default=False, verbose_name='emergency')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line_id', models.CharField(max_length=80, unique=True)),
                ('what', models.CharField(choices=[('not_ours', 'the switch knows it, we do not'), ('not_theirs', 'we know it, the switch does not'), ('length', 'another length')], max_length=10)),
                ('data', models.JSONField(default=sunwai.calls.models._nothing)),
                ('began_at', models.DateTimeField()),
                ('found_at', models.DateTimeField()),
                ('explained_at', models.DateTimeField(null=True)),
                ('explanation', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'verbose_name': "difference to the switch's book",
                'verbose_name_plural': "differences to the switch's book",
            },
        ),
        migrations.CreateModel(
            name='DoNotDisturb',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=16, unique=True, verbose_name='number')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('since', models.DateTimeField(verbose_name='since')),
            ],
            options={
                'verbose_name': 'number not to be disturbed',
                'verbose_name_plural': 'numbers not to be disturbed',
            },
        ),
        migrations.CreateModel(
            name='DoNotDisturbEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.CharField(max_length=16, verbose_name='number')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('since', models.DateTimeField(verbose_name='since')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Flow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
            ],
            options={
                'verbose_name': 'call flow',
                'verbose_name_plural': 'call flows',
            },
        ),
        migrations.CreateModel(
            name='FlowVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('published', 'published'), ('retired', 'retired')], default='draft', max_length=10, verbose_name='state')),
                ('data', models.JSONField(default=sunwai.calls.models._nothing, verbose_name='steps')),
                ('written_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'version of a call flow',
                'verbose_name_plural': 'versions of call flows',
            },
        ),
        migrations.CreateModel(
            name='Number',
            fields=[
                ('digits', models.CharField(max_length=16, primary_key=True, serialize=False, verbose_name='number')),
                ('route', models.CharField(choices=[('helpline', 'helpline'), ('women', "women's helpline"), ('missed', 'missed-call number'), ('agent', 'dialled by an agent'), ('callback', 'callback'), ('closure', 'closure question'), ('click', 'call put through with hidden numbers')], default='helpline', max_length=10, verbose_name='leads to')),
            ],
            options={
                'verbose_name': 'number that can be dialled',
                'verbose_name_plural': 'numbers that can be dialled',
            },
        ),
        migrations.CreateModel(
            name='NumberEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('digits', models.CharField(max_length=16, serialize=False, verbose_name='number')),
                ('route', models.CharField(choices=[('helpline', 'helpline'), ('women', "women's helpline"), ('missed', 'missed-call number'), ('agent', 'dialled by an agent'), ('callback', 'callback'), ('closure', 'closure question'), ('click', 'call put through with hidden numbers')], default='helpline', max_length=10, verbose_name='leads to')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hold', 'hold'), ('take_back', 'take back from hold'), ('hang_up', 'hang up'), ('consult', 'ask somebody, the caller holding'), ('transfer', 'put through'), ('conference', 'bring in a third'), ('pause_recording', 'pause the recording'), ('resume_recording', 'go on recording'), ('listen', 'listen'), ('whisper', 'whisper to the agent'), ('barge', 'join the call'), ('leave', 'stop listening'), ('rejoin', 'back after a reload'), ('dial', 'call a number'), ('put_through', 'connect two numbers, both hidden')], max_length=16)),
                ('data', models.JSONField(default=sunwai.calls.models._nothing)),
                ('given_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='PromptVoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80, verbose_name='prompt')),
                ('language', models.CharField(choices=[('hi', 'हिंदी'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('text', models.TextField(blank=True, help_text='Empty: the words that ship.', verbose_name='words')),
                ('sound', models.BinaryField(help_text='A-law, 8 kHz, mono (ITU-T G.711), without a header.')),
                ('given_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'own voice of a prompt',
                'verbose_name_plural': 'own voices of prompts',
            },
        ),
        migrations.CreateModel(
            name='PromptVoiceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.CharField(max_length=80, verbose_name='prompt')),
                ('language', models.CharField(choices=[('hi', 'हिंदी'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('text', models.TextField(blank=True, help_text='Empty: the words that ship.', verbose_name='words')),
                ('sound', models.BinaryField(help_text='A-law, 8 kHz, mono (ITU-T G.711), without a header.')),
                ('given_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='QualityMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scores', models.JSONField(help_text='Question to mark, 0 to 4.')),
                ('share', models.FloatField(help_text='Of what could be reached, 0 to 1.')),
                ('words', models.TextField(blank=True)),
                ('written_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Queue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True, verbose_name='code')),
                ('name_hi', models.CharField(max_length=80, verbose_name='name in Hindi')),
                ('name_en', models.CharField(max_length=80, verbose_name='name in English')),
                ('skill', models.CharField(choices=[('general', 'general'), ('women', "women's counsellor"), ('janseva', 'certificates and land records'), ('corruption', 'corruption')], default='general', max_length=12, verbose_name='skill')),
                ('is_confidential', models.BooleanField(default=False, verbose_name='confidential: only its own unit sees and hears its calls')),
                ('priority', models.PositiveSmallIntegerField(default=10, help_text='Higher goes first. A confidential queue goes before all others whatever stands here.', verbose_name='priority')),
                ('ages_after', models.PositiveSmallIntegerField(default=30, help_text='Seconds of waiting that count as one step of priority.', verbose_name='ages after')),
                ('target_seconds', models.PositiveSmallIntegerField(default=20, verbose_name='answer within')),
                ('target_share', models.FloatField(default=0.8, verbose_name='share answered within')),
                ('rings', models.PositiveSmallIntegerField(default=15, verbose_name='rings at an agent for')),
                ('wrap_up', models.PositiveSmallIntegerField(default=30, verbose_name='wrap-up')),
                ('tells_every', models.PositiveSmallIntegerField(default=45, verbose_name='tells the position every')),
                ('offers_callback_after', models.PositiveSmallIntegerField(default=60, verbose_name='offers a callback after')),
                ('overflows_after', models.PositiveSmallIntegerField(default=120, help_text='Then agents of the other queue may take it, too.', verbose_name='overflows after')),
                ('longest_wait', models.PositiveSmallIntegerField(default=600, help_text='Then the caller may leave a message, and is called back.', verbose_name='longest wait')),
            ],
            options={
                'verbose_name': 'queue of calls',
                'verbose_name_plural': 'queues of calls',
            },
        ),
        migrations.CreateModel(
            name='QueueEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(db_index=False, verbose_name='code')),
                ('name_hi', models.CharField(max_length=80, verbose_name='name in Hindi')),
                ('name_en', models.CharField(max_length=80, verbose_name='name in English')),
                ('skill', models.CharField(choices=[('general', 'general'), ('women', "women's counsellor"), ('janseva', 'certificates and land records'), ('corruption', 'corruption')], default='general', max_length=12, verbose_name='skill')),
                ('is_confidential', models.BooleanField(default=False, verbose_name='confidential: only its own unit sees and hears its calls')),
                ('priority', models.PositiveSmallIntegerField(default=10, help_text='Higher goes first. A confidential queue goes before all others whatever stands here.', verbose_name='priority')),
                ('ages_after', models.PositiveSmallIntegerField(default=30, help_text='Seconds of waiting that count as one step of priority.', verbose_name='ages after')),
                ('target_seconds', models.PositiveSmallIntegerField(default=20, verbose_name='answer within')),
                ('target_share', models.FloatField(default=0.8, verbose_name='share answered within')),
                ('rings', models.PositiveSmallIntegerField(default=15, verbose_name='rings at an agent for')),
                ('wrap_up', models.PositiveSmallIntegerField(default=30, verbose_name='wrap-up')),
                ('tells_every', models.PositiveSmallIntegerField(default=45, verbose_name='tells the position every')),
                ('offers_callback_after', models.PositiveSmallIntegerField(default=60, verbose_name='offers a callback after')),
                ('overflows_after', models.PositiveSmallIntegerField(default=120, help_text='Then agents of the other queue may take it, too.', verbose_name='overflows after')),
                ('longest_wait', models.PositiveSmallIntegerField(default=600, help_text='Then the caller may leave a message, and is called back.', verbose_name='longest wait')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Recording',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('call', 'call'), ('complaint', 'complaint left by voice'), ('voicemail', 'message')], max_length=10)),
                ('name', models.CharField(help_text='Its name at the switch.', max_length=120, unique=True)),
                ('file', models.CharField(blank=True, help_text='Where it is stored; empty until fetched.', max_length=200)),
                ('seconds', models.FloatField(default=0)),
                ('peaks', models.BinaryField(default=b'', help_text='The picture: one loudness (0–255) each half second.')),
                ('pauses', models.JSONField(default=list, help_text='[[from, to], …] in seconds, where it was paused.')),
                ('transcript', models.TextField(blank=True, help_text='A draft by machine; never fills a form.')),
                ('began_at', models.DateTimeField()),
                ('stored_at', models.DateTimeField(null=True)),
                ('delete_after', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'verbose_name': 'recording',
                'verbose_name_plural': 'recordings',
            },
        ),
        migrations.CreateModel(
            name='RecordingNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at_seconds', models.FloatField()),
                ('text', models.CharField(max_length=300)),
                ('written_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['at_seconds', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
            ],
            options={
                'verbose_name': 'shift',
                'verbose_name_plural': 'shifts',
            },
        ),
        migrations.CreateModel(
            name='ShiftEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('begins_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AgentProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('general', 'general'), ('women', "women's counsellor"), ('janseva', 'certificates and land records'), ('corruption', 'corruption')], max_length=12), blank=True, default=list, verbose_name='skills')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('hi', 'हिंदी'), ('en', 'English')], max_length=2), default=list, verbose_name='languages')),
                ('districts', models.ManyToManyField(blank=True, related_name='+', to='places.place', verbose_name='districts known best')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='agent_profile', to=settings.AUTH_USER_MODEL, verbose_name='agent')),
            ],
            options={
                'verbose_name': 'what an agent can take',
                'verbose_name_plural': 'what agents can take',
            },
        ),
        migrations.CreateModel(
            name='AgentProfileEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('general', 'general'), ('women', "women's counsellor"), ('janseva', 'certificates and land records'), ('corruption', 'corruption')], max_length=12), blank=True, default=list, verbose_name='skills')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('hi', 'हिंदी'), ('en', 'English')], max_length=2), default=list, verbose_name='languages')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='calls.agentprofile')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='agent')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AgentSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('extension', models.SlugField(help_text='The name under which the browser registers.', unique=True)),
                ('secret', models.BinaryField(help_text='What it registers with; encrypted, good for this session only.')),
                ('state', models.CharField(choices=[('off', 'signed out'), ('ready', 'ready'), ('not_ready', 'not ready'), ('offered', 'phone rings'), ('talking', 'talking'), ('wrap_up', 'wrapping up')], default='not_ready', max_length=10)),
                ('reason', models.CharField(blank=True, choices=[('break', 'break'), ('lunch', 'lunch'), ('training', 'training'), ('meeting', 'meeting'), ('technical', 'trouble with the equipment'), ('no_answer', 'did not answer'), ('connection', 'connection lost'), ('supervisor', 'set by the supervisor')], max_length=12)),
                ('since', models.DateTimeField(help_text='When this state began.')),
                ('idle_since', models.DateTimeField(help_text='When the last call ended: the longest idle goes first.')),
                ('wanted', models.CharField(blank=True, choices=[('off', 'signed out'), ('ready', 'ready'), ('not_ready', 'not ready'), ('offered', 'phone rings'), ('talking', 'talking'), ('wrap_up', 'wrapping up')], help_text='What is to follow the call in hand: ready, not ready or signed out.', max_length=10)),
                ('wanted_reason', models.CharField(blank=True, choices=[('break', 'break'), ('lunch', 'lunch'), ('training', 'training'), ('meeting', 'meeting'), ('technical', 'trouble with the equipment'), ('no_answer', 'did not answer'), ('connection', 'connection lost'), ('supervisor', 'set by the supervisor')], max_length=12)),
                ('wrap_up_until', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(help_text='When the browser was last heard of.')),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agent_sessions', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AgentSpell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('off', 'signed out'), ('ready', 'ready'), ('not_ready', 'not ready'), ('offered', 'phone rings'), ('talking', 'talking'), ('wrap_up', 'wrapping up')], max_length=10)),
                ('reason', models.CharField(blank=True, choices=[('break', 'break'), ('lunch', 'lunch'), ('training', 'training'), ('meeting', 'meeting'), ('technical', 'trouble with the equipment'), ('no_answer', 'did not answer'), ('connection', 'connection lost'), ('supervisor', 'set by the supervisor')], max_length=12)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spells', to='calls.agentsession')),
            ],
        ),
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words_hi', models.TextField(verbose_name='words in Hindi')),
                ('words_en', models.TextField(blank=True, verbose_name='words in English')),
                ('is_disaster', models.BooleanField(default=False, verbose_name='disaster: before everything else')),
                ('since', models.DateTimeField(verbose_name='from')),
                ('until', models.DateTimeField(verbose_name='until')),
                ('place', models.ForeignKey(blank=True, help_text='Empty: the whole state.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place', verbose_name='district')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'announcement to callers',
                'verbose_name_plural': 'announcements to callers',
            },
        ),
        migrations.CreateModel(
            name='AnnouncementEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('words_hi', models.TextField(verbose_name='words in Hindi')),
                ('words_en', models.TextField(blank=True, verbose_name='words in English')),
                ('is_disaster', models.BooleanField(default=False, verbose_name='disaster: before everything else')),
                ('since', models.DateTimeField(verbose_name='from')),
                ('until', models.DateTimeField(verbose_name='until')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='calls.announcement')),
                ('place', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: the whole state.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.place', verbose_name='district')),
                ('written_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('line_id', models.CharField(help_text="The citizen's line at the switch.", max_length=80, unique=True)),
                ('agent_line_id', models.CharField(blank=True, max_length=80)),
                ('route', models.CharField(choices=[('helpline', 'helpline'), ('women', "women's helpline"), ('missed', 'missed-call number'), ('agent', 'dialled by an agent'), ('callback', 'callback'), ('closure', 'closure question'), ('click', 'call put through with hidden numbers')], max_length=10)),
                ('outgoing', models.BooleanField(default=False)),
                ('number', models.CharField(blank=True, help_text='Of the citizen; empty: withheld.', max_length=20)),
                ('dialled', models.CharField(blank=True, max_length=20)),
                ('language', models.CharField(choices=[('hi', 'हिंदी'), ('en', 'English')], default='hi', max_length=2)),
                ('is_confidential', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('ringing', 'ringing'), ('menu', 'in the menu'), ('waiting', 'waiting'), ('offered', 'ringing at an agent'), ('talking', 'talking'), ('held', 'on hold'), ('ended', 'ended')], default='ringing', max_length=8)),
                ('outcome', models.CharField(blank=True, choices=[('answered', 'spoke to an agent'), ('served', 'served by keys'), ('abandoned', 'hung up while waiting'), ('left', 'hung up in the menu'), ('callback', 'asked to be called back'), ('voicemail', 'left a message'), ('missed', 'missed call, as intended'), ('turned_away', 'turned away: too many calls from one number'), ('not_reached', 'not reached'), ('failed', 'lost by a fault of ours')], max_length=12)),
                ('ended_by', models.CharField(blank=True, choices=[('caller', 'caller'), ('agent', 'agent'), ('system', 'system')], max_length=6)),
                ('keys', models.CharField(blank=True, help_text='Keys pressed, in order.', max_length=120)),
                ('began_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(help_text='When the line was taken, by menu or person.', null=True)),
                ('queued_at', models.DateTimeField(null=True)),
                ('talked_at', models.DateTimeField(help_text='When an agent took it.', null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('held_seconds', models.PositiveIntegerField(default=0)),
                ('wrap_up_seconds', models.PositiveIntegerField(default=0)),
                ('offers', models.PositiveSmallIntegerField(default=0, help_text='How many agents it rang at.')),
                ('agent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to=settings.AUTH_USER_MODEL)),
                ('citizen', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='calls', to='citizens.citizen')),
                ('district', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='places.place')),
                ('grievance', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='calls', to='grievances.grievance')),
                ('interaction', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='call', to='grievances.interaction')),
            ],
            options={
                'verbose_name': 'call',
                'verbose_name_plural': 'calls',
            },
        ),
        migrations.AddField(
            model_name='agentsession',
            name='call',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='calls.call'),
        ),
        migrations.CreateModel(
            name='Callback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=16)),
                ('reason', models.CharField(choices=[('asked', 'asked for it'), ('abandoned', 'hung up while waiting'), ('missed', 'missed call'), ('voicemail', 'left a message'), ('fault', 'our system had a fault')], max_length=10)),
                ('state', models.CharField(choices=[('due', 'due'), ('dialling', 'being called'), ('done', 'reached'), ('given_up', 'given up after all tries'), ('cancelled', 'no longer needed')], default='due', max_length=10)),
                ('route', models.CharField(choices=[('helpline', 'helpline'), ('women', "women's helpline"), ('missed', 'missed-call number'), ('agent', 'dialled by an agent'), ('callback', 'callback'), ('closure', 'closure question'), ('click', 'call put through with hidden numbers')], default='callback', max_length=10)),
                ('language', models.CharField(choices=[('hi', 'हिंदी'), ('en', 'English')], default='hi', max_length=2)),
                ('waiting_since', models.DateTimeField()),
                ('not_before', models.DateTimeField(help_text='The next try; inside the calling hours.')),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('last_try_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('citizen', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='callbacks', to='citizens.citizen')),
                ('from_call', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='led_to', to='calls.call')),
                ('grievance', models.ForeignKey(help_text='To be asked about.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='callbacks', to='grievances.grievance')),
            ],
            options={
                'verbose_name': 'callback',
                'verbose_name_plural': 'callbacks',
            },
        ),
        migrations.AddField(
            model_name='call',
            name='callback',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='calls.callback'),
        ),
        migrations.CreateModel(
            name='CallStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('what', models.CharField(max_length=24)),
                ('data', models.JSONField(default=sunwai.calls.models._nothing)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='calls.call')),
            ],
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('missed_call', 'missed calls to a number'), ('closure', 'closure questions')], max_length=12, verbose_name='kind')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('greeting_hi', models.CharField(blank=True, max_length=300, verbose_name='greeting in Hindi')),
                ('greeting_en', models.CharField(blank=True, max_length=300, verbose_name='greeting in English')),
                ('sms_hi', models.CharField(blank=True, max_length=200, verbose_name='SMS in Hindi')),
                ('sms_en', models.CharField(blank=True, max_length=200, verbose_name='SMS in English')),
                ('calls_back', models.BooleanField(default=False, verbose_name='call back')),
                ('is_running', models.BooleanField(default=False, verbose_name='running')),
                ('since', models.DateTimeField(verbose_name='from')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'campaign',
                'verbose_name_plural': 'campaigns',
            },
        ),
        migrations.AddField(
            model_name='callback',
            name='campaign',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='callbacks', to='calls.campaign'),
        ),
        migrations.AddField(
            model_name='call',
            name='campaign',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='calls.campaign'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='destination',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "calls_destinationevent" ("digits", "id", "is_emergency", "name_en", "name_hi", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (OLD."digits", OLD."id", OLD."is_emergency", OLD."name_en", OLD."name_hi", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."position"); RETURN NULL;', hash='66a7c58df75db273a46013d19cd53e030bb51f69', operation='UPDATE', pgid='pgtrigger_update_update_ea9e5', table='calls_destination', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='destination',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "calls_destinationevent" ("digits", "id", "is_emergency", "name_en", "name_hi", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (OLD."digits", OLD."id", OLD."is_emergency", OLD."name_en", OLD."name_hi", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position"); RETURN NULL;', hash='fe9bf4fcbec52e2db1932c20a91a771de483c5d8', operation='DELETE', pgid='pgtrigger_delete_delete_584cf', table='calls_destination', when='AFTER')),
        ),
        migrations.AddField(
            model_name='destinationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='destinationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='calls.destination'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='donotdisturb',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "calls_donotdisturbevent" ("id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "since") VALUES (OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."reason", OLD."since"); RETURN NULL;', hash='8c8d86d7520581f4c84efe0a55371c70fe19cb8d', operation='UPDATE', pgid='pgtrigger_update_update_41250', table='calls_donotdisturb', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='donotdisturb',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "calls_donotdisturbevent" ("id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "since") VALUES (OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."since"); RETURN NULL;', hash='3bb710798a98f04eb8cd3cca3b4496c5c21f594d', operation='DELETE', pgid='pgtrigger_delete_delete_22842', table='calls_donotdisturb', when='AFTER')),
        ),
        migrations.AddField(
            model_name='donotdisturbevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='donotdisturbevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='calls.donotdisturb'),
        ),
        migrations.AddField(
            model_name='flowversion',
            name='flow',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='calls.flow'),
        ),
        migrations.AddField(
            model_name='flowversion',
            name='published_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='flowversion',
            name='written_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='call',
            name='flow_version',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='calls.flowversion'),
        ),
        migrations.AddField(
            model_name='number',
            name='flow',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calls.flow', verbose_name='call flow'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='number',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaign', to='calls.number', verbose_name='number to give a missed call to'),
        ),
        migrations.AddField(
            model_name='numberevent',
            name='flow',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='calls.flow', verbose_name='call flow'),
        ),
        migrations.AddField(
            model_name='numberevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='numberevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='calls.number'),
        ),
        migrations.AddField(
            model_name='order',
            name='call',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='orders', to='calls.call'),
        ),
        migrations.AddField(
            model_name='order',
            name='given_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='order',
            name='session',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='orders', to='calls.agentsession'),
        ),
        migrations.AddField(
            model_name='promptvoice',
            name='given_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='promptvoiceevent',
            name='given_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='promptvoiceevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='promptvoiceevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='calls.promptvoice'),
        ),
        migrations.AddField(
            model_name='qualitymark',
            name='agent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quality_marks', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='qualitymark',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='queue',
            name='overflows_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='calls.queue', verbose_name='overflows to'),
        ),
        migrations.AddField(
            model_name='numberevent',
            name='queue',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='calls.queue', verbose_name='straight into the queue'),
        ),
        migrations.AddField(
            model_name='number',
            name='queue',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calls.queue', verbose_name='straight into the queue'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='queue',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calls.queue', verbose_name='queue'),
        ),
        migrations.AddField(
            model_name='callback',
            name='queue',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='callbacks', to='calls.queue'),
        ),
        migrations.AddField(
            model_name='call',
            name='queue',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='calls.queue'),
        ),
        migrations.AddField(
            model_name='queueevent',
            name='overflows_to',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='calls.queue', verbose_name='overflows to'),
        ),
        migrations.AddField(
            model_name='queueevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='queueevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='calls.queue'),
        ),
        migrations.AddField(
            model_name='recording',
            name='call',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recordings', to='calls.call'),
        ),
        migrations.AddField(
            model_name='recording',
            name='draft',
            field=models.ForeignKey(help_text='The complaint an agent is to complete from it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='grievances.draft'),
        ),
        migrations.AddField(
            model_name='qualitymark',
            name='recording',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='calls.recording'),
        ),
        migrations.AddField(
            model_name='recordingnote',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recordingnote',
            name='recording',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='calls.recording'),
        ),
        migrations.AddField(
            model_name='shift',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shifts', to=settings.AUTH_USER_MODEL, verbose_name='agent'),
        ),
        migrations.AddField(
            model_name='shiftevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='shiftevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='calls.shift'),
        ),
        migrations.AddField(
            model_name='shiftevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='agent'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agentprofile',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "calls_agentprofileevent" ("id", "languages", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "skills", "user_id") VALUES (OLD."id", OLD."languages", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."skills", OLD."user_id"); RETURN NULL;', hash='b2362ea891909671b30c540b10eba48cac156e00', operation='UPDATE', pgid='pgtrigger_update_update_cc757', table='calls_agentprofile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agentprofile',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "calls_agentprofileevent" ("id", "languages", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "skills", "user_id") VALUES (OLD."id", OLD."languages", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."skills", OLD."user_id"); RETURN NULL;', hash='f798bd6aa864aa9954a5d4d2e8c79207cf265ca4', operation='DELETE', pgid='pgtrigger_delete_delete_97e45', table='calls_agentprofile', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='agentspell',
            index=models.Index(fields=['began_at'], name='spell_began'),
        ),
        migrations.AddConstraint(
            model_name='agentspell',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('session',), name='one_open_spell'),
        ),
        migrations.AddIndex(
            model_name='announcement',
            index=models.Index(fields=['until'], name='announcement_until'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='announcement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "calls_announcementevent" ("id", "is_disaster", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "since", "until", "words_en", "words_hi", "written_by_id") VALUES (OLD."id", OLD."is_disaster", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."place_id", OLD."since", OLD."until", OLD."words_en", OLD."words_hi", OLD."written_by_id"); RETURN NULL;', hash='17741e6e03ee6a0b5370352a05ed9e5a7baaa703', operation='UPDATE', pgid='pgtrigger_update_update_4ef4e', table='calls_announcement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='announcement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "calls_announcementevent" ("id", "is_disaster", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "since", "until", "words_en", "words_hi", "written_by_id") VALUES (OLD."id", OLD."is_disaster", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place_id", OLD."since", OLD."until", OLD."words_en", OLD."words_hi", OLD."written_by_id"); RETURN NULL;', hash='94504b13733c828d85467d03e4959e0bba72ef86', operation='DELETE', pgid='pgtrigger_delete_delete_f5659', table='calls_announcement', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='agentsession',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('user',), name='one_session_per_agent'),
        ),
        migrations.AddIndex(
            model_name='callstep',
            index=models.Index(fields=['call', 'at'], name='call_step'),
        ),
        migrations.AddConstraint(
            model_name='flowversion',
            constraint=models.UniqueConstraint(fields=('flow', 'number'), name='flow_version_number'),
        ),
        migrations.AddConstraint(
            model_name='flowversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('flow',), name='one_published_version'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('done_at', None)), fields=['given_at'], name='order_open'),
        ),
        migrations.AddConstraint(
            model_name='promptvoice',
            constraint=models.UniqueConstraint(fields=('key', 'language'), name='one_voice_per_prompt'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='promptvoice',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "calls_promptvoiceevent" ("given_at", "given_by_id", "id", "key", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sound", "text") VALUES (OLD."given_at", OLD."given_by_id", OLD."id", OLD."key", OLD."language", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."sound", OLD."text"); RETURN NULL;', hash='87c88d4701e6e69b7cea7f5bd703980956460ebe', operation='UPDATE', pgid='pgtrigger_update_update_87e6e', table='calls_promptvoice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='promptvoice',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "calls_promptvoiceevent" ("given_at", "given_by_id", "id", "key", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sound", "text") VALUES (OLD."given_at", OLD."given_by_id", OLD."id", OLD."key", OLD."language", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sound", OLD."text"); RETURN NULL;', hash='a9bb46af91b04f859216a0a470995da9bb0584ba', operation='DELETE', pgid='pgtrigger_delete_delete_8ecfe', table='calls_promptvoice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='queue',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "calls_queueevent" ("ages_after", "code", "id", "is_confidential", "longest_wait", "name_en", "name_hi", "offers_callback_after", "overflows_after", "overflows_to_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "rings", "skill", "target_seconds", "target_share", "tells_every", "wrap_up") VALUES (OLD."ages_after", OLD."code", OLD."id", OLD."is_confidential", OLD."longest_wait", OLD."name_en", OLD."name_hi", OLD."offers_callback_after", OLD."overflows_after", OLD."overflows_to_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."priority", OLD."rings", OLD."skill", OLD."target_seconds", OLD."target_share", OLD."tells_every", OLD."wrap_up"); RETURN NULL;', hash='a55dba15e040bc54df4e6a9c43600458155b37be', operation='UPDATE', pgid='pgtrigger_update_update_9efa4', table='calls_queue', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='queue',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "calls_queueevent" ("ages_after", "code", "id", "is_confidential", "longest_wait", "name_en", "name_hi", "offers_callback_after", "overflows_after", "overflows_to_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "rings", "skill", "target_seconds", "target_share", "tells_every", "wrap_up") VALUES (OLD."ages_after", OLD."code", OLD."id", OLD."is_confidential", OLD."longest_wait", OLD."name_en", OLD."name_hi", OLD."offers_callback_after", OLD."overflows_after", OLD."overflows_to_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."priority", OLD."rings", OLD."skill", OLD."target_seconds", OLD."target_share", OLD."tells_every", OLD."wrap_up"); RETURN NULL;', hash='810d8096725783559c263f4312e257f35d1714fd', operation='DELETE', pgid='pgtrigger_delete_delete_72f33', table='calls_queue', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='number',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "calls_numberevent" ("digits", "flow_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "queue_id", "route") VALUES (OLD."digits", OLD."flow_id", _pgh_attach_context(), NOW(), \'update\', OLD."digits", OLD."queue_id", OLD."route"); RETURN NULL;', hash='06bf8609e7970293c3ba9d71bf749abaeddd6b20', operation='UPDATE', pgid='pgtrigger_update_update_622b9', table='calls_number', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='number',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "calls_numberevent" ("digits", "flow_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "queue_id", "route") VALUES (OLD."digits", OLD."flow_id", _pgh_attach_context(), NOW(), \'delete\', OLD."digits", OLD."queue_id", OLD."route"); RETURN NULL;', hash='55b63bcecb9e573e09509b8712bd1aea94dc5e54', operation='DELETE', pgid='pgtrigger_delete_delete_636f7', table='calls_number', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='callback',
            index=models.Index(condition=models.Q(('state', 'due')), fields=['not_before'], name='callback_due'),
        ),
        migrations.AddIndex(
            model_name='callback',
            index=models.Index(fields=['number'], name='callback_number'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.UniqueConstraint(condition=models.Q(('grievance', None), ('state__in', ['due', 'dialling'])), fields=('number', 'route'), name='one_open_callback_per_number'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['due', 'dialling'])), fields=('grievance', 'route'), name='one_open_callback_per_case'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['began_at'], name='call_began'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['number', '-began_at'], name='call_number'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['agent', '-began_at'], name='call_agent'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['grievance'], name='call_grievance'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(condition=models.Q(('state__in', ['held', 'menu', 'offered', 'ringing', 'talking', 'waiting'])), fields=['state'], name='call_live'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state', 'ended')), models.Q(models.Q(('state', 'ended'), _negated=True), ('ended_at', None)), _connector='OR'), name='call_ended_when_over'),
        ),
        migrations.AddIndex(
            model_name='recording',
            index=models.Index(condition=models.Q(('problem', ''), ('stored_at', None)), fields=['began_at'], name='recording_to_fetch'),
        ),
        migrations.AddIndex(
            model_name='recording',
            index=models.Index(fields=['delete_after'], name='recording_delete_after'),
        ),
        migrations.AddConstraint(
            model_name='qualitymark',
            constraint=models.UniqueConstraint(fields=('recording', 'author'), name='one_mark_per_recording_and_author'),
        ),
        migrations.AddIndex(
            model_name='shift',
            index=models.Index(fields=['begins_at'], name='shift_begins'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='shift_ends_after_it_begins'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='shift',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "calls_shiftevent" ("begins_at", "ends_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."begins_at", OLD."ends_at", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."user_id"); RETURN NULL;', hash='12af743f799203663c80defe6ded6522ba116eae', operation='UPDATE', pgid='pgtrigger_update_update_c92e9', table='calls_shift', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='shift',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "calls_shiftevent" ("begins_at", "ends_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."begins_at", OLD."ends_at", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;', hash='4b667e4d3d862f619c50cf0e9336b9204222e1c0', operation='DELETE', pgid='pgtrigger_delete_delete_255a7', table='calls_shift', when='AFTER')),
        ),
    ]
