"""The live process on the Monday of the tests."""

from sunwai.config.asgi_live import application
from sunwai.core import clock
from tests.world import MONDAY

__all__ = ["application"]
clock._frozen = MONDAY
