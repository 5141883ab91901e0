"""Corruption cases beyond the case itself: opening seals by two, complaints without a name, threats, hand-over."""
