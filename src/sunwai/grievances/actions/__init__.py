"""Everything a case may do, one function a verb."""
