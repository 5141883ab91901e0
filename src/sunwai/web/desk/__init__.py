"""The call-centre agent's and the supervisor's screens."""
