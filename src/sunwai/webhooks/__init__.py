"""Outgoing webhooks: other systems are told what happens to cases (docs/api/webhooks.md)."""
