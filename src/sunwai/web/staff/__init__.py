"""Sign-in of staff: password and one-time code of an authenticator app."""
