"""Telling people: templates as registered, messages as rows of the case's own transaction, receipts."""
