"""What is done to corruption cases, and by whoever brought them without a name."""
