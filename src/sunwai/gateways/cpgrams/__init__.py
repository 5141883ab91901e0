"""CPGRAMS, the register of the centre: over HTTP, by files in a folder, and a simulator of it."""
