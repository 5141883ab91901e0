"""Government schemes as the helpline tells of them: what one gets, who may apply, where."""
