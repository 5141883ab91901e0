"""Everything an application may do, one function a verb."""
