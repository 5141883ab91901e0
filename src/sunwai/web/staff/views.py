"""Where a member of staff goes after signing in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from sunwai.accounts.roles import HOMES


@login_required
def staff_home(request: HttpRequest) -> HttpResponse:
    """The first screen of the first kind of work this person does."""
    for permission, home in HOMES:
        if request.user.may(permission):
            return redirect(home)
    raise PermissionDenied
