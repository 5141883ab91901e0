"""Keeps `Place.ancestors` and `Place.district` in step with the two parents of every place."""

from django.db import connection

REFRESH = """
WITH RECURSIVE
    above (id, parent) AS (
        SELECT place.id, parent
        FROM places_place place, unnest(ARRAY[revenue_parent_id, local_parent_id]) parent
        WHERE parent IS NOT NULL
          AND (%(under)s::bigint IS NULL OR place.id = %(under)s OR ancestors @> ARRAY[%(under)s::bigint])
        UNION
        SELECT above.id, higher
        FROM above
        JOIN places_place place ON place.id = above.parent,
             unnest(ARRAY[revenue_parent_id, local_parent_id]) higher
        WHERE higher IS NOT NULL
    ),
    walked AS (
        SELECT above.id,
               array_agg(above.parent ORDER BY above.parent) AS ancestors,
               min(above.parent) FILTER (WHERE higher.kind = 'district') AS district_id
        FROM above
        JOIN places_place higher ON higher.id = above.parent
        GROUP BY above.id
    )
UPDATE places_place place
SET ancestors = walked.ancestors,
    district_id = CASE place.kind WHEN 'district' THEN place.id ELSE walked.district_id END
FROM walked
WHERE walked.id = place.id
  AND (place.ancestors IS DISTINCT FROM walked.ancestors
       OR place.kind <> 'district' AND place.district_id IS DISTINCT FROM walked.district_id
       OR place.kind = 'district' AND place.district_id IS NULL)
"""


def refresh(*, under: int | None = None) -> int:
    """Walk both trees upwards from `under` and everything below it (or from all places) and store the walk.

    A place's `district` is the district above it; a district is its own. Writes only what has to change.

    Returns:
        How many places had to change.
    """
    with connection.cursor() as cursor:
        if under is None:
            cursor.execute("ANALYZE places_place")  # a table just filled is otherwise walked the slow way
        cursor.execute(REFRESH, {"under": under})
        return int(cursor.rowcount)
