"""The telephone switch: Asterisk, commanded over ARI, and one in memory for tests."""
