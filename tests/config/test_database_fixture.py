"""The database of a test run is one that nobody else uses, and a process started by a test finds it."""

import os

import psycopg
import pytest
from django.db import connection


@pytest.mark.django_db
def test_processes_of_a_test_find_its_database():
    with psycopg.connect(os.environ["DATABASE_URL"]) as other:
        assert other.info.dbname == connection.settings_dict["NAME"]
        assert other.info.dbname.startswith("test_")
