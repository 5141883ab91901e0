"""What all screens are built of: page frame, form fields, timeline, tags."""
