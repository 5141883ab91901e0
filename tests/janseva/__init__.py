"""CM Jan Seva."""
