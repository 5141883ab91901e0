"""What is written about schemes."""

from sunwai.schemes.actions.loading import load_schemes

__all__ = ["load_schemes"]
