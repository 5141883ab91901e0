"""Whose job an application is: the ladder of its service's subject over its place."""

from __future__ import annotations

from collections.abc import Collection

from sunwai.janseva.enums import Stage
from sunwai.janseva.errors import NobodyDecides
from sunwai.janseva.models import Application, Service
from sunwai.offices.ladder import Ladder
from sunwai.offices.models import Post
from sunwai.places.models import Place

DESIGNATED = 1  # level of the ladder
LEVEL = {Stage.FIRST: 2, Stage.SECOND: 3, Stage.REVISION: 4}


def authority(service: Service, place: Place, level: int, without: Collection[int] = ()) -> Post:
    """The post that decides at `level`: 1 the designated officer, 2 and 3 the appeal authorities, 4 revision.

    The lowest post from `level` upwards that somebody holds, so that no application lies where nobody sits; else the
    post of the level, vacant. Posts `without`, by their numbers, are passed over.

    Raises:
        NobodyDecides: no rule leads to a post here.
    """
    rungs = [
        rung
        for rung in Ladder.current().rungs(service.category, place)
        if rung.level >= level and rung.post and rung.post.pk not in without
    ]
    held = [rung for rung in rungs if not rung.reason]
    if not rungs:
        raise NobodyDecides
    post = (held or rungs)[0].post
    assert post is not None
    return post


def appeal_authority(application: Application, stage: Stage) -> Post:
    """Before whom an appeal of this stage lies: never before a post that has the application or ordered on it before.

    Raises:
        NobodyDecides: nobody is left above them.
    """
    filed = {appeal.stage: appeal.post_id for appeal in application.appeals.all()}
    earlier = list(Stage)[: list(Stage).index(stage)]
    passed = {application.post_id} | {
        filed.get(one) or appeal_authority(application, one).pk for one in earlier
    }
    return authority(application.service, application.place, LEVEL[stage], passed)


def authorities_of(application: Application) -> set[int]:
    """The posts before which appeals on `application` lie: those of its ladder above the designated officer."""
    rungs = Ladder.current().rungs(application.service.category, application.place)
    return {rung.post.pk for rung in rungs if rung.post and rung.level > DESIGNATED} - {application.post_id}
