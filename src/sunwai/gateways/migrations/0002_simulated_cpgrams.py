"""The simulated CPGRAMS of demo and test."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gateways', '0002_simulated_chats'),
    ]

    operations = [
        migrations.CreateModel(
            name='SimulatedCentre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('behaviour', models.CharField(choices=[('works', 'works'), ('down', 'is down'), ('slow', 'answers after three seconds'), ('limits', 'asks us to wait'), ('forgets', 'takes what we say, and its answer is lost')], default='works', max_length=8)),
            ],
        ),
        migrations.CreateModel(
            name='SimulatedGrievance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registration_no', models.CharField(max_length=30, unique=True)),
                ('record', models.JSONField()),
                ('status', models.CharField(default='received', max_length=16)),
                ('filed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SimulatedUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('update_id', models.CharField(max_length=60, unique=True)),
                ('registration_no', models.CharField(db_index=True, max_length=30)),
                ('kind', models.CharField(max_length=16)),
                ('data', models.JSONField()),
                ('report', models.BinaryField(null=True)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SimulatedWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registration_no', models.CharField(max_length=30)),
                ('record', models.JSONField()),
                ('at', models.DateTimeField()),
            ],
        ),
    ]
