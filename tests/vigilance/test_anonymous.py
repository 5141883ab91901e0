"""Without a name: a secret code leads back to the complaint, nothing else does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.core.errors import NotAllowed
from sunwai.grievances import perms
from sunwai.grievances.models import Draft
from sunwai.grievances.seal import unseal
from sunwai.messages.enums import Channel
from sunwai.messages.models import Message
from sunwai.vigilance.actions.anonymous import file_anonymously, follow, followed
from sunwai.vigilance.actions.reveal import approve_reveal, ask_reveal, open_seal
from sunwai.vigilance.errors import SentBefore, WrongSecret
from sunwai.vigilance.models import FollowUp


@pytest.fixture
def filed(world, now):
    complaint = world.complaint(code="vigilance.bribe", accused_post=world.post("ae"))
    return file_anonymously(complaint=complaint, channel=Channel.PORTAL, now=now)


def test_nobody_is_known_and_nothing_is_sent(filed):
    case, _code = filed
    person = unseal(case)
    assert (case.citizen, person.name, person.mobile) == (None, "", None)
    assert not Message.objects.exists()
    assert [(event.actor_kind, event.actor_id) for event in case.events()] == [("system", None)]


def test_the_code_is_kept_nowhere(filed):
    _case, code = filed
    digits = code.replace(" ", "")
    assert len(digits) == 16
    assert digits not in bytes(FollowUp.objects.get().digest).hex()


def test_number_and_code_lead_to_it(filed, now):
    case, code = filed
    for typed in (code, code.replace(" ", ""), code.replace(" ", "-")):
        found = follow(number=case.spoken_reference, secret=typed, now=now)
        assert found.case == case
        assert "complainant" in perms.relations(found.citizen, case)


def test_no_other_code_and_no_other_number(world, filed, now):
    case, code = filed
    other = world.register(code="vigilance.bribe")
    for number, secret in (
        (case.reference, "1" * 16),
        (case.reference, ""),
        (other.reference, code),
        ("", code),
    ):
        with pytest.raises(WrongSecret):
            follow(number=number, secret=secret, now=now)
    assert followed(other.pk) is None


def test_after_five_wrong_codes_not_even_the_right_one_for_an_hour(filed, now):
    case, code = filed
    for _ in range(5):
        with pytest.raises(WrongSecret):
            follow(number=case.reference, secret="1" * 16, now=now)
    with pytest.raises(WrongSecret):
        follow(number=case.reference, secret=code, now=now + timedelta(minutes=59))
    assert follow(number=case.reference, secret=code, now=now + timedelta(minutes=61)).case == case


def test_only_of_corruption(world, now):
    with pytest.raises(NotAllowed):
        file_anonymously(complaint=world.complaint(), channel=Channel.PORTAL, now=now)
    assert not FollowUp.objects.exists()


def test_twice_sent_is_once_filed(world, now):
    draft = Draft.objects.create(data={}, created_at=now, updated_at=now)
    given = {"complaint": world.complaint(code="vigilance.bribe"), "channel": Channel.PORTAL, "draft": draft}
    file_anonymously(now=now, **given)
    with pytest.raises(SentBefore):
        file_anonymously(now=now, **given)
    assert FollowUp.objects.count() == 1


def test_two_officers_who_open_the_seal_find_nobody(filed, holder, second, now):
    case, _code = filed
    ask_reveal(grievance=case, words="बयान", actor=holder, now=now)
    approve_reveal(grievance=case, actor=second, now=now)
    assert open_seal(grievance=case, actor=holder, now=now).mobile is None
