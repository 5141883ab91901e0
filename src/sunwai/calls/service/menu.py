"""The flow, walked with a call: what is known of the caller, and the clerk who writes down what they say by key."""

from __future__ import annotations

from sunwai.calls.flow.facts import Way
from sunwai.calls.service.centre import Centre
from sunwai.calls.service.live import LiveCall


async def walk_menu(centre: Centre, call: LiveCall, flow: int | None) -> Way:
    """Walk a flow (the helpline's, unless another is named) with the caller."""
    raise NotImplementedError
