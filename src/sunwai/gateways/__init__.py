"""The outside world, a folder a port."""
