"""The administrator says what the centre's names mean, and sees what lies aside and what differs."""

import pytest

from sunwai.cpgrams.actions.intake import take_in
from sunwai.cpgrams.models import AsideRecord, CentralDifference, CentralGrievance, Push
from sunwai.grievances.models import Grievance
from tests.central_world import NOBODY_KNOWS, ObedientCentre, known_names, number, record


@pytest.fixture
def waiting(world):
    """Two that wait for a subject, one for a district, one that lies aside."""
    known_names(world)
    centre = ObedientCentre(
        [
            record(1, CategoryV7=NOBODY_KNOWS, subject_content_text="बहुत निजी बात"),
            record(2, CategoryV7=NOBODY_KNOWS),
            record(3, dist_name="BALAGHAT DISTT"),
            record(4, recvd_date="", DiaryDate="", subject_content_text="बहुत निजी बात"),
        ]
    )
    take_in(centre=centre)


def page(admin, path):
    answer = admin.get(f"/en/admin/central/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_waits_is_named_and_counted_and_says_nothing_of_anybody(admin, waiting):
    said = page(admin, "")

    assert "Others <code>900</code>" in said
    assert "BALAGHAT DISTT" in said
    assert "निजी" not in said
    assert "GOVMP/E" not in said


def test_choosing_a_subject_sends_on_what_waited(admin, waiting, world):
    subject = world.category("revenue.mutation")
    answer = admin.post(f"/en/admin/central/category/{NOBODY_KNOWS}/", {"category": subject.pk}, follow=True)

    assert "2 grievances were sent on" in answer.content.decode()
    assert Grievance.objects.filter(category=subject).count() == 2
    assert "Others" not in page(admin, "")


def test_the_likely_district_is_offered_first(admin, waiting, world):
    assert f'name="district" value="{world.district.pk}"' in page(admin, "")
    admin.post("/en/admin/central/district/", {"spelling": "BALAGHAT DISTT", "district": world.district.pk})

    assert CentralGrievance.objects.get(registration_no=number(3)).grievance


@pytest.mark.parametrize("chosen", ["", "x", "99999999"])
def test_what_is_no_subject_changes_nothing(admin, waiting, chosen):
    assert admin.post(f"/admin/central/category/{NOBODY_KNOWS}/", {"category": chosen}).status_code == 404
    assert CentralGrievance.objects.filter(grievance=None).count() == 3


def test_what_lies_aside_stands_there_with_its_reason_until_it_is_let_go(admin, waiting, world):
    said = page(admin, "aside/")
    assert "a date is missing or is none" in said
    assert number(4) in said
    assert "निजी" not in said

    admin.post(f"/admin/central/aside/{AsideRecord.objects.get().pk}/let-go/")
    assert AsideRecord.objects.get().settled_by == world.administrator
    assert "Nothing lies aside." in page(admin, "aside/")


def test_differences_are_listed_by_kind_and_what_was_refused_can_be_sent_again(admin, waiting, now, world):
    CentralDifference.objects.create(
        registration_no=number(8), kind="missing_here", theirs="received", found_at=now
    )
    central = CentralGrievance.objects.get(registration_no=number(3))
    push = Push.objects.create(
        central=central, kind="status", state="refused", reason="no such status", at=now, not_before=now
    )
    assert number(8) in page(admin, "registers/?kind=missing_here")
    assert number(8) not in page(admin, "registers/?kind=status")
    assert "no such status" in page(admin, "registers/")

    admin.post(f"/admin/central/push/{push.pk}/again/")
    push.refresh_from_db()
    assert push.state == "queued"
