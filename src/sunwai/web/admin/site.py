"""The admin site: signed in as every other member of staff, open to administrators only."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.web.access import needs_second_factor
from sunwai.web.admin.tasks import TASKS


class SunwaiAdminSite(admin.AdminSite):
    """Django's admin behind the helpline's own sign-in."""

    site_title = _("Sunwai administration")
    site_header = _("Sunwai administration")
    index_title = _("What can be set here")
    index_template = "admin/tasks.html"
    enable_nav_sidebar = False

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The start page: what there is to do, instead of which tables there are."""
        tasks = [(task.title, [_as_link(label, task.lists[label]) for label in task.lists]) for task in TASKS]
        return super().index(request, {"tasks": tasks, **(extra_context or {})})

    def has_permission(self, request: HttpRequest) -> bool:
        """Administrators with a second factor."""
        user = request.user
        return isinstance(user, User) and user.may("admin") and not needs_second_factor(user)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The one sign-in of all staff; somebody already signed in is sent where they belong."""
        if isinstance(request.user, User):
            return redirect("staff-home")
        return redirect_to_login(request.GET.get("next", request.get_full_path()))


def _as_link(label: str, purpose: Any) -> dict[str, Any]:
    """A list of the start page: its address, its name and what it is for."""
    url = reverse(f"admin:{label.replace('.', '_')}_changelist")
    return {"url": url, "name": apps.get_model(label)._meta.verbose_name_plural, "help": purpose}
