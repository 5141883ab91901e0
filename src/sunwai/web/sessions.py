"""Sessions in the database, read by one statement that is not put together anew for every page."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from sunwai.core import rows


class SessionStore(db.SessionStore):
    """Django's, read more cheaply."""

    def _get_session_from_db(self) -> Session | None:
        found = rows.find(Session, session_key=self.session_key)
        if found and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None
