"""Staff: users, roles, API keys, and the log of who read a citizen's data."""
