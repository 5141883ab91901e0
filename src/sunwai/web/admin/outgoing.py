"""Who is not to be called."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from sunwai.calls.models import DoNotDisturb
from sunwai.calls.outgoing.errors import NoNumberToCall
from sunwai.calls.outgoing.numbers import number_to_call
from sunwai.core import clock
from sunwai.web.admin.base import HistoryAdmin


class DoNotDisturbForm(forms.ModelForm[DoNotDisturb]):
    """A number, as we write numbers."""

    class Meta:
        model = DoNotDisturb
        fields = ("number", "reason")

    def clean_number(self) -> str:
        """An Indian mobile as ten digits."""
        try:
            return number_to_call(self.cleaned_data["number"])
        except NoNumberToCall as error:
            raise forms.ValidationError(str(error)) from error


@admin.register(DoNotDisturb)
class DoNotDisturbAdmin(HistoryAdmin):
    """Numbers that are called only when their holder asks for it."""

    form = DoNotDisturbForm
    list_display = ("number", "reason", "since")
    search_fields = ("number", "reason")
    ordering = ("-since",)
    readonly_fields = ("since",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Since when, once it is there."""
        return ("number", "reason", "since") if obj else ("number", "reason")

    def save_model(self, request: HttpRequest, obj: DoNotDisturb, form: Any, change: bool) -> None:
        """From now on."""
        if not change:
            obj.since = clock.now()
        super().save_model(request, obj, form, change)
