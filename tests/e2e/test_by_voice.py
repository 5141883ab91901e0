"""Somebody who cannot type: a voice, a photo, and taps. With scripts the browser records; without, its file fields do."""

from __future__ import annotations

import av
import pytest

from sunwai.grievances.models import Grievance
from sunwai.places.models import Place
from tests.e2e.people import Person
from tests.e2e.tours import go_on, picture, recording

SUBJECT = "बिजली नहीं आ रही"
SPOT = (21.7501, 80.0502)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_voice_and_a_photo_are_enough(people, world, scripts):
    Place.objects.filter(pk=world.village.pk).update(latitude=21.75, longitude=80.05)
    citizen = people.someone(scripts=scripts, at=SPOT).sign_in(world.citizen)

    citizen.open("/file/words/")
    (speak if scripts else give_a_recording)(citizen)
    go_on(citizen)
    citizen.press_this(citizen.page.locator("a[href='?department=energy']"))
    go_on(citizen.choose(SUBJECT))
    if scripts:
        citizen.press("मैं अभी उसी जगह पर हूँ")
        assert "करीब 20 मीटर" in citizen.text
    else:
        citizen.unfold("सूची से चुनें")
        for above in (world.district, world.village.revenue_parent):
            citizen.press_this(citizen.page.locator(f"a[href='?in={above.pk}']"))
    citizen.page.locator(f"[name=place][value='{world.village.pk}']").check()
    go_on(citizen)
    go_on(citizen)  # nothing more to say
    citizen.page.locator("[name=camera]").set_input_files(picture())
    go_on(citizen)
    assert citizen.page.locator("main audio").is_visible()
    assert citizen.page.locator("main img").is_visible()
    go_on(citizen)

    case = Grievance.objects.get()
    assert case.spoken_reference in citizen.text
    assert (case.text, case.place) == ("(आवाज़ में बताया – रिकॉर्डिंग सुनिए)", world.village)
    assert (case.latitude, case.longitude) == (SPOT if scripts else (None, None))
    uploads = {one.upload.kind: one.upload for one in case.attachments.all()}
    assert sorted(uploads) == ["audio", "photo"]
    assert seconds_of(uploads["audio"]) > 0.5
    assert citizen.troubles == []


def speak(citizen: Person) -> None:
    """Record for a second, as the browser's own microphone beeps."""
    page = citizen.page
    page.locator("[data-record-start]").click()
    page.locator("[data-record-time]", has_text="0:01 /").wait_for()
    page.locator("[data-record-stop]").click()
    page.locator("[data-record-player]").wait_for(state="visible")


def give_a_recording(citizen: Person) -> None:
    citizen.page.locator("[name=voice]").set_input_files(recording())


def seconds_of(upload) -> float:
    with upload.file.open() as kept, av.open(kept) as sound:
        return sum(frame.samples for frame in sound.decode(audio=0)) / 16_000
