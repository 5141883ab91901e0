"""Words are indexed with their district before them, so that a search reads only what lies in its own district."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations
from django.db.models import F, Func

# A word longer than that is no word, and PostgreSQL takes none above 2 kB.
FUNCTION = r"""
CREATE FUNCTION grievances_words(district bigint, key text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_tsvector(string_to_array(
    district::text || ':' || replace(
        regexp_replace(key, '(\S{40})\S+', '\1', 'g'), ' ', ' ' || district::text || ':'
    ), ' '
))
"""
WORDS = Func(
    F("district"), F("text_key"), function="grievances_words", output_field=SearchVectorField(), arity=2
)


class Migration(migrations.Migration):
    dependencies = [("grievances", "0003_search_by_words")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION grievances_words(bigint, text)"),
        migrations.AddIndex("grievance", GinIndex(WORDS, name="grievance_search", gin_pending_list_limit=512)),
        migrations.RemoveIndex("grievance", "grievance_words"),
    ]
