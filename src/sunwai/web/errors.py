"""Pages for what went wrong before any view could speak, in the reader's language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: too old, or from somewhere else."""
    return render(request, "403_csrf.html", status=403)
