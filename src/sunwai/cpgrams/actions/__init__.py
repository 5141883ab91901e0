"""What is written about central grievances."""
