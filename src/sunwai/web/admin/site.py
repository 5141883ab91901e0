"""The admin site: signed in as every other member of staff, open to administrators only."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sunwai.accounts.models import User
from sunwai.core import clock
from sunwai.web.access import staff_required
from sunwai.web.admin.tasks import TASKS, Task
from sunwai.webhooks.selectors import in_trouble

PERMISSIONS = ("admin", "see_readings", "edit_schemes")  # each opens a part; each page asks for its own
NOT_HERE = frozenset({"logout", "password_change_done", "view_on_site"})


class SunwaiAdminSite(admin.AdminSite):
    """Django's admin behind the helpline's own sign-in."""

    site_title = _("Sunwai administration")
    site_header = _("Sunwai administration")
    index_title = _("What can be set here")
    index_template = "admin/tasks.html"
    enable_nav_sidebar = False

    @method_decorator(require_safe)
    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The start page: what there is to do, instead of which tables there are."""
        tasks = [(task.title, self._links(request, task)) for task in TASKS]
        shown = [(title, links) for title, links in tasks if links]
        more = {"tasks": shown, "notices": self._notices(request)}
        return super().index(request, more | (extra_context or {}))

    @method_decorator(require_safe)
    def app_index(  # type: ignore[override]
        self, request: HttpRequest, app_label: str, extra_context: Any = None
    ) -> HttpResponse:
        """The lists of one package."""
        return super().app_index(request, app_label, extra_context)

    def get_urls(self) -> list[Any]:
        """Without what belongs to Django's own sign-in, or to objects with pages of their own: there are none."""
        from sunwai.web.admin import central, flows, prompts, schemes

        own = [
            *prompts.addresses(self),
            *flows.addresses(self),
            *central.addresses(self),
            *schemes.addresses(self),
        ]
        return [*own, *(one for one in super().get_urls() if getattr(one, "name", "") not in NOT_HERE)]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every page here is refused as all others are; each list then asks what one may do with it."""
        inner: Callable[..., Any] = super().admin_view(view, cacheable)
        return update_wrapper(staff_required(*PERMISSIONS)(inner), inner)

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever came through `admin_view`."""
        user = request.user
        return isinstance(user, User) and not user.permissions.isdisjoint(PERMISSIONS)

    @method_decorator(require_safe)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The one sign-in of all staff; somebody already signed in is sent where they belong."""
        if isinstance(request.user, User):
            return redirect("staff-home")
        return redirect_to_login(request.GET.get("next", request.get_full_path()))

    @method_decorator(require_safe)
    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """The one page of all staff for it."""
        return redirect("account_change_password")

    def _links(self, request: HttpRequest, task: Task) -> list[dict[str, Any]]:
        """The steps and lists of a task that are for this person."""
        user = request.user
        steps = _steps(task) if isinstance(user, User) and user.may(task.permission) else []
        return steps + [
            _as_link(label, purpose)
            for label, purpose in task.lists.items()
            if self.get_model_admin(apps.get_model(label)).has_view_permission(request)
        ]

    def _notices(self, request: HttpRequest) -> list[dict[str, Any]]:
        """What has gone wrong by itself and waits for an administrator."""
        if not (isinstance(request.user, User) and request.user.may("admin")):
            return []
        return [
            {
                "url": reverse("admin:webhooks_endpoint_change", args=[one.pk]),
                "name": one,
                "says": one.trouble,
            }
            for one in in_trouble(clock.now())
        ]


def _steps(task: Task) -> list[dict[str, Any]]:
    return [{"url": reverse(address), "name": name, "help": purpose} for address, name, purpose in task.steps]


def _as_link(label: str, purpose: Any) -> dict[str, Any]:
    """A list of the start page: its address, its name and what it is for."""
    url = reverse(f"admin:{label.replace('.', '_')}_changelist")
    return {"url": url, "name": apps.get_model(label)._meta.verbose_name_plural, "help": purpose}
