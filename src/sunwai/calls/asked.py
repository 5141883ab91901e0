"""The call centre as the conversations see it (port `call_centre`): somebody writes that they want to be called."""

from __future__ import annotations

from datetime import datetime

from sunwai.calls.actions.callbacks import ask_callback
from sunwai.calls.enums import CallbackReason


class CallCentre:
    """Puts people on the list of those to be called."""

    def call_back(self, *, mobile: str, now: datetime) -> datetime:
        """From when on `mobile` (ten digits) will be called; who is on the list already keeps the place."""
        return ask_callback(number=mobile, reason=CallbackReason.ASKED, now=now).not_before
