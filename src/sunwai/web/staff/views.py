"""Where a member of staff goes after signing in."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from sunwai.accounts.models import User
from sunwai.accounts.roles import AREAS
from sunwai.web.access import must_first


@require_safe
def staff_home(request: HttpRequest) -> HttpResponse:
    """The first screen of the first kind of work this person does; before it, an own password and the second factor."""
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    if first := must_first(request.user):
        return redirect(first)
    for permission, home, _title in AREAS:
        if request.user.may(permission):
            return redirect(home)
    raise PermissionDenied


@require_safe
def whom_to_ask(request: HttpRequest) -> HttpResponse:
    """A forgotten password is no matter of links by e-mail: the administrator gives a new one."""
    return render(request, "account/password_reset.html")
