"""Who may open a page of a confidential helpline, and what is never kept of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.shortcuts import render as render_page
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_post_parameters

from sunwai.core import clock
from sunwai.web.access import StaffRequest, staff_required
from sunwai.womenline import perms, wall
from sunwai.womenline.enums import Read
from sunwai.womenline.families import Family, families
from sunwai.womenline.models import Case
from sunwai.womenline.readings import log_reading

# Whoever works at, or reviews, one of them; which one is asked of each page.
AT_A_HELPLINE = sorted({may for one in families().values() for may in (one.permission, one.review)})
View = Callable[..., HttpResponse]


def counsels(view: View) -> View:
    """Only for who works at the helpline `code`: the view gets its `Family`. Nothing of the page is kept anywhere."""
    return _of_helpline(view, lambda user, family: family in perms.families_of(user))


def reviews(view: View) -> View:
    """Only for who reviews the work of the helpline `code`."""
    return _of_helpline(view, perms.may_review)


def _of_helpline(view: View, may: Callable[[object, Family], bool]) -> View:
    @sensitive_post_parameters()
    @staff_required(*AT_A_HELPLINE)
    @wraps(view)
    def checked(request: StaffRequest, code: str, **kwargs: Any) -> HttpResponse:
        family = families().get(code)
        if family is None:
            raise Http404
        if not may(request.user, family):
            raise PermissionDenied
        return unkept(view(request, family, **kwargs))

    return checked


def unkept(response: HttpResponse) -> HttpResponse:
    """No browser, no proxy keeps it."""
    add_never_cache_headers(response)
    response["Cache-Control"] = "no-store, private, max-age=0"
    return response


def find_case(request: StaffRequest, family: Family, reference: str, *, is_read: bool = False) -> Case:
    """The case with this number, its reading written down; behind the opened wall.

    Raises:
        Http404: there is none for who looks.
    """
    visible = Case.objects.visible_to(request.user).select_related("district", "holder", "closing_by")
    case: Case = get_object_or_404(visible, family=family.code, reference=reference)
    if is_read:
        log_reading(user=request.user, family=family.code, what=Read.CASE, case=case, now=clock.now())
    return case


def render(
    request: StaffRequest, family: Family, template: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    """A page of this helpline; drawn behind the wall, opened for who looks."""
    context = {
        "family": family,
        "families": perms.families_of(request.user),
        "may_review": perms.may_review(request.user, family),
    }
    with wall.opened(request.user):
        return render_page(request, template, context | more, status=status)
