"""Whether a kept connection still stands, without asking the server."""

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def another():
    other = connection.copy()
    other.ensure_connection()
    yield other
    other.close()


def ask(database: BaseDatabaseWrapper) -> int:
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def test_a_connection_that_stands_is_kept(another):
    before = ask(another)
    another.close_if_unusable_or_obsolete()
    assert another.is_usable()
    assert ask(another) == before


def test_one_that_the_server_ended_is_made_anew_before_it_is_used(another):
    before = ask(another)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    assert not another.is_usable()
    another.health_check_enabled, another.health_check_done = True, False  # as at the start of a request
    assert ask(another) != before


def test_none_is_not_usable():
    assert not connection.copy().is_usable()
