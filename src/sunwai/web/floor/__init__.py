"""The supervisor's floor: what happens now, the day, recordings, marks, shifts, reports, differences."""
