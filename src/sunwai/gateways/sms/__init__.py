"""Sending SMS: one file a provider, the receipts they send back, and a simulator of both."""
