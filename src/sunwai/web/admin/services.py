"""Services of CM Jan Seva, as data."""

from __future__ import annotations

from django.contrib import admin

from sunwai.janseva.models import Service
from sunwai.web.admin.base import HistoryAdmin


@admin.register(Service)
class ServiceAdmin(HistoryAdmin):
    """What can be applied for: questions, papers, limits, fee, who decides, what the paper says."""

    list_display = ("name_hi", "name_en", "category", "act_days", "helpline_days", "is_active")
    list_select_related = ("category__department",)
    list_filter = ("is_active", "record")
    search_fields = ("name_hi", "name_en", "code")
    autocomplete_fields = ("category",)
