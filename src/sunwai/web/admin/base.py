"""What all our admin pages share: history from the database's own record, and nothing of theirs for others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from pghistory.models import Events

from sunwai.accounts.models import PASSWORD_GIVEN, SECOND_FACTOR_TAKEN, User

# What the database's own record calls a change.
WORDS = {
    "insert": _("added"),
    "update": _("changed"),
    PASSWORD_GIVEN: _("was given a new password"),
    SECOND_FACTOR_TAKEN: _("second factor was taken away"),
}


@dataclass(frozen=True)
class Change:
    """One entry of the history of a row."""

    at: datetime
    what: str
    who: str
    changed: dict[str, tuple[Any, Any]]


class LabelledForm(forms.ModelForm[Any]):
    """A row of a table: its fields say what they are, which only the table's head does otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget: Any = getattr(
                field.widget, "widget", field.widget
            )  # inside its buttons to add and change
            widget.attrs["aria-label"] = str(field.label)


class LabelledRows(forms.BaseInlineFormSet[Any, Any, Any]):
    """Rows whose box for deleting says what it does."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """With a name for the box."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete?")


class HistoryAdmin(admin.ModelAdmin[Any]):
    """Shows what changed, when and by whom, from the rows that the database wrote by itself."""

    list_per_page = 50
    show_full_result_count = False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Both boxes of a period say which end they are."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, DateRangeField) and field:
            for box, end in zip(field.widget.widgets, (_("from"), _("to")), strict=True):
                box.attrs["aria-label"] = f"{field.label}: {end}"
        return field

    def get_ordering(self, request: HttpRequest) -> Any:
        """In some order always: lists and choices come page by page."""
        return super().get_ordering(request) or self.model._meta.ordering or ("pk",)

    def get_urls(self) -> list[Any]:
        """Without the addresses that Django 1.8 had."""
        return [one for one in super().get_urls() if one.name]

    @method_decorator(require_safe)
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history of one row, latest first."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = get_object_or_404(self.model, pk=object_id)
        context = self.admin_site.each_context(request) | {
            "row": row,
            "opts": self.model._meta,
            "changes": history_of(row),
            "title": str(row),
        }
        return render(request, "admin/history.html", context)


class ReadOnlyAdmin(HistoryAdmin):
    """To look at, not to touch."""

    actions = None

    @method_decorator(require_safe)
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list; there is nothing to send to it."""
        title = {"title": self.model._meta.verbose_name_plural}
        return super().changelist_view(request, title | (extra_context or {}))

    @method_decorator(require_safe)
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One row; there is nothing to send to it."""
        response = super().change_view(request, object_id, form_url, extra_context)
        self.note_reading(request, object_id)
        return response

    def note_reading(self, request: HttpRequest, object_id: str) -> None:
        """Write down that a row was read, where it tells of a citizen; most do not."""

    def get_urls(self) -> list[Any]:
        """Without what adds and deletes."""
        return [one for one in super().get_urls() if not one.name.endswith(("_add", "_delete"))]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


def history_of(row: Model) -> list[Change]:
    """The changes of `row`, latest first."""
    tracked = Events.objects.tracks(row)  # type: ignore[no-untyped-call]
    events = list(tracked.order_by("-pgh_created_at", "-pgh_id")[:100])
    users = User.objects.in_bulk(
        {(event.pgh_context or {}).get("user") for event in events if event.pgh_context} - {None}
    )
    # Each event holds the row as it was before: what it became stands in the next one, at last in the row itself.
    became = [_as_recorded(row), *(event.pgh_data for event in events)]
    return [
        Change(
            at=event.pgh_created_at,
            what=str(WORDS.get(event.pgh_label, event.pgh_label)),
            who=str(users.get((event.pgh_context or {}).get("user"), "")),
            changed={
                _label(row, name): (old, new[name])
                for name, old in event.pgh_data.items()
                if name in new and new[name] != old
            },
        )
        for event, new in zip(events, became, strict=False)
    ]


def _as_recorded(row: Model) -> dict[str, Any]:
    """The row in the form in which the record keeps its forerunners."""
    with connection.cursor() as cursor:
        table, key = row._meta.db_table, row._meta.pk.column
        cursor.execute(f"SELECT to_jsonb(t) FROM {table} t WHERE {key} = %s", [row.pk])  # noqa: S608 (our names)
        (recorded,) = cursor.fetchone()
    return dict(json.loads(recorded) if isinstance(recorded, str) else recorded)


def _label(row: Model, column: str) -> str:
    """What a form calls a column; the record of a foreign key names its column `…_id`."""
    fields = {field.attname: field for field in row._meta.concrete_fields}
    return str(fields[column].verbose_name) if column in fields else column
