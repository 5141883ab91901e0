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
    CHILD_COUNSELLOR = "child_counsellor", _("child helpline counsellor")
    CHILD_SUPERVISOR = "child_supervisor", _("supervisor of the child helpline")
    DIVYANG_COUNSELLOR = "divyang_counsel", _("Divyangjan helpline counsellor")
    DIVYANG_SUPERVISOR = "divyang_lead", _("supervisor of the Divyangjan helpline")
    OFFICER = "officer", _("officer")
    AUDITOR = "auditor", _("quality auditor")
    VIGILANCE = "vigilance", _("vigilance officer")
    EDITOR = "editor", _("editor of schemes")
    ADMINISTRATOR = "administrator", _("administrator")


AGENTS_WORK = frozenset({"desk", "register", "record_answer", "see_caller"})
# fmt: off
PERMISSIONS: dict[str, frozenset[str]] = {
    Role.AGENT:            AGENTS_WORK,
    Role.SUPERVISOR:       AGENTS_WORK | {"floor"},
    Role.COUNSELLOR:       AGENTS_WORK | {"counsel"},
    Role.WOMEN_SUPERVISOR: AGENTS_WORK | {"counsel", "review_counsel"},
    Role.CHILD_COUNSELLOR: AGENTS_WORK | {"counsel_child"},
    Role.CHILD_SUPERVISOR: AGENTS_WORK | {"counsel_child", "review_child"},
    Role.DIVYANG_COUNSELLOR: AGENTS_WORK | {"counsel_divyang"},
    Role.DIVYANG_SUPERVISOR: AGENTS_WORK | {"counsel_divyang", "review_divyang"},
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
    ("counsel_child", "women:child", _("Child helpline")),
    ("counsel_divyang", "women:divyang", _("Divyangjan helpline")),
    ("floor", "floor:page", _("Floor")),
    ("office", "office:home", _("Office")),
    ("admin", "admin:index", _("Administration")),
    ("edit_schemes", "admin:schemes", _("Schemes")),
    ("see_readings", "admin:accounts_accesslog_changelist", _("Who read what")),
)


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """All permissions that `roles` give together."""
    return frozenset().union(*(PERMISSIONS.get(role, frozenset()) for role in roles))
