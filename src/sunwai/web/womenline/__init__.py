"""The desk of the confidential helplines: counsellors, and the supervisors of their work."""
