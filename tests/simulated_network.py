"""Our own server as the world outside, and what the worker would do: for tests that go the whole way over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from sunwai.conversations.jobs import handle_waiting
from sunwai.gateways import http
from sunwai.messages.enums import MessageState
from sunwai.messages.jobs import deliver
from sunwai.messages.models import Message


@contextmanager
def connected(settings: Any, address: str) -> Iterator[str]:
    """The gateways of messages are the simulators of the server at `address`; no job is left behind."""
    settings.PUBLIC_URL = address
    settings.SMS_TIMEOUT = 2.0
    settings.SMS_MOBILE_SEVA = settings.SMS_MOBILE_SEVA | {
        "url": f"{address}/simulators/sms/mobile-seva/sendMsgRequest"
    }
    settings.SMS_GENERIC_HTTP = settings.SMS_GENERIC_HTTP | {"url": f"{address}/simulators/sms/http"}
    settings.WHATSAPP = settings.WHATSAPP | {"url": f"{address}/simulators/whatsapp/graph"}
    _clear_jobs()
    yield address
    _clear_jobs()
    _hang_up()


def run_jobs() -> None:
    """What the worker does with the jobs, messages and what came in that are due; receipts are due after a second."""
    handle_waiting()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
    due = list(ProcrastinateJob.objects.filter(status="todo"))
    waiting = Message.objects.filter(state=MessageState.QUEUED).order_by("pk")
    for number in list(waiting.values_list("pk", flat=True)):
        deliver(message_id=number)  # in the order in which they were written
    for job in due:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job.pk])
        app.tasks[job.task_name](**job.args)


def _clear_jobs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def _hang_up() -> None:
    """Close our side, so that the threads of the server end and give back their database connections."""
    for seconds in (0.5, 2.0, 10.0, 20.0):
        http.client(seconds).close()
    http.client.cache_clear()
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(5)
