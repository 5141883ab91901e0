"""The draft of a visitor: found again by a signed cookie, whether signed in or not."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from sunwai.grievances.models import Draft
from sunwai.web.access import citizen_of

COOKIE = settings.DRAFT_COOKIE_NAME
SALT = "sunwai_draft"
KEPT_DAYS = 30


def draft_of(request: HttpRequest) -> Draft | None:
    """The visitor's draft; not that of another citizen who signed in on the same phone before."""
    try:
        draft_id = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT_DAYS * 86400)
    except signing.BadSignature:
        return None
    named = Draft.objects.visible_to(citizen_of(request), named=draft_id)
    return named.filter(pk=draft_id, agent=None).first()


def remember(response: HttpResponse, draft: Draft) -> HttpResponse:
    """Give the visitor the cookie by which `draft` is found again."""
    response.set_cookie(
        COOKIE,
        signing.dumps(str(draft.pk), salt=SALT),
        max_age=KEPT_DAYS * 86400,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    """The draft has become a case, or was thrown away."""
    response.set_cookie(
        COOKIE, "", max_age=0, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )
    return response
