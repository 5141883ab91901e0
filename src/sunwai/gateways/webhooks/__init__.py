"""Posting webhooks to other systems, and a simulated receiver of them."""
