"""What can go wrong with an endpoint."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sunwai.core.errors import InvalidInput, NotAllowed


class EndpointDisabled(NotAllowed):
    """Nothing is sent to a disabled endpoint."""

    code = "endpoint-disabled"
    sentence = _("The endpoint is disabled. Enable it first.")


class AddressNotAllowed(InvalidInput):
    """An address to which nothing may be sent."""

    code = "address-not-allowed"
    sentence = _("The address must begin with https:// and name a host of the public internet.")
    field = "url"
