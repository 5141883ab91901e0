"""The flows in force, as the calls process keeps them in memory."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from sunwai.calls.enums import VersionState
from sunwai.calls.flow import shipped
from sunwai.calls.flow.engine import Manners
from sunwai.calls.flow.parsing import BadFlow, parse
from sunwai.calls.flow.steps import Flow
from sunwai.calls.flow.validate import Known
from sunwai.calls.models import Destination, FlowVersion, Queue
from sunwai.calls.prompts.catalogue import prompts
from sunwai.citizens.models import Language
from sunwai.core.options import option

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class InForce:
    """A flow and the row it was read from; None: it ships, and the database has none."""

    flow: Flow
    version: int | None = None


def _as_shipped() -> dict[str, InForce]:
    return {code: InForce(shipped.flow(code)) for code in shipped.FILES}


@dataclass(frozen=True)
class Published:
    """All flows in force, and how patient they are.

    Attributes:
        flows: by the key of their `models.Flow`.
        named: by code; those that ship are always among them.
    """

    flows: Mapping[int, InForce] = field(default_factory=dict)
    named: Mapping[str, InForce] = field(default_factory=_as_shipped)
    manners: Manners = field(default_factory=Manners)

    def flow(self, pk: int | None) -> InForce:
        """The flow with this key; one that is not in force, or None, is the helpline's: every caller is served."""
        return self.flows.get(pk or 0, self.named[shipped.HELPLINE])


def published() -> Published:
    """Read what is in force now: one question. From asyncio in a thread."""
    flows, named = {}, _as_shipped()
    for row in FlowVersion.objects.filter(state=VersionState.PUBLISHED).select_related("flow"):
        try:
            flows[row.flow_id] = named[row.flow.code] = InForce(parse(row.data), row.pk)
        except BadFlow:
            log.exception("version %s of the flow %s cannot be read", row.number, row.flow.code)
    manners = Manners(menu_seconds=option("calls.menu_seconds"), menu_tries=option("calls.menu_tries"))
    return Published(flows, named, manners)


def known() -> Known:
    """What a flow of this installation may name."""
    return Known(
        prompts={str(language): prompts().keys() for language in Language},
        queues=set(Queue.objects.values_list("code", flat=True)),
        destinations=set(Destination.objects.values_list("digits", flat=True)),
    )
