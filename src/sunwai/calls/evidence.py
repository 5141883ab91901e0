"""A complaint left by voice that became one about corruption: its recording goes from the calls to the evidence.

From the registration on nobody hears it with the calls (`RecordingQuerySet.visible_to`). Within a minute it is a file
of the case, its bytes as the calls kept them in the vault (`files.originals`), and the calls forget the sound, and
which complaint it was.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from sunwai.calls.actions.recordings import secure_voice
from sunwai.calls.models import Recording
from sunwai.calls.recordings import open_audio
from sunwai.core.actors import SYSTEM
from sunwai.core.errors import SunwaiError
from sunwai.core.sealed import Broken
from sunwai.files.actions import store_upload
from sunwai.files.models import UploadKind

log = logging.getLogger(__name__)


def secure_all(*, now: datetime) -> int:
    """Take over what was fetched; one that is still at the switch comes with the next run. Returns how many came."""
    found = Recording.objects.evidence().exclude(file="").order_by("began_at")
    return sum(secure(recording, now=now) for recording in found)


def secure(recording: Recording, *, now: datetime) -> bool:
    """Take over one; False where it cannot be read now, and stays, unheard, for the next run."""
    try:
        with open_audio(recording) as audio:
            content = b"".join(audio.read())
        upload = store_upload(
            file=SimpleUploadedFile("voice.m4a", content), actor=SYSTEM, now=now, only=UploadKind.AUDIO
        )
    except (OSError, Broken, SunwaiError) as error:
        log.error("recording %s cannot be taken over as evidence: %s", recording.pk, type(error).__name__)
        return False
    return secure_voice(recording=recording, upload=upload, now=now)
