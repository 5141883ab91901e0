"""Central grievances: a file of invented ones taken in, with cases, events, dispatch, clocks and messages."""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

from bench.helpline import Helpline

Figures = dict[str, float]


def take_in_file(line: Helpline, rows: int) -> Figures:
    """Rows a second from the first byte to the last commit; processor time of us and of the database; memory."""
    from sunwai.core import clock
    from sunwai.cpgrams.actions.intake import Taken, take_in
    from sunwai.cpgrams.models import AsideRecord, CentralGrievance
    from sunwai.cpgrams.sample import write_drop
    from sunwai.gateways.cpgrams.files import OneFile

    with tempfile.TemporaryDirectory() as folder:
        centre = OneFile(write_drop(folder=Path(folder), rows=rows, now=clock.now()))
        before, own, began = line.cpu_of_database(), _own_cpu(), time.perf_counter()
        memory = 0.0

        def progress(so_far: Taken) -> None:
            nonlocal memory
            line.say(f"  {so_far}")
            memory = max(memory, _own_memory())

        taken = take_in(centre=centre, progress=progress)
        seconds = time.perf_counter() - began
    assert taken.read == rows == CentralGrievance.objects.count() + AsideRecord.objects.count()
    return {
        "rows_per_second": rows / seconds,
        "seconds": seconds,
        "cpu_ms": 1000 * (_own_cpu() - own) / rows,
        "database_cpu_ms": 1000 * (line.cpu_of_database() - before) / rows,
        "memory_mb": memory / 1e6,
    }


def _own_cpu() -> float:
    """Seconds of processor time of this process and of those that write pages for it, once they have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _own_memory() -> float:
    """Bytes that this process and those that write pages for it hold now (PSS)."""
    import psutil

    own = psutil.Process()
    ours = [child for child in own.children() if "python" in child.name()]
    return sum(process.memory_full_info().pss for process in (own, *ours))
