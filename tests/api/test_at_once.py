"""One request sent several times at the same moment makes one case."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from sunwai.grievances.models import ApiFiling, Grievance
from tests.api.conftest import Program

SENDERS = 4


def send_together(program, bodies):
    """Statuses and numbers that senders, who all start at once, are answered with."""
    together = Barrier(len(bodies))

    def send(body):
        sender = Program.__new__(Program)
        sender.client, sender.world, sender.text = Client(), program.world, program.text
        together.wait()
        try:
            answer = sender.file(idempotency_key="a1", **body)
            return answer.status_code, answer.json().get("reference")
        finally:
            connection.close()

    with ThreadPoolExecutor(len(bodies)) as senders:
        return list(senders.map(send, bodies))


@pytest.mark.django_db(transaction=True)
def test_the_same_request_at_the_same_moment_makes_one_case(program):
    answers = send_together(program, [{}] * SENDERS)

    assert sorted(status for status, _ in answers) == [200, 200, 200, 201]
    assert {reference for _, reference in answers} == {Grievance.objects.get().reference}
    assert ApiFiling.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_under_one_key_at_the_same_moment_one_is_filed(program):
    answers = send_together(program, [{"text": "एक बात"}, {"text": "दूसरी बात"}])

    assert sorted(status for status, _ in answers) == [201, 422]
    assert Grievance.objects.count() == 1
