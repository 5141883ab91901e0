"""Making posts: for every rule of responsibility, one in each place of the kind it names."""

from __future__ import annotations

from django.db import connection, transaction

from sunwai.places.actions import Progress, quiet

# One statement, for there are some 25,000. A post that an administrator put out of use stays so.
MISSING = """
INSERT INTO offices_post (department_id, designation_id, place_id, is_active, is_filled)
SELECT DISTINCT rule.department_id, rule.designation_id, place.id, true, false
FROM offices_responsibility rule
JOIN offices_department department ON department.id = rule.department_id AND department.is_active
JOIN places_place place ON place.kind = rule.area AND place.active
WHERE rule.is_active
ORDER BY rule.department_id, rule.designation_id, place.id
ON CONFLICT (designation_id, place_id) DO NOTHING
"""


def generate_posts(*, progress: Progress = quiet) -> int:
    """Make the posts that the rules of responsibility ask for and that are not there yet. Safe to run again.

    Returns:
        How many were made. They are vacant.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(MISSING)
        made = int(cursor.rowcount)
        if made:
            cursor.execute("ANALYZE offices_post")  # a table just filled is otherwise read the slow way
    progress("posts", made, made)
    return made
