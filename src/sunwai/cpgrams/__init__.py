"""Central grievances: taken in from CPGRAMS, sent to whose job they are, answered in 21 days, told back."""
