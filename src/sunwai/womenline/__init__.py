"""The women's helpline: confidential cases that nobody but its counsellors and their supervisor can reach."""
