"""Calls have more kinds and endings, and are found by their hour; the supervisor writes notes to the agents."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("scheme", "scheme information"),
    ("complaint", "complaint"),
    ("demand", "demand or suggestion"),
    ("corruption", "corruption"),
    ("status", "status of an earlier complaint"),
    ("janseva", "certificates and land records"),
    ("women", "women's helpline"),
    ("closure", "closure question"),
    ("follow_up", "follow-up of an earlier call"),
    ("information", "other information"),
    ("other", "something else"),
    ("none", "nothing was said"),
]
DISPOSITIONS = [
    ("registered", "complaint registered"),
    ("joined", "joined an earlier complaint"),
    ("informed", "information given"),
    ("status_told", "status told"),
    ("answered_yes", "citizen confirmed"),
    ("answered_no", "citizen said it is not done"),
    ("not_reached", "not reached"),
    ("call_later", "asked to call later"),
    ("transferred", "put through"),
    ("dropped", "call dropped"),
    ("wrong_number", "wrong number"),
    ("silent", "nobody spoke"),
    ("abusive", "caller was abusive"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("grievances", "0005_fewer_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            "interaction", "disposition", models.CharField(blank=True, choices=DISPOSITIONS, max_length=16)
        ),
        migrations.AlterField("interaction", "kind", models.CharField(blank=True, choices=KINDS, max_length=12)),
        migrations.AddIndex("interaction", models.Index(fields=["started_at"], name="interaction_started")),
        migrations.CreateModel(
            "FloorNote",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=300)),
                (
                    "agent",
                    models.ForeignKey(
                        settings.AUTH_USER_MODEL,
                        django.db.models.deletion.CASCADE,
                        null=True,
                        related_name="floor_notes",
                        help_text="Empty: for all.",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, related_name="+"
                    ),
                ),
                ("written_at", models.DateTimeField()),
                ("until", models.DateTimeField(help_text="Taken away earlier: the moment at which it was.")),
            ],
            options={"indexes": [models.Index(fields=["until"], name="floor_note_until")]},
        ),
    ]
