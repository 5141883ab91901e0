"""A human voice in place of a prompt that ships, and back."""

from __future__ import annotations

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.calls.bus import Word, tell_process
from sunwai.calls.models import PromptVoice
from sunwai.calls.prompts import sound
from sunwai.calls.prompts.catalogue import prompts
from sunwai.casework.action import action
from sunwai.core.errors import InvalidInput, NotAllowed
from sunwai.core.options import option
from sunwai.files.actions import FileRefused, FileTooLarge, sniff
from sunwai.files.sound import NotSound, TooLong, samples_of

MOST_SECONDS = 60
RATE = 24_000  # hertz at which a recording is worked on


class NoSuchPrompt(InvalidInput):
    """The catalogue has no such prompt in that language."""

    code = "no-such-prompt"
    sentence = _("There is no such prompt.")


class VoiceRefused(InvalidInput):
    """The file is not a recording that can be read."""

    code = "voice-refused"
    sentence = _(
        "This file holds no sound that can be read. Please give a recording: WAV, MP3, M4A, OGG or AMR."
    )
    field = "file"


class VoiceTooLong(InvalidInput):
    """The recording lasts longer than a caller listens."""

    code = "voice-too-long"
    sentence = _("This recording is too long. It may last at most %(seconds)s seconds.")
    field = "file"


class VoiceSilent(InvalidInput):
    """Nothing is to be heard in the recording."""

    code = "voice-silent"
    sentence = _(
        "Nothing is to be heard in this recording. Please record it again, closer to the microphone."
    )
    field = "file"


class VoiceTooLarge(FileTooLarge):
    """The file is larger than a recording of a minute needs to be."""

    field = "file"


@action
def give_voice(
    *, key: str, language: str, file: UploadedFile[bytes], text: str = "", actor: User, now: datetime
) -> PromptVoice:
    """Put a recorded voice in place of a prompt; callers hear it as soon as this is committed.

    The recording becomes what the telephone carries: A-law at 8 kHz, in the telephone's band, at the level of the
    prompts that ship, without silence around it.

    Args:
        key: of the catalogue.
        language: `hi` or `en`.
        file: a recording in any common format, at most `MOST_SECONDS` long.
        text: the words, where they are not those that ship.

    Raises:
        NotAllowed: the actor is no administrator.
        NoSuchPrompt: no prompt has this key in this language.
        VoiceRefused, VoiceTooLarge, VoiceTooLong, VoiceSilent: say what is wrong with the recording.
    """
    _require_right(key, language, actor)
    alaw = for_callers(file)
    given, _made = PromptVoice.objects.update_or_create(
        key=key,
        language=language,
        defaults={"text": text.strip(), "sound": alaw, "given_by": actor, "given_at": now},
    )
    tell_process(Word.SETUP)
    return given


@action
def take_back_voice(*, key: str, language: str, actor: User, now: datetime) -> None:
    """Let callers hear the prompt that ships again; harmless where no voice was given.

    Raises:
        NotAllowed: the actor is no administrator.
        NoSuchPrompt: no prompt has this key in this language.
    """
    _require_right(key, language, actor)
    PromptVoice.objects.filter(key=key, language=language).delete()
    tell_process(Word.SETUP)


def for_callers(file: UploadedFile[bytes]) -> bytes:
    """A recording as raw A-law.

    Raises:
        VoiceRefused, VoiceTooLarge, VoiceTooLong, VoiceSilent: say what is wrong with it.
    """
    megabytes = int(option("files.audio_megabytes"))
    if (file.size or 0) > megabytes * 1024 * 1024:
        raise VoiceTooLarge(megabytes=megabytes)
    content = file.read()
    try:
        _kind, content_type, _extension = sniff(content)
        samples = samples_of(content, content_type, rate=RATE, most_seconds=MOST_SECONDS)
        return sound.trimmed(sound.for_telephone(samples, RATE))
    except TooLong as error:
        raise VoiceTooLong(seconds=MOST_SECONDS) from error
    except sound.TooQuiet as error:
        raise VoiceSilent from error
    except (FileRefused, NotSound, KeyError) as error:  # KeyError: a photo or a document
        raise VoiceRefused from error


def _require_right(key: str, language: str, actor: User) -> None:
    if not actor.may("admin"):
        raise NotAllowed
    if key not in prompts() or language not in prompts()[key].languages:
        raise NoSuchPrompt
