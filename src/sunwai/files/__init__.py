"""Uploads: sniffed, cleaned, stored, served by permission."""
