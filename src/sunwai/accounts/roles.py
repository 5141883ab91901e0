"""Who may do what, on one page. A role that is not in the table may nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member of staff works as; one person may have several."""

    AGENT = "agent", _("call-centre agent")
    SUPERVISOR = "supervisor", _("floor supervisor")
    COUNSELLOR = "counsellor", _("women's helpline counsellor")
    WOMEN_SUPERVISOR = "women_supervisor", _("supervisor of the women's helpline")
    OFFICER = "officer", _("officer")
    AUDITOR = "auditor", _("quality auditor")
    VIGILANCE = "vigilance", _("vigilance officer")
    EDITOR = "editor", _("editor of schemes")
    ADMINISTRATOR = "administrator", _("administrator")


# fmt: off
PERMISSIONS: dict[str, frozenset[str]] = {
    Role.AGENT:            frozenset({"desk", "register", "record_answer", "see_caller"}),
    Role.SUPERVISOR:       frozenset({"desk", "register", "record_answer", "see_caller", "floor"}),
    Role.COUNSELLOR:       frozenset({"desk", "register", "record_answer", "see_caller", "counsel"}),
    Role.WOMEN_SUPERVISOR: frozenset({"desk", "register", "record_answer", "see_caller", "counsel", "review_counsel"}),
    Role.OFFICER:          frozenset({"office"}),
    Role.AUDITOR:          frozenset({"office", "audit_quality", "see_readings"}),
    Role.VIGILANCE:        frozenset({"office", "open_seal"}),
    Role.EDITOR:           frozenset({"edit_schemes"}),
    Role.ADMINISTRATOR:    frozenset({"admin", "see_readings", "edit_schemes"}),
}
# fmt: on

# The kinds of work: permission, first page, name. A person lands on the first that is theirs.
AREAS = (
    ("desk", "desk:home", _("Desk")),
    ("counsel", "women:home", _("Women's helpline")),
    ("floor", "floor:page", _("Floor")),
    ("office", "office:home", _("Office")),
    ("admin", "admin:index", _("Administration")),
    ("edit_schemes", "admin:schemes", _("Schemes")),
    ("see_readings", "admin:accounts_accesslog_changelist", _("Who read what")),
)


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """All permissions that `roles` give together."""
    return frozenset().union(*(PERMISSIONS.get(role, frozenset()) for role in roles))
