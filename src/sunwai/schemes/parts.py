"""What the parts of a scheme are called, where they are read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

#: Parts of a scheme in the order in which they are read: name, heading.
PARTS = (
    ("gets", _("What one gets")),
    ("who", _("Who may apply")),
    ("documents", _("Documents")),
    ("how", _("How to apply")),
    ("where", _("Where")),
    ("fee", _("Fee")),
    ("time", _("How long it takes")),
    ("officer", _("Who decides")),
    ("appeal", _("If you are refused or nothing happens")),
)
#: What “please verify” calls the other parts.
NAMES = {
    **dict(PARTS),
    "rules": _("Who may apply, in figures"),
    "helpline": _("Helpline"),
    "link": _("Official page"),
    "apply": _("Applying online"),
    "since": _("The year it began"),
    "status": _("Whether it still runs"),
    "also_needed": _("What else is needed"),
    "name": _("The name"),
    "objective": _("What it is for"),
    "short": _("What is said in short"),
}
