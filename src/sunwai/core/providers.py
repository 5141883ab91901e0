"""The registry through which a domain package reaches the outside world without knowing who stands there.

A domain package declares a Protocol; `settings.PROVIDERS` names, per port, the implementations in order of
preference as `module:attribute`, each called without arguments to make one.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings


def providers(port: str) -> list[Any]:
    """The implementations of `port`, most preferred first; empty where none is configured."""
    return [_made(address) for address in settings.PROVIDERS.get(port, ())]


@cache
def _made(address: str) -> Any:
    module, _, attribute = address.partition(":")
    return getattr(import_module(module), attribute)()
