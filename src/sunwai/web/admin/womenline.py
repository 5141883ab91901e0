"""The directory of the confidential helplines: who helps, in which district. Cases are not among these screens."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from sunwai.web.admin.base import HistoryAdmin
from sunwai.womenline.models import Contact


@admin.register(Contact)
class ContactAdmin(HistoryAdmin):
    """One Stop Centres, Protection Officers, shelters and the numbers of the state."""

    list_display = ("kind", "district", "name_hi", "number", "hours", "is_active")
    list_display_links = ("name_hi",)
    list_filter = ("kind", "is_active")
    list_select_related = ("district",)
    search_fields = ("name_hi", "name_en", "number")
    autocomplete_fields = ("district",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Contacts stand on referrals: they are put out of use."""
        return False
