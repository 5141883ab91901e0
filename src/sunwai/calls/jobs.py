"""Jobs of the call centre."""
