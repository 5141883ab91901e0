"""What a caller hears and what a key does: versioned data, what makes it sound, and the engine that walks it."""
