"""The administrator's screens: Django's admin on our own site, over all reference data, people and settings."""
