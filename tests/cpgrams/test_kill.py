"""An intake that is killed half-way goes on where it was, and nothing is there twice."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from sunwai.casework import audit
from sunwai.core import clock
from sunwai.cpgrams.actions.intake import take_in
from sunwai.cpgrams.models import AsideRecord, CentralGrievance, CentreLink
from sunwai.cpgrams.sample import write_drop
from sunwai.gateways.cpgrams.files import OneFile
from sunwai.grievances.models import Grievance
from tests.central_world import ELECTRICITY, known_names

ROWS, PAGE = 400, 20

TAKE = """
    import os
    os.environ["DJANGO_SETTINGS_MODULE"] = "sunwai.config.settings.test"
    import django
    django.setup()
    from pathlib import Path
    from sunwai.gateways.cpgrams import files
    from sunwai.cpgrams.actions.intake import take_in
    from sunwai.cpgrams.actions import intake
    files.PAGE, intake.LARGE = {page}, {large}
    if __name__ == "__main__":
        take_in(centre=files.OneFile(Path({file!r})), progress=lambda taken: print(taken.read, flush=True))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("large", [PAGE // 2, 10 * ROWS], ids=["side by side", "one by one"])
def test_a_killed_intake_goes_on_where_it_was(world, tmp_path, monkeypatch, large):
    known_names(world)
    file = write_drop(folder=tmp_path, rows=ROWS, now=clock.now())
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join([lines[0], *(_of_the_world(line) for line in lines[1:])]), encoding="utf-8")

    program = textwrap.dedent(TAKE.format(page=PAGE, large=large, file=str(file)))
    monkeypatch.setattr("sunwai.cpgrams.actions.intake.LARGE", large)
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=os.environ
    )
    with process:
        for said in process.stdout:
            if int(said) >= 3 * PAGE:
                break
        time.sleep(0.02)  # somewhere in the next page
        process.send_signal(signal.SIGKILL)

    half = CentralGrievance.objects.count()
    assert 0 < half < ROWS
    assert Grievance.objects.count() == half
    assert CentreLink.objects.get().grievances_mark
    monkeypatch.setattr("sunwai.gateways.cpgrams.files.PAGE", PAGE)
    taken = take_in(centre=OneFile(file))

    assert taken.read < ROWS  # not from the beginning
    assert CentralGrievance.objects.count() == Grievance.objects.count() == ROWS - ROWS // 100
    assert AsideRecord.objects.count() == ROWS // 100
    assert audit.verify() == (ROWS - ROWS // 100, [])


def _of_the_world(line: str) -> str:
    """An invented row, about what the small world knows."""
    cells = line.split(",")
    if len(cells) > 10 and cells[6].isdigit():
        cells[6] = str(ELECTRICITY)
        cells = [cell if at != len(cells) - 5 else "BALAGHAT" for at, cell in enumerate(cells)]
    return ",".join(cells)
