"""What the conversations need of others: files from the provider, a call back from the call centre."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class MediaFailed(Exception):
    """The provider did not hand over a file.

    Attributes:
        final: it never will (deleted, too old, too large); otherwise a later try may succeed.
    """

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


class MediaStore(Protocol):
    """Where the files lie that citizens send (port `whatsapp_media`)."""

    def fetch(self, media: str) -> bytes:
        """The file that the provider knows as `media`. Never called inside a transaction.

        Raises:
            MediaFailed: it is not to be had.
        """
        ...


class CallCentre(Protocol):
    """Who calls people back (port `call_centre`)."""

    def call_back(self, *, mobile: str, now: datetime) -> datetime:
        """Put `mobile` (ten digits) on the list of those who asked to be called; asking twice is asking once.

        Returns:
            From when on they will be called.
        """
        ...
