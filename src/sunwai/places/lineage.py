"""Keeps `Place.ancestors` and `Place.district` in step with the two parents of every place."""

from django.db import connection

REFRESH = """
WITH RECURSIVE
    moved AS (
        SELECT id FROM places_place WHERE %(under)s::bigint IS NULL OR id = %(under)s OR ancestors @> ARRAY[%(under)s::bigint]
    ),
    edge AS (
        SELECT id, revenue_parent_id AS parent FROM places_place WHERE revenue_parent_id IS NOT NULL
        UNION
        SELECT id, local_parent_id FROM places_place WHERE local_parent_id IS NOT NULL
    ),
    above AS (
        SELECT edge.id, edge.parent FROM edge JOIN moved USING (id)
        UNION
        SELECT above.id, edge.parent FROM above JOIN edge ON edge.id = above.parent
    ),
    walked AS (
        SELECT moved.id,
               coalesce(array_agg(above.parent ORDER BY above.parent) FILTER (WHERE above.parent IS NOT NULL), '{}') AS ancestors,
               coalesce(min(above.parent) FILTER (WHERE up.kind = 'district'), min(moved.id) FILTER (WHERE me.kind = 'district')) AS district_id
        FROM moved
        JOIN places_place me ON me.id = moved.id
        LEFT JOIN above ON above.id = moved.id
        LEFT JOIN places_place up ON up.id = above.parent
        GROUP BY moved.id
    )
UPDATE places_place place
SET ancestors = walked.ancestors, district_id = walked.district_id
FROM walked
WHERE walked.id = place.id
  AND (place.ancestors, place.district_id) IS DISTINCT FROM (walked.ancestors, walked.district_id)
"""


def refresh(*, under: int | None = None) -> int:
    """Walk both trees upwards from `under` and everything below it (or from all places) and store the walk.

    A place's `district` is the district above it; a district is its own.

    Returns:
        How many places had to change.
    """
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, {"under": under})
        return cursor.rowcount
