"""The demo's invented people: nobody missing where the guided path goes, and nobody twice."""

import pytest
from django.db import transaction
from django.db.models import Count, Q

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.core import clock
from sunwai.offices import demo
from sunwai.offices.enums import PostingKind
from sunwai.offices.ladder import Ladder
from sunwai.offices.models import Category, Leave, Post, Posting
from sunwai.offices.selectors import holders_of
from sunwai.places.models import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]


@pytest.fixture(scope="module")
def made(state, django_db_blocker):
    """All of the demo's people, made once for this module's tests; how many."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as environment:
        environment.setenv("SUNWAI_DEMO_PASSWORD", "a demo's password")
        yield demo.make_demo_officers(now=clock.now())
        transaction.set_rollback(True)


@pytest.fixture
def named(made):
    return {named.username: user for named, user in demo.named_people()}


def test_demo_people_hold_nearly_every_post_and_every_one_on_the_guided_path():
    today = clock.today()
    counts = Post.objects.aggregate(all=Count("pk"), filled=Count("pk", filter=Q(is_filled=True)))
    assert 0.95 < counts["filled"] / counts["all"] < 1
    assert not Post.objects.filter(place__district__name_en="Balaghat", is_filled=False).exists()
    assert not Post.objects.filter(place__kind__in=("state", "division"), is_filled=False).exists()

    posts = list(Post.objects.all())
    answered = holders_of(posts, today)
    assert {post.pk for post in posts if post.is_filled} == set(answered)
    assert Leave.objects.exists()
    assert Posting.objects.filter(kind=PostingKind.ADDITIONAL).exists()


def test_demo_people_are_officers_marked_invented_and_the_crowd_cannot_sign_in(made, named):
    crowd = User.objects.exclude(username__in=named)

    assert made == User.objects.count() == User.objects.filter(is_demo=True).count()
    assert not crowd.exclude(roles__contains=[Role.OFFICER]).exists()
    assert set(crowd.values_list("password", flat=True)) == {demo.CANNOT_SIGN_IN}
    assert all("ऀ" <= user.name[0] <= "ॿ" and user.username.isascii() for user in crowd[:50])
    for post in Post.objects.filter(designation__code="district-vigilance-officer", is_filled=True)[:5]:
        assert Role.VIGILANCE in holders_of([post], clock.today())[post.pk].roles


def test_named_people_sign_in_with_password_and_second_factor(named):
    assert set(named) == {person.username for person in demo.NAMED}
    for user in named.values():
        assert user.check_password("a demo's password")
        assert len(demo.totp_secret(user)) >= 32
        user.clean()


def test_named_officers_hold_the_posts_of_the_guided_path(named):
    today = clock.today()
    for person in demo.NAMED:
        posts = Post.objects.held_by(named[person.username], today)
        assert posts.exists() is bool(person.category), person.username
    village = Place.objects.get(**demo.PATH_PLACE)
    category = Category.objects.select_related("department").get(code="energy.no-supply")
    holders = [
        holders_of([rung.post], today)[rung.post.pk] for rung in Ladder.current().rungs(category, village)
    ]
    assert [user.username for user in holders] == [
        "je.waraseoni",
        "dgm.waraseoni",
        "gm.balaghat",
        "md.electricity",
    ]


def test_making_demo_people_again_makes_none():
    before = set(Posting.objects.values_list("post", "user"))

    assert demo.make_demo_officers(now=clock.now()) == 0
    assert set(Posting.objects.values_list("post", "user")) == before


def test_another_password_replaces_the_first(monkeypatch):
    monkeypatch.setenv("SUNWAI_DEMO_PASSWORD", "another one")
    demo.make_demo_officers(now=clock.now())

    assert User.objects.get(username="je.waraseoni").check_password("another one")


def test_the_password_of_an_installation_is_kept_for_its_owner_alone(settings, tmp_path, monkeypatch):
    monkeypatch.delenv("SUNWAI_DEMO_PASSWORD", raising=False)
    settings.DATA_FOLDER = tmp_path

    first = demo.demo_password()

    kept = tmp_path / "secrets" / "demo_password"
    assert (demo.demo_password(), kept.read_text(), kept.stat().st_mode & 0o777) == (first, first, 0o600)
    assert len(first) >= 15


def test_a_persons_title_is_one_person_at_a_place(named):
    """The collector answers for every department as one person."""
    several = (
        Posting.objects.filter(kind=PostingKind.REGULAR, user__is_demo=True)
        .exclude(user__in=named.values())
        .values("post__designation__name_en", "post__place")
        .annotate(people=Count("user", distinct=True))
        .filter(people__gt=1)
    )
    assert not several.exists()
