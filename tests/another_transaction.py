"""A second transaction beside that of the test, for what depends on the order in which transactions end."""

from __future__ import annotations

import threading
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def another_transaction():
    """A transaction on a connection of its own; yields a function that does something in it.

    It ends when the block does; what was done in it is committed then.
    """
    ask, done, tasks = threading.Semaphore(0), threading.Semaphore(0), []

    def work():
        try:
            with transaction.atomic():
                while True:
                    ask.acquire()
                    if (task := tasks.pop()) is None:
                        break
                    result.append(task())
                    done.release()
        finally:
            connection.close()
            done.release()

    def do(task):
        tasks.append(task)
        ask.release()
        done.acquire()
        return result.pop() if task else None

    result: list[object] = []
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield do
    finally:
        do(None)
        thread.join()
