"""Everything a confidential case may do, one function a verb. Each opens the wall for the one who acts."""
