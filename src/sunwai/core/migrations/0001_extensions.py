"""PostgreSQL's own extensions that the tables of other packages stand on."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    run_before = [("places", "0001_initial"), ("offices", "0001_initial"), ("grievances", "0001_initial")]
    operations = [TrigramExtension(), BtreeGistExtension(), UnaccentExtension()]
