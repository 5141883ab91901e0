"""Writes of the call centre: what pages ask. The calls process alone moves calls and agents."""
