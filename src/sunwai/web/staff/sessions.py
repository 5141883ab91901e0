"""Sessions of staff: how long one lasts without a click, how many one person has, and what was typed when one ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sunwai.accounts.models import User
from sunwai.core import clock
from sunwai.core.options import option
from sunwai.web.access import is_by_hand

SEEN = "staff_seen"  # when the person last clicked
ENDED = "staff_ended"  # another sign-in took the place of this session
TYPED = "staff_typed"  # a form that came when the session had run out: whose, to which address, what
WRITE_EVERY = timedelta(minutes=1)
MOST_TYPED = 20_000  # characters
SECRETS = ("csrfmiddlewaretoken", "password")

Handler = Callable[[HttpRequest], HttpResponse]


class StaffSessionMiddleware:
    """Ends a session that nobody used for `staff.idle_minutes`, and says why one has ended."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            if request.session.pop(ENDED, None):
                messages.warning(
                    request, _("You were signed out here, because you signed in at another place.")
                )
            elif SESSION_KEY in request.session:
                _watch(request, clock.now())
        return self.get_response(request)


def _watch(request: HttpRequest, now: datetime) -> None:
    seen = _seen(request.session, now)
    if is_idle(request.session, now):
        _end(request, option("staff.idle_minutes"))
    elif is_by_hand(request) and (SEEN not in request.session or now - seen > WRITE_EVERY):
        request.session[SEEN] = now.isoformat()


def is_idle(session: Any, now: datetime) -> bool:
    """Whether nobody clicked in `session` (a mapping) for `staff.idle_minutes`."""
    return now - _seen(session, now) > timedelta(minutes=option("staff.idle_minutes"))


def _seen(session: Any, now: datetime) -> datetime:
    return datetime.fromisoformat(session.get(SEEN, now.isoformat()))


def _end(request: HttpRequest, minutes: int) -> None:
    """Sign out; a form that has just come is kept for the same person."""
    user = request.session[SESSION_KEY]
    logout(request)
    if request.method == "POST" and request.path.startswith(KEPT_BELOW):
        typed = request.POST.copy()
        for name in SECRETS:
            typed.pop(name, None)
        if len(text := typed.urlencode()) <= MOST_TYPED:
            request.session[TYPED] = {"user": user, "address": request.path, "form": text}
    messages.info(
        request,
        ngettext(
            "You were signed out after %(minutes)s minute without a click. Please sign in again.",
            "You were signed out after %(minutes)s minutes without a click. Please sign in again.",
            minutes,
        )
        % {"minutes": minutes},
    )


KEPT_BELOW = ("/office/", "/en/office/")  # the desk and the portal keep drafts by themselves


def take_typed(request: HttpRequest) -> QueryDict | None:
    """What this person had sent to this address when the session had run out; it is told and handed out once."""
    kept: dict[str, Any] | None = request.session.get(TYPED)
    if kept is None or kept["address"] != request.path or kept["user"] != str(request.user.pk):
        return None
    del request.session[TYPED]
    messages.info(request, _("This is what you had written. It is not sent yet: please send it now."))
    return QueryDict(kept["form"])


def keep_within_limit(request: HttpRequest, user: User) -> None:
    """End the oldest sessions of `user` beyond `staff.sessions`, and say so here and there."""
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    too_many = others.order_by("-created_at")[max(0, option("staff.sessions") - 1) :]
    ended = 0
    for session in too_many:
        _replace(session.session_key)
        session.delete()
        ended += 1
    if ended:
        messages.warning(
            request,
            ngettext(
                "You were signed in at too many places. The oldest was signed out.",
                "You were signed in at too many places. The %(count)s oldest were signed out.",
                ended,
            )
            % {"count": ended},
        )


def end_all_sessions(user: User) -> None:
    """Nobody is signed in as `user` any more."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def _replace(session_key: str) -> None:
    """Nobody is signed in there any more; who comes back there is told why."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    for name in (SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY):
        store.pop(name, None)
    store[ENDED] = True
    store.save()
