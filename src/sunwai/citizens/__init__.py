"""Citizens: who they are to the helpline, and how they prove their mobile."""
