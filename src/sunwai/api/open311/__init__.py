"""Open311 GeoReport v2, with mySociety's updates and extended statuses (docs/api/open311.md)."""
