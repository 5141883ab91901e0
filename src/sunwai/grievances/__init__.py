"""The heart: a complaint, demand, suggestion or corruption case, from the citizen's word to the citizen's yes."""
