"""Ready replies of officers."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from sunwai.web.admin.base import HistoryAdmin
from sunwai.web.office.models import Reply


@admin.register(Reply)
class ReplyAdmin(HistoryAdmin):
    """What officers may pick, with both languages side by side."""

    list_display = ("text_hi", "text_en", "action", "department", "category", "is_active")
    list_filter = ("action", "department", "is_active")
    list_select_related = ("department", "category")
    search_fields = ("text_hi", "text_en", "code")
    autocomplete_fields = ("department", "category")
    readonly_fields = ("preview",)

    @admin.display(description=_("as the citizen reads it"))
    def preview(self, reply: Reply) -> SafeString:
        """Both texts as they stand on the timeline."""
        words = '<blockquote lang="{}">{}</blockquote>'
        return format_html(words + words, "hi", reply.text_hi, "en", reply.text_en)
