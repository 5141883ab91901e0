"""What is written about calls."""
