"""Programs: REST under /api/v1."""
