"""Cases as they lie about in a helpline: one in each state that changes what pages show."""

from __future__ import annotations

from typing import Any

from sunwai.accounts.models import User
from sunwai.core import clock
from sunwai.grievances.actions.closure import confirm
from sunwai.grievances.actions.special_closure import approve_special_closure, propose_special_closure
from sunwai.grievances.actions.transfer import propose_transfer
from sunwai.grievances.actions.work import ask_citizen, resolve, take_up
from sunwai.grievances.enums import ClosureReason
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel
from tests.world import World

LONG = "गाँव के पूर्वी टोले में ट्रांसफार्मर जलने के बाद से तीन दिन से बिजली नहीं आ रही, पानी की मोटर भी बंद है"


class Cases:
    """All of one citizen, held by the Junior Engineer unless they went on."""

    def __init__(self, world: World) -> None:
        self.world, self.engineer = world, world.officer("je")
        self.new = world.register(text=LONG)
        self.asked = self._taken_up("asked")
        ask_citizen(grievance=self.asked, words="खंभे का नंबर क्या है?", **self._engineer())
        self.resolved = self._resolved("resolved")
        self.closed = self._resolved("closed")
        confirm(
            grievance=self.closed,
            rating=4,
            channel=Channel.PORTAL,
            actor=world.citizen,
            now=clock.now(),
        )
        self.to_transfer = self._taken_up("to transfer")
        propose_transfer(
            grievance=self.to_transfer,
            category=world.category("revenue.mutation"),
            words="यह राजस्व का काम है",
            citizen_spoken_to=True,
            **self._engineer(),
        )
        self.to_close = self._taken_up("to close")
        self._propose_closure(self.to_close)
        self.noticed = self._taken_up("noticed")
        self._propose_closure(self.noticed)
        approve_special_closure(grievance=self.noticed, actor=self.approver_of_closures(), now=clock.now())
        self.sealed = world.register(code="vigilance.bribe", accused_post=world.post("je"))

    def approver_of_closures(self) -> User:
        """Who decides whether a case is closed without the citizen's yes."""
        return self.to_close.specialclosures.get().approver.postings.get().user

    def _taken_up(self, name: str) -> Grievance:
        case = self.world.register(text=f"{LONG} ({name})")
        return take_up(grievance=case, **self._engineer())

    def _resolved(self, name: str) -> Grievance:
        case = self._taken_up(name)
        photo = self.world.photo(self.engineer)
        return resolve(grievance=case, words="लाइन ठीक कर दी गई", proof=[photo], **self._engineer())

    def _propose_closure(self, case: Grievance) -> None:
        propose_special_closure(
            grievance=case,
            reason=ClosureReason.DUPLICATE,
            words="यही शिकायत पहले से दर्ज है",
            evidence=[self.world.photo(self.engineer)],
            **self._engineer(),
        )

    def _engineer(self) -> dict[str, Any]:
        return {"actor": self.engineer, "now": clock.now()}
