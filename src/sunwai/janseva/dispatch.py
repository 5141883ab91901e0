"""Whose job an application is: the ladder of its service's subject over its place."""

from __future__ import annotations

from sunwai.janseva.errors import NobodyDecides
from sunwai.janseva.models import Service
from sunwai.offices.ladder import Ladder
from sunwai.offices.models import Post
from sunwai.places.models import Place

DESIGNATED, FIRST_APPEAL, SECOND_APPEAL, REVISION = 1, 2, 3, 4


def authority(service: Service, place: Place, level: int) -> Post:
    """The post that decides at `level`: 1 the designated officer, 2 and 3 the appeal authorities, 4 revision.

    The lowest post from `level` upwards that somebody holds, so that no application lies where nobody sits; else the
    post of the level, vacant.

    Raises:
        NobodyDecides: no rule leads to a post here.
    """
    rungs = [
        rung for rung in Ladder.current().rungs(service.category, place) if rung.level >= level and rung.post
    ]
    held = [rung for rung in rungs if not rung.reason]
    if not rungs:
        raise NobodyDecides
    post = (held or rungs)[0].post
    assert post is not None
    return post
