"""Who may open a page. Denied by default: a view without one of these decorators shows nothing personal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sunwai.accounts.models import User
from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.core.errors import TooMany
from sunwai.core.models import RateCounter
from sunwai.offices.selectors import remember_posts

View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request behind `staff_required`: somebody is signed in."""

    user: User


def staff_required(*permissions: str) -> Callable[[View], View]:
    """Only for signed-in staff with one of `permissions` and a second factor; `request.user` is then a `User`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user = request.user
            if not isinstance(user, User) or not user.is_active:
                return redirect_to_login(request.get_full_path())
            if first := must_first(user):
                return redirect(first)
            if user.permissions.isdisjoint(permissions):
                raise PermissionDenied
            remember_posts(user)
            return view(request, *args, **kwargs)

        return checked

    return decorate


def must_first(user: User) -> str | None:
    """The page at which `user` must do something before anything else opens; None where all is done."""
    if user.password_was_given:
        return "account_change_password"
    return "mfa_activate_totp" if needs_second_factor(user) else None


def needs_second_factor(user: User) -> bool:
    """Whether the user must set up a second factor first: everybody, but for the demo's invented people."""
    if user.is_demo and settings.MODE in {"demo", "test"}:
        return False
    return not is_mfa_enabled(user)


def citizen_required(view: View) -> View:
    """Only for citizens who have proved their mobile; others sign in and come back."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not citizen_of(request):
            return redirect(f"{reverse('portal:sign-in')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return checked


def citizen_of(request: HttpRequest) -> Citizen | None:
    """The citizen who is signed in, if any."""
    citizen = request.citizen  # type: ignore[attr-defined]
    return citizen._wrapped if citizen else None


def staff_of(request: HttpRequest) -> User | None:
    """The member of staff who is signed in with everything that takes, if any."""
    user = request.user
    if not isinstance(user, User) or not user.is_active or must_first(user):
        return None
    return user


def is_by_hand(request: HttpRequest) -> bool:
    """Whether somebody clicked, and it is not a page that keeps itself fresh while nobody is there."""
    if request.headers.get("X-By-Itself"):
        return False
    return request.method == "POST" or request.headers.get("Sec-Fetch-Dest") != "empty"


def limited(name: str, *, an_hour: int) -> Callable[[View], View]:
    """At most `an_hour` requests from one network address, for pages that everybody may open; then 429."""

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            key = f"{name}:{address_of(request)}"
            try:
                RateCounter.hit(key, limit=an_hour, per=timedelta(hours=1), now=clock.now())
            except TooMany:
                return render(request, "429.html", status=429)
            return view(request, *args, **kwargs)

        return counted

    return decorate


def address_of(request: HttpRequest) -> str:
    """The network address that asks, behind as many proxies of ours as `SUNWAI_PROXIES` says; rate limits count it."""
    return str(get_adapter().get_client_ip(request))
