"""Voices and ears: programs that speak and that write down what was said."""
