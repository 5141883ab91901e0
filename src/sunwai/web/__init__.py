"""The screens: portal, desk, office, admin."""
