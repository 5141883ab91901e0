"""Whom a corruption complaint accuses: what the citizen chose or named, looked up in the directory of officers.

Sure is the post that the citizen chose, and the only officer whose full name and rank both stand in their words. Whom
the words fit less well is a suspect: the case stays away from all of them until vigilance decides who it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from django.db.models import Q

from sunwai.accounts.models import User
from sunwai.grievances.enums import Kind
from sunwai.grievances.models import Grievance, Suspect
from sunwai.language import MATCH, key, similarity
from sunwai.offices.chain import posts_below
from sunwai.offices.models import Post
from sunwai.offices.selectors import holders_of
from sunwai.places.models import Place

MOST = 8  # suspects of a case; where the words fit more officers than that, they say nothing
FULL_NAME, RANK = 2, 1  # what each is worth when the words fit


class Named(Protocol):
    """What is known of the accused when a case is registered."""

    @property
    def kind(self) -> Kind: ...
    @property
    def place(self) -> Place: ...
    @property
    def text(self) -> str: ...
    @property
    def accused_post(self) -> Post | None: ...
    @property
    def accused_named(self) -> str: ...


@dataclass(frozen=True)
class Fit:
    """A post that the words fit, who holds it, and how well (`FULL_NAME` + `RANK`: both are said)."""

    post: Post
    user: User | None
    worth: int


@dataclass(frozen=True)
class Accused:
    """Who is accused, for sure (`post`) or perhaps (`suspects`)."""

    post: Post | None = None
    suspects: list[Fit] = field(default_factory=list)

    @property
    def barred(self) -> list[int]:
        """Posts that the case keeps away from: theirs and all below them."""
        posts = [self.post] if self.post else [fit.post for fit in self.suspects]
        return sorted({number for post in posts for number in posts_below(post)})

    @property
    def barred_users(self) -> list[int]:
        """People who may be the accused, whatever post they get."""
        return sorted({fit.user.pk for fit in self.suspects if fit.user})

    def rows(self, case: Grievance) -> list[Suspect]:
        """The suspects of `case`, not written yet."""
        return [Suspect(grievance=case, post=fit.post, user=fit.user) for fit in self.suspects]


def accused_of(named: Named, on: date) -> Accused:
    """Whom a complaint accuses on the day `on`; nobody where it is not about corruption."""
    if named.kind != Kind.CORRUPTION:
        return Accused()
    if named.accused_post:
        return Accused(named.accused_post)
    fits = find(named.accused_named, named.place, on) or find(named.text, named.place, on)
    sure = [fit for fit in fits if fit.worth == FULL_NAME + RANK]
    return Accused(sure[0].post) if len(sure) == 1 else Accused(suspects=sure or fits)


def find(words: str, place: Place, on: date) -> list[Fit]:
    """The posts of the directory that `words` fit, best first: by rank those that serve `place`, by full name also
    those of its tehsil. None where nothing fits, or too much does.
    """
    said = key(words).split()
    if not said:
        return []
    posts = list(_around(place))
    holders = holders_of(posts, on)
    fits = [_fit(post, holders.get(post.pk), said, words, place) for post in posts]
    ranked = sorted(
        (fit for fit in fits if fit.worth), key=lambda fit: (-fit.worth, -len(fit.post.place.ancestors))
    )
    best = [fit for fit in ranked if fit.worth >= FULL_NAME] or ranked
    return best if len(best) <= MOST else []


def _around(place: Place) -> Iterable[Post]:
    near = Q(place__in=place.lineage) | Q(place__ancestors__contains=[place.revenue_parent_id])
    return (
        Post.objects.filter(near, is_active=True)
        .select_related("designation", "place", "department")
        .distinct()
    )


def _fit(post: Post, holder: User | None, said: list[str], words: str, place: Place) -> Fit:
    serves = post.place_id in place.lineage
    ranks = (post.designation.name_hi, post.designation.name_en)
    by_rank = serves and any(_stands_in(key(_rank(rank)).split(), said) for rank in ranks)
    by_name = holder is not None and _names(holder.name, said, words)
    return Fit(post, holder, FULL_NAME * by_name + RANK * by_rank)


def _rank(designation: str) -> str:
    """What people call it: `कनिष्ठ अभियंता` of `कनिष्ठ अभियंता, वितरण केंद्र`."""
    return designation.partition(",")[0]


def _names(name: str, said: list[str], words: str) -> bool:
    """Whether the full name, of two words at least, is said: the same in either script, or as others spell it."""
    parts = key(name).split()
    if len(parts) < 2:
        return False
    if _stands_in(parts, said):
        return True
    spelt = words.split()
    if len(spelt) > 30:  # a whole story: only what is written alike counts
        return False
    windows = (spelt[at : at + len(parts)] for at in range(len(spelt) - len(parts) + 1))
    return any(similarity(" ".join(window), name) >= MATCH for window in windows)


def _stands_in(parts: list[str], said: list[str]) -> bool:
    """Whether `parts` stand one after the other in `said`."""
    length = len(parts)
    return bool(parts) and any(said[at : at + length] == parts for at in range(len(said) - length + 1))
