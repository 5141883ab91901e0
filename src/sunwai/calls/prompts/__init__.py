"""What callers hear: the words, the sounds made of them, and the human voices put in their place."""
