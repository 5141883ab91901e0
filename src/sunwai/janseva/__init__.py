"""CM Jan Seva: certificates and copies of land records by a call to 181, under the Public Services Guarantee Act."""
