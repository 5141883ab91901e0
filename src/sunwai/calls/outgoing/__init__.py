"""Who is called when: callbacks, closure questions, campaigns; hours and do-not-disturb; how many lines at a time."""
