"""DigiLocker fetches what was issued."""
