"""Notices on phones and computers, through the push services of their browsers, and a simulator of one."""
