"""Services of CM Jan Seva, as data; the ledger of their fees."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from sunwai.janseva.models import LedgerEntry, Service
from sunwai.web.admin.base import HistoryAdmin, ReadOnlyAdmin
from sunwai.web.components.templatetags.sunwai import rupees


@admin.register(Service)
class ServiceAdmin(HistoryAdmin):
    """What can be applied for: questions, papers, limits, fee, who decides, what the paper says."""

    list_display = ("name_hi", "name_en", "category", "act_days", "helpline_days", "is_active")
    list_select_related = ("category__department",)
    list_filter = ("is_active", "record")
    search_fields = ("name_hi", "name_en", "code")
    autocomplete_fields = ("category",)


@admin.register(LedgerEntry)
class LedgerAdmin(ReadOnlyAdmin):
    """What was taken and given back, to hold against the gateway's own statement."""

    list_display = ("at", "kind", "sum", "number", "order", "application")
    list_select_related = ("payment__application",)
    list_filter = ("kind",)
    date_hierarchy = "at"
    search_fields = ("number", "payment__order", "payment__application__reference")

    @admin.display(description=_("Sum"), ordering="paise")
    def sum(self, line: LedgerEntry) -> str:
        """In rupees."""
        return rupees(line.paise)

    @admin.display(description=_("Order of the gateway"))
    def order(self, line: LedgerEntry) -> str:
        """Under which the gateway has it."""
        return line.payment.order

    @admin.display(description=_("Application"))
    def application(self, line: LedgerEntry) -> str:
        """Its number."""
        return line.payment.application.spoken_reference
