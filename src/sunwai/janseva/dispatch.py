"""Whose job an application is: the ladder of its service's subject over its place."""

from __future__ import annotations

from sunwai.janseva.enums import Stage
from sunwai.janseva.errors import NobodyDecides
from sunwai.janseva.models import Application, Service
from sunwai.offices.ladder import Ladder
from sunwai.offices.models import Post
from sunwai.places.models import Place

DESIGNATED = 1  # level of the ladder
LEVEL = {Stage.FIRST: 2, Stage.SECOND: 3, Stage.REVISION: 4}


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


def authorities_of(application: Application) -> set[int]:
    """The posts before which appeals on `application` lie: those of its ladder above the designated officer."""
    rungs = Ladder.current().rungs(application.service.category, application.place)
    return {rung.post.pk for rung in rungs if rung.post and rung.level > DESIGNATED} - {application.post_id}
