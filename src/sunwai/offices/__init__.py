"""Departments and their categories, posts, who holds a post when, and who is responsible for what."""
