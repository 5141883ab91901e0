"""What an officer sees of the centre, and answers it."""

import pytest

from sunwai.cpgrams.actions.intake import take_in
from sunwai.cpgrams.actions.telling import tell_all_changes
from sunwai.cpgrams.models import CentralGrievance, Push
from sunwai.grievances.enums import State
from tests.central_world import ObedientCentre, known_names, number, record


@pytest.fixture
def central(world):
    """A central case without a mobile, on the table of the assistant engineer."""
    known_names(world)
    take_in(centre=ObedientCentre([record(remarks_text="Please look into it.")]))
    return CentralGrievance.objects.select_related("grievance__place").get()


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_case_shows_its_central_number_its_days_and_that_the_centre_asks(office, central):
    page = text(office.page("ae", central.grievance, "/en"))

    assert number(1) in page
    assert "20 days left" in page
    assert "Please look into it." in page
    assert "no mobile: CPGRAMS asks the citizen" in page
    assert "Show the number to call" not in page
    assert "Call the citizen" not in page
    assert "Interim reply" in page


def test_other_cases_show_nothing_of_it(office, case):
    page = text(office.page("je", case, "/en"))

    assert "the centre wants an answer" not in page
    assert "/interim-reply" not in page
    assert "act=interim-reply" not in page


def test_an_interim_reply_is_given_by_form(office, central):
    office.done("ae", central.grievance, "interim-reply", words="खंभे आ गए", expected_on="2026-12-05")

    assert Push.objects.get().data == {"text": "खंभे आ गए", "expected_on": "2026-12-05"}
    page = text(office.page("ae", central.grievance, "/en"))
    assert "promised for 5 December 2026" in page
    assert "interim reply · waiting to be sent" in page


def test_a_day_that_has_passed_comes_back_with_the_words(office, central):
    answer = office.do("ae", central.grievance, "interim-reply", words="खंभे आ गए", expected_on="2026-11-23")

    assert answer.status_code == 422
    assert "खंभे आ गए" in answer.content.decode()
    assert not Push.objects.exists()


def test_it_cannot_be_replied_for_a_case_of_our_own(office, case):
    assert office.do("je", case, "interim-reply", words="x", expected_on="2026-12-05").status_code == 422
    assert not Push.objects.exists()


def test_does_not_pertain_is_not_offered_and_refused_with_a_sentence(office, central):
    page = text(office.of("ae").get(f"/en/office/c/{central.grievance.reference}/?act=special-closure"))
    assert 'value="duplicate"' in page
    assert 'value="outside_state"' not in page

    answer = office.of("ae").post(
        f"/en/office/c/{central.grievance.reference}/special-closure/",
        {"reason": "duplicate", "words": "This does not pertain to this office."},
    )
    assert answer.status_code == 422
    assert "it may not be closed as not pertaining to us" in answer.content.decode()
    central.grievance.refresh_from_db()
    assert central.grievance.state == State.OPEN


def test_what_is_owed_is_on_the_holders_list_and_their_first_page(office, central, now):
    CentralGrievance.objects.update(due_at=now)
    assert number(1) in text(office.of("ae").get("/office/central/"))
    assert number(1) not in text(office.of("se").get("/office/central/"))
    assert "1 case of CPGRAMS needs an answer soon" in text(office.of("ae").get("/en/office/"))
    assert "CPGRAMS needs" not in text(office.of("je").get("/en/office/"))


def test_once_it_was_told_as_closed_it_is_owed_no_more(office, central, now):
    office.resolved("ae", central.grievance, now)
    tell_all_changes(now=now)

    assert number(1) not in text(office.of("ae").get("/office/central/"))
    assert "The centre was told that it is closed." in text(office.page("ae", central.grievance, "/en"))
