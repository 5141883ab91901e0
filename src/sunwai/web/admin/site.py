"""The admin site: signed in as every other member of staff, open to administrators only."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class SunwaiAdminSite(admin.AdminSite):
    """Django's admin behind the helpline's own sign-in."""

    site_title = _("Sunwai administration")
    site_header = _("Sunwai administration")
    index_title = _("What can be set here")

    def has_permission(self, request: HttpRequest) -> bool:
        """Administrators who have signed in with their second factor."""
        user = request.user
        return user.is_authenticated and bool(user.is_active) and user.may("admin")
