"""Files that come with a request or an update: as the part `media` of a form. Nothing is fetched from elsewhere."""

from __future__ import annotations

from sunwai.accounts.models import ApiKey
from sunwai.api.open311.endpoint import Asked
from sunwai.api.open311.errors import Unreadable
from sunwai.core.options import option
from sunwai.files.actions import store_upload
from sunwai.files.models import Upload


def media_of(asked: Asked, key: ApiKey) -> tuple[Upload, ...]:
    """The files, cleaned and kept.

    Raises:
        Unreadable: more files than a case takes.
        FileRefused, FileTooLarge, SoundTooLong: see there.
    """
    files = asked.request.FILES.getlist("media")
    if len(files) > option("files.per_case"):
        raise Unreadable(name="media", why=f"> {option('files.per_case')}")
    return tuple(store_upload(file=file, actor=key, now=asked.now) for file in files)
