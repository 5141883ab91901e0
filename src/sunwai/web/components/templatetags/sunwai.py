"""Filters and tags that every template has."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from sunwai.places.models import Place

register = template.Library()


@register.filter
def place_name(place: Place | None) -> str:
    """The place's name in the reader's language."""
    return place.name(get_language() or "hi") if place else ""


@register.filter
def place_label(place: Place | None) -> str:
    """The place with the places above it that tell it from its namesakes."""
    return place.label(get_language() or "hi") if place else ""
