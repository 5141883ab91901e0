"""What the specification knows of errors: 404 for what does not exist, 403 for a key, 400 for the rest."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sunwai.core.errors import InvalidInput, NotAllowed, SunwaiError, TooMany


class NotGiven(InvalidInput):
    """An argument that is needed is not there."""

    code = "not-given"
    sentence = _("%(name)s was not provided.")


class Unreadable(InvalidInput):
    """An argument is not of its kind."""

    code = "unreadable"
    sentence = _("%(name)s cannot be read: %(why)s")


class NotFound(SunwaiError):
    """What an argument names does not exist, or is not public."""

    code = "not-found"
    sentence = _("%(name)s was not found.")


class KeyNeeded(NotAllowed):
    """No key, or one that is not known or not live."""

    code = "key-needed"
    sentence = _("api_key is missing or not valid.")


class ScopeNeeded(NotAllowed):
    """The key is good, but not for this."""

    code = "scope-needed"
    sentence = _("This api_key is not for this.")


class PlaceUnclear(InvalidInput):
    """Where it lies cannot be told from what was given."""

    code = "place-unclear"
    sentence = _("The place is not clear. Please send the address_id of one of these: %(places)s")


class PlaceUnknown(InvalidInput):
    """No place of ours fits what was given."""

    code = "place-unknown"
    sentence = _(
        "No village, ward or town was found there. Please send an address_id, or an address_string with the name of "
        "the village or town and the district."
    )


class PlaceElsewhere(InvalidInput):
    """The place is not in the jurisdiction."""

    code = "place-elsewhere"
    sentence = _("%(place)s does not lie in this jurisdiction.")


class StatusNotOurs(NotAllowed):
    """A status that no program can give a case by itself."""

    code = "status-not-ours"
    sentence = _(
        "This status cannot be set through Open311: it needs an officer's name or the citizen's word. "
        "See the REST API."
    )


class ProofNeeded(InvalidInput):
    """A case was called fixed, and nothing shows it."""

    code = "proof-needed"
    sentence = _("A case is reported fixed with proof: send the photo as a file called media.")


STATUS: tuple[tuple[type[SunwaiError], int], ...] = (
    (TooMany, 429),
    (NotFound, 404),
    (NotAllowed, 403),
)


def status_of(error: SunwaiError) -> int:
    """The HTTP status of `error`."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 400)
