"""Processes beside ours, for work of which Python's share is too large for one: threads would share a processor."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor

import django


def processes(count: int) -> ProcessPoolExecutor:
    """`count` processes with settings and database connections of their own; use them in a `with`.

    They end when ours does, however that ends.
    """
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """Called before anything of ours is imported there."""
    django.setup()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os._exit(1)
