"""The telephone: calls, what callers hear and press, the queue, agents, recordings, callbacks and campaigns."""
