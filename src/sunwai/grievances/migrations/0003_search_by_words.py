"""Cases are searched by their words within a district, by one index; the trigrams of whole texts go."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import BtreeGinExtension
from django.contrib.postgres.search import SearchVector
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("grievances", "0002_initial")]

    operations = [
        BtreeGinExtension(),
        migrations.AddIndex(
            "grievance",
            GinIndex("district", SearchVector("text_key", config="simple"), name="grievance_words"),
        ),
        migrations.RemoveIndex("grievance", "grievance_text_trgm"),
    ]
