"""What editors and agents can be told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sunwai.core.errors import InvalidInput, NotAllowed, SunwaiError


class WaitsAlready(SunwaiError):
    """There is a change of this scheme that nobody has reviewed."""

    code = "waits-already"
    sentence = _("A change of this scheme waits for its review. Have it published or refused first.")


class NothingChanged(InvalidInput):
    """What was sent is what stands there."""

    code = "nothing-changed"
    sentence = _("Nothing is different from what stands there.")


class BadScheme(InvalidInput):
    """A change that readers could not read, or rules that nobody can answer."""

    code = "bad-scheme"
    sentence = _("Please put this right: %(list)s")


class SecondPerson(NotAllowed):
    """Whoever wrote a change does not publish it."""

    code = "second-person"
    sentence = _("Another editor must read and publish what you wrote.")


class Overtaken(SunwaiError):
    """What a change started from is no longer what stands there."""

    code = "overtaken"
    sentence = _("The scheme was changed in the meantime. Refuse this change and write it anew.")


class Reviewed(SunwaiError):
    """Somebody was faster."""

    code = "reviewed"
    sentence = _("This was decided already.")
