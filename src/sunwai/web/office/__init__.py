"""The officer's screens."""
