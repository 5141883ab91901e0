"""Evidence keeps its very bytes: sealed at rest, hashed on arrival and at each opening, with its custody."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from sunwai.casework.errors import TransitionNotAllowed
from sunwai.core import clock
from sunwai.core.actors import SYSTEM, ActorKind
from sunwai.core.errors import NotAllowed
from sunwai.documents.signing import Finding, SigningFailed, examine
from sunwai.files import originals
from sunwai.files.actions import store_upload
from sunwai.files.jobs import drop_unclaimed
from sunwai.files.models import CustodyEntry, CustodyKind, Original
from sunwai.grievances.actions.work import ask_citizen
from sunwai.vigilance.actions.hand_over import hand_over
from sunwai.vigilance.errors import UnknownAgency
from sunwai.vigilance.models import HandOver
from tests.paper import pages
from tests.vigilance.conftest import outsider
from tests.world import photo_file


def evidence(now):
    """A photo as a phone sends it, and its bytes."""
    file = photo_file(size=(64, 48))
    content = file.read()
    file.seek(0)
    return store_upload(file=file, actor=SYSTEM, now=now), content


@pytest.fixture
def arrived(db, now):
    return evidence(now)


@pytest.fixture
def case(world, arrived):
    return world.register(code="vigilance.bribe", accused_post=world.post("ae"), uploads=(arrived[0],))


def test_the_bytes_are_kept_beside_the_cleaned_copy_and_lie_sealed(arrived):
    upload, content = arrived
    original = Original.objects.get()

    assert originals.verified(original) == content
    assert bytes(original.sha256) == hashlib.sha256(content).digest()
    with upload.file.open() as cleaned, original.file.open() as sealed:
        assert cleaned.read() != content
        assert content[:64] not in sealed.read()


def test_the_hash_stands_in_the_chain_and_custody_begins(case, arrived):
    upload, content = arrived
    first = case.events().first()
    assert first.data["sha256"] == {str(upload.pk): hashlib.sha256(content).hexdigest()}
    entry = CustodyEntry.objects.get()
    assert (entry.kind, entry.case_id, entry.by) == (CustodyKind.RECEIVED, case.pk, None)


def test_custody_can_be_neither_changed_nor_removed(case):
    for wrong in (CustodyEntry.objects.all().delete, lambda: CustodyEntry.objects.update(note="x")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            wrong()


def test_what_was_changed_does_not_open(case):
    original = Original.objects.get()
    with original.file.open() as file:
        changed = bytearray(file.read())
    changed[-20] ^= 1
    original.file.storage.delete(original.file.name)
    original.file.storage.save(original.file.name, ContentFile(bytes(changed)))
    with pytest.raises(originals.EvidenceBroken):
        originals.verified(original)


def test_another_sealed_file_in_its_place_does_not_open(case):
    original = Original.objects.get()
    content = io.BytesIO()
    originals.seal(io.BytesIO(b"something else"), content)
    original.file.storage.delete(original.file.name)
    original.file.storage.save(original.file.name, ContentFile(content.getvalue()))
    with pytest.raises(originals.EvidenceBroken):
        originals.verified(original)


def test_an_ordinary_complaint_keeps_no_original(world, arrived, django_capture_on_commit_callbacks):
    file = Original.objects.get().file
    with django_capture_on_commit_callbacks(execute=True):
        case = world.register(uploads=(arrived[0],))
        assert file.storage.exists(file.name)  # until it is certain
    assert not Original.objects.exists()
    assert not file.storage.exists(file.name)
    assert "sha256" not in case.events().first().data


def test_a_registration_that_was_taken_back_has_lost_no_original(world, arrived):
    with transaction.atomic():
        originals.drop([arrived[0]])
        transaction.set_rollback(True)
    assert originals.verified(Original.objects.get()) == arrived[1]


def test_what_was_sent_with_nothing_is_removed_after_its_days_and_evidence_never(
    world, case, now, django_capture_on_commit_callbacks
):
    old, new = evidence(now - timedelta(days=31))[0], evidence(now)[0]
    Original.objects.filter(upload__attachment__grievance=case).update(received_at=now - timedelta(days=900))
    file = old.original.file
    with django_capture_on_commit_callbacks(execute=True), clock.frozen(now):
        drop_unclaimed(0)
    kept = set(Original.objects.values_list("upload_id", flat=True))
    assert kept == {new.pk, case.attachments.get().upload_id}
    assert not file.storage.exists(file.name)
    assert case.attachments.get().upload.file.storage.exists(old.file.name)  # the cleaned copy stays


def test_a_file_of_a_corruption_complaint_does_not_name_who_gave_it(world, now):
    """Whoever gives a file before saying what it is about (app, chat) gives it under the own name."""
    photo, other = world.photo(world.citizen, now), world.photo(world.citizen, now)
    world.register(code="vigilance.bribe", uploads=(photo,))
    world.register(uploads=(other,))
    photo.refresh_from_db()
    other.refresh_from_db()
    assert (photo.uploaded_by_kind, photo.uploaded_by_id) == (ActorKind.SYSTEM, None)
    assert (other.uploaded_by_kind, other.uploaded_by_id) == (ActorKind.CITIZEN, world.citizen.pk)


def test_without_a_key_nothing_leaves(case, holder, now, settings):
    settings.PROVIDERS = settings.PROVIDERS | {"signing": []}
    with pytest.raises(SigningFailed):
        hand_over(grievance=case, agency="eow", words="ट्रैप के लिए", actor=holder, now=now)
    assert not HandOver.objects.exists()


def test_an_agency_gets_letter_evidence_and_a_list_that_proves_both(world, case, holder, arrived, now):
    handed = hand_over(grievance=case, agency="eow", words="ट्रैप के लिए", actor=holder, now=now)

    with originals.SealedFile(handed.package.open()) as sealed:
        content = b"".join(sealed.read())
    assert bytes(handed.sha256) == hashlib.sha256(content).digest()
    package = zipfile.ZipFile(io.BytesIO(content))
    manifest = json.loads(package.read("manifest.json"))
    for file in manifest["evidence"]:
        assert hashlib.sha256(package.read(file["name"])).hexdigest() == file["sha256"]
    (piece,) = manifest["evidence"]
    assert package.read(piece["name"]) == arrived[1]
    assert piece["is_original"] is True
    assert [entry["what"] for entry in piece["custody"]] == ["received"]
    letter = "".join(pages(package.read("letter.pdf")))
    assert examine(package.read("letter.pdf")).finding is Finding.GENUINE
    assert piece["sha256"] in letter
    assert hashlib.sha256(package.read("manifest.json")).hexdigest() in letter
    assert "भ्रष्टाचार" in letter
    everything = b"".join(package.read(name) for name in package.namelist()).decode(errors="ignore") + letter
    assert world.citizen.mobile not in everything
    assert world.citizen.name.replace(" ", "") not in everything

    assert case.events().last().kind == "handed_over"
    assert list(CustodyEntry.objects.values_list("kind", "by", "note")) == [
        ("received", None, ""),
        ("handed_over", holder.pk, "eow"),
    ]


@pytest.mark.parametrize(
    "who",
    ["ae", "je", "se", "md", "division-vigilance", "agent", "supervisor", "auditor", "administrator"],
)
def test_only_the_vigilance_holder_hands_over(world, case, now, who):
    with pytest.raises(NotAllowed):
        hand_over(grievance=case, agency="eow", words="x", actor=outsider(world, who), now=now)
    assert not HandOver.objects.exists()


def test_not_to_nowhere_and_not_while_the_citizen_is_asked(case, holder, now):
    with pytest.raises(UnknownAgency):
        hand_over(grievance=case, agency="cbi", words="x", actor=holder, now=now)
    ask_citizen(grievance=case, words="कब?", actor=holder, now=now)
    case.refresh_from_db()
    with pytest.raises(TransitionNotAllowed):
        hand_over(grievance=case, agency="eow", words="x", actor=holder, now=now)
    assert not HandOver.objects.exists()
