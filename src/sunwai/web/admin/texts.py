"""The texts of messages, with what arrives on the phone beside them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sunwai.citizens.models import Language
from sunwai.messages.enums import Channel, Event
from sunwai.messages.models import Template
from sunwai.messages.preview import Preview, preview, twin_of, variables_of
from sunwai.web.admin.base import HistoryAdmin

LONGEST = 2000  # characters of a text that are looked at


class TemplateForm(forms.ModelForm[Template]):
    """A text, with the names that it may use under it."""

    class Meta:
        model = Template
        exclude = ()  # noqa: DJ006 (all of it is for the administrator)
        widgets = {"text": forms.Textarea(attrs={"rows": 5, "cols": 60, "data-preview-of": ""})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.event:
            self.fields["text"].help_text = _names(self.instance.event)


@admin.register(Template)
class TemplateAdmin(HistoryAdmin):
    """What is said for each event."""

    form = TemplateForm
    change_form_template = "admin/template_form.html"
    list_display = ("event", "language", "channel", "text", "parts", "is_active")
    list_filter = ("language", "channel", "is_active", "event")
    search_fields = ("text", "dlt_template")
    fieldsets = (
        (None, {"fields": ("event", "channel", "language", "text", "is_active")}),
        (
            _("Registration with the operators (DLT)"),
            {"fields": ("dlt_entity", "dlt_header", "dlt_template", "registered_text")},
        ),
        (_("Approval by WhatsApp (Meta)"), {"fields": ("provider_name", "approval")}),
    )

    @admin.display(description=_("SMS parts, at most"))
    def parts(self, template: Template) -> str:
        """In how many parts it travels with the longest values."""
        parts = preview(template).longest
        return f"{parts.count} ({parts.encoding})"

    def get_urls(self) -> list[URLPattern]:
        """With the preview that is fetched while a text is typed."""
        view = self.admin_site.admin_view(require_safe(self.preview_view))
        return [path("preview/", view, name="sunwai_messages_template_preview"), *super().get_urls()]

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """What is typed, as it would arrive; nothing is saved."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        typed = Template(
            event=_one_of(Event, request.GET.get("event")),
            channel=_one_of(Channel, request.GET.get("channel")),
            language=_one_of(Language, request.GET.get("language")),
            text=request.GET.get("text", "")[:LONGEST],
            registered_text=request.GET.get("registered_text", "")[:LONGEST],
        )
        return render(request, "admin/template_preview.html", {"previews": _previews(typed)})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """With how the text reads now: as it was typed, where it was refused."""
        typed = context["adminform"].form.instance
        context["previews"] = _previews(typed) if typed.event and typed.language else []
        return super().render_change_form(request, context, *args, **kwargs)


def _previews(template: Template) -> list[Preview]:
    """In both languages, this one first."""
    twin = twin_of(template)
    return [preview(template), *([preview(twin)] if twin else [])]


def _names(event: str) -> SafeString:
    names = format_html_join(", ", "<code>{{{}}}</code> ({})", variables_of(event))
    return format_html("{} {}", _("It may speak of:"), names)


def _one_of(choices: Any, given: str | None) -> str:
    return str(given) if given in choices.values else str(choices.values[0])
