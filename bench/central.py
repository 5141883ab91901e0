"""Central grievances: a file of invented ones taken in, with cases, events, dispatch, clocks and messages."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from bench.helpline import Helpline

Figures = dict[str, float]


def take_in_file(line: Helpline, rows: int) -> Figures:
    """Rows a second from the first byte to the last commit; processor time of us and of the database; memory."""
    import psutil

    from sunwai.core import clock
    from sunwai.cpgrams.actions.intake import take_in
    from sunwai.cpgrams.models import AsideRecord, CentralGrievance
    from sunwai.cpgrams.sample import write_drop
    from sunwai.gateways.cpgrams.files import OneFile

    with tempfile.TemporaryDirectory() as folder:
        centre = OneFile(write_drop(folder=Path(folder), rows=rows, now=clock.now()))
        before, own, began = line.cpu_of_database(), time.process_time(), time.perf_counter()
        taken = take_in(centre=centre, progress=lambda so_far: line.say(f"  {so_far}"))
        seconds = time.perf_counter() - began
    assert taken.read == rows == CentralGrievance.objects.count() + AsideRecord.objects.count()
    return {
        "rows_per_second": rows / seconds,
        "seconds": seconds,
        "cpu_ms": 1000 * (time.process_time() - own) / rows,
        "database_cpu_ms": 1000 * (line.cpu_of_database() - before) / rows,
        "memory_mb": psutil.Process().memory_full_info().pss / 1e6,
    }
