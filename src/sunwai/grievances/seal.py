"""The sealed identity of a corruption case: written encrypted, found by fingerprint, read only through here."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sunwai.citizens.models import Citizen
from sunwai.core.encryption import decrypt, encrypt
from sunwai.grievances.models import Grievance, SealedIdentity
from sunwai.grievances.visibility import citizen_index


@dataclass(frozen=True)
class SealedPerson:
    """Who brought a corruption case."""

    citizen_id: int
    name: str
    mobile: str | None


def seal(case: Grievance, citizen: Citizen) -> None:
    """Keep who brought `case` where nothing else points to."""
    sealed(case, citizen).save(force_insert=True)


def sealed(case: Grievance, citizen: Citizen) -> SealedIdentity:
    """The same, not written yet."""
    person = {"citizen_id": citizen.pk, "name": citizen.name, "mobile": citizen.mobile}
    return SealedIdentity(
        grievance=case,
        citizen_index=citizen_index(citizen),
        sealed=encrypt(json.dumps(person, ensure_ascii=False)),
    )


def unseal(case: Grievance) -> SealedPerson:
    """Who brought a sealed `case`. For the system's own use; people go through `vigilance.actions.reveal`."""
    return SealedPerson(**json.loads(decrypt(case.seal.sealed)))


def citizen_of(case: Grievance) -> Citizen:
    """The citizen of a case, sealed or not."""
    return case.citizen or Citizen.objects.get(pk=unseal(case).citizen_id)
