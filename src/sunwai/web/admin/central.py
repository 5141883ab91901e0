"""Central grievances: what their names mean here, what lies aside, how the registers differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sunwai.accounts.models import User
from sunwai.core import clock
from sunwai.core.errors import SunwaiError
from sunwai.cpgrams import selectors
from sunwai.cpgrams.actions.intake import dispatch_all_waiting
from sunwai.cpgrams.actions.mapping import let_go, map_category, map_district, push_again
from sunwai.cpgrams.enums import DifferenceKind
from sunwai.cpgrams.models import (
    AsideRecord,
    CentralCategory,
    CentralDifference,
    CentreCall,
    CentreLink,
    DistrictSpelling,
    Push,
)
from sunwai.offices.models import Category
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place
from sunwai.web.admin.base import HistoryAdmin, ReadOnlyAdmin

PER_PAGE = 50


@admin.register(CentralCategory)
class CentralCategoryAdmin(HistoryAdmin):
    """The tree of CPGRAMS, and our subjects for it."""

    list_display = ("code", "name", "org_code", "category")
    list_select_related = ("category__department",)
    list_filter = (("category", admin.EmptyFieldListFilter),)
    search_fields = ("code", "name")
    autocomplete_fields = ("category",)


@admin.register(DistrictSpelling)
class DistrictSpellingAdmin(HistoryAdmin):
    """Names of districts as CPGRAMS spells them."""

    list_display = ("spelling", "district")
    list_select_related = ("district",)
    search_fields = ("spelling",)
    autocomplete_fields = ("district",)


@admin.register(CentreCall)
class CentreCallAdmin(ReadOnlyAdmin):
    """What we asked the centre and how it was answered; nothing of what was said."""

    list_display = ("at", "link", "what", "items", "ms", "reason")
    list_filter = ("link", "what")
    ordering = ("-at",)


def addresses(site: AdminSite) -> list[URLPattern]:
    """For the administration's own list of addresses."""
    views: list[tuple[str, str, Any, Callable[..., HttpResponse]]] = [
        ("central/", "central", require_safe, waiting),
        ("central/category/<int:code>/", "central_category", require_POST, choose_category),
        ("central/district/", "central_district", require_POST, choose_district),
        ("central/aside/", "central_aside", require_safe, aside),
        ("central/aside/<int:number>/let-go/", "central_let_go", require_POST, drop),
        ("central/registers/", "central_registers", require_safe, registers),
        ("central/push/<int:number>/again/", "central_push_again", require_POST, again),
    ]
    return [
        path(route, site.admin_view(method(_with(site, view))), name=name)
        for route, name, method, view in views
    ]


def _with(site: AdminSite, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, for administrators."""

    def asked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not (isinstance(request.user, User) and request.user.may("admin")):
            raise PermissionDenied
        return view(request, site=site, **kwargs)

    return asked


def waiting(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """What waits for somebody to say what a name means: categories, then districts. No grievance is shown."""
    context = site.each_context(request) | {
        "title": _("Central grievances"),
        "categories": selectors.waiting_categories(),
        "districts": selectors.waiting_districts(),
        "count": selectors.count_waiting(),
        "aside": selectors.aside_records().count(),
        "subjects": _subjects(),
        "ours": Place.objects.active().of_kind(PlaceKind.DISTRICT).order_by("name_en"),
        "links": CentreLink.objects.order_by("name"),
    }
    return render(request, "admin/central.html", context)


def choose_category(request: HttpRequest, *, site: AdminSite, code: int) -> HttpResponse:
    """Their category is this subject of ours; what waited for it goes to whose job it is."""
    category = get_object_or_404(Category, pk=_number(request, "category"), is_active=True)
    return _said(request, map_category, code=code, category=category)


def choose_district(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """The name as they spell it is this district of ours."""
    district = get_object_or_404(Place, pk=_number(request, "district"), kind=PlaceKind.DISTRICT)
    spelling = request.POST.get("spelling", "").replace("\0", "").strip()[:80]
    return _said(request, map_district, spelling=spelling, district=district)


def aside(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """Records that could not be taken in, each with its reason and where it stands."""
    context = site.each_context(request) | {
        "title": _("Records put aside"),
        "page": Paginator(selectors.aside_records(), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "admin/central_aside.html", context)


def drop(request: HttpRequest, *, site: AdminSite, number: int) -> HttpResponse:
    """A record is of no use."""
    record = get_object_or_404(AsideRecord.objects.defer("record"), pk=number)
    let_go(record=record, actor=_user(request), now=clock.now())
    return redirect("admin:central_aside")


def registers(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """How our register and the centre's differ, as of the last comparison, and what the centre refused."""
    kind = request.GET.get("kind", "")
    found = (
        CentralDifference.objects.filter(kind=kind)
        if kind in DifferenceKind.values
        else CentralDifference.objects.all()
    )
    counts = [
        (one.value, one.label, CentralDifference.objects.filter(kind=one).count(), one.value == kind)
        for one in DifferenceKind
    ]
    context = site.each_context(request) | {
        "title": _("Our register and the centre's"),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "counts": counts,
        "kind": kind,
        "found_at": CentralDifference.objects.values_list("found_at", flat=True).first(),
        "refused": selectors.refused_pushes()[:PER_PAGE],
    }
    return render(request, "admin/central_registers.html", context)


def again(request: HttpRequest, *, site: AdminSite, number: int) -> HttpResponse:
    """What the centre refused goes out once more."""
    push_again(push=get_object_or_404(Push, pk=number), actor=_user(request), now=clock.now())
    return redirect("admin:central_registers")


def _said(request: HttpRequest, action: Callable[..., Any], **given: Any) -> HttpResponse:
    try:
        action(**given, actor=_user(request), now=clock.now())
    except SunwaiError as error:
        messages.error(request, str(error))
        return redirect("admin:central")
    sent = dispatch_all_waiting(now=clock.now())
    said = ngettext(
        "Noted. %(count)s grievance was sent on.", "Noted. %(count)s grievances were sent on.", sent
    )
    messages.success(request, said % {"count": sent})
    return redirect("admin:central")


def _subjects() -> list[tuple[str, list[tuple[int, str]]]]:
    """Our subjects, by department."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for category in Category.objects.filter(is_active=True).select_related("department"):
        groups.setdefault(category.department.name, []).append((category.pk, category.name))
    return list(groups.items())


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
