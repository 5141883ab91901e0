"""Reference data: places, departments, categories, posts, calendar, templates, settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sunwai.accounts.models import Reading, User, log_access
from sunwai.core import clock, options
from sunwai.core.models import Holiday, Setting
from sunwai.core.options import OPTIONS
from sunwai.messages.models import Message, ProviderHealth, Template
from sunwai.offices.actions import category_key, refresh_filled
from sunwai.offices.ladder import Ladder
from sunwai.offices.models import (
    Category,
    Department,
    Designation,
    DispatchGap,
    Leave,
    Post,
    Posting,
    Responsibility,
)
from sunwai.places.models import Place
from sunwai.web.admin.base import HistoryAdmin, ReadOnlyAdmin
from sunwai.web.portal.models import Feedback


@admin.register(Place)
class PlaceAdmin(HistoryAdmin):
    """Places; search finds either script."""

    list_display = ("name_en", "name_hi", "kind", "code", "active")
    list_filter = ("kind", "setting", "active")
    search_fields = ("name_en", "name_hi", "code")
    autocomplete_fields = ("revenue_parent", "local_parent")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Place]:
        """With the district, which tells namesakes apart in choices."""
        return super().get_queryset(request).select_related("district")


class RungInline(admin.TabularInline[Responsibility, Department]):
    """The ladder of a department."""

    model = Responsibility
    fields = ("level", "applies_to", "category", "area", "designation")
    autocomplete_fields = ("category", "designation")
    extra = 0


@admin.register(Department)
class DepartmentAdmin(HistoryAdmin):
    """Departments and their ladders."""

    list_display = ("name_hi", "name_en", "short_hi", "order", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name_hi", "name_en", "code")
    inlines = (RungInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Dispatch reads the ladder afresh."""
        super().save_related(request, form, formsets, change)
        Ladder.forget()


@admin.register(Category)
class CategoryAdmin(HistoryAdmin):
    """Kinds of complaints."""

    list_display = ("name_hi", "name_en", "department", "days", "sensitivity", "is_active")
    list_filter = ("department", "sensitivity", "photo", "is_active")
    search_fields = ("name_hi", "name_en", "code", "key")
    list_select_related = ("department",)

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        """Its search key follows from its names."""
        obj.key = category_key(obj.name_en, obj.name_hi, obj.keywords)
        super().save_model(request, obj, form, change)


@admin.register(Designation)
class DesignationAdmin(HistoryAdmin):
    """Ranks inside a department."""

    list_display = ("name_hi", "name_en", "department")
    list_filter = ("department",)
    search_fields = ("name_hi", "name_en", "code")
    list_select_related = ("department",)


class PostingInline(admin.TabularInline[Posting, Post]):
    """Who holds a post, and when."""

    model = Posting
    fields = ("user", "kind", "period", "order_number")
    autocomplete_fields = ("user",)
    extra = 0


class FillsPosts(HistoryAdmin):
    """A change of who is where changes which posts are held."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Note who holds what from now on."""
        super().save_related(request, form, formsets, change)
        refresh_filled(on=clock.today())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Note who holds what from now on."""
        super().delete_model(request, obj)
        refresh_filled(on=clock.today())


@admin.register(Post)
class PostAdmin(FillsPosts):
    """Posts and their holders."""

    list_display = ("designation", "place", "department", "is_filled", "is_active")
    list_filter = ("is_filled", "is_active", "department")
    search_fields = ("designation__name_hi", "designation__name_en", "place__name_en", "place__name_hi")
    autocomplete_fields = ("designation", "place", "department")
    list_select_related = ("designation", "place", "department")
    inlines = (PostingInline,)


@admin.register(Posting)
class PostingAdmin(FillsPosts):
    """Postings."""

    list_display = ("user", "post", "kind", "period")
    list_filter = ("kind",)
    search_fields = ("user__name", "user__username", "post__place__name_en", "order_number")
    autocomplete_fields = ("user", "post")
    list_select_related = ("user", "post__designation", "post__place")


@admin.register(Leave)
class LeaveAdmin(FillsPosts):
    """Who is away."""

    list_display = ("user", "period", "reason")
    search_fields = ("user__name", "user__username")
    autocomplete_fields = ("user",)


@admin.register(DispatchGap)
class DispatchGapAdmin(ReadOnlyAdmin):
    """Where nobody answers: to be mended by posting somebody or adding a rule."""

    list_display = ("department", "level", "place", "reason", "times", "last_seen")
    list_filter = ("reason", "level", "department")
    list_select_related = ("department", "place")
    ordering = ("-last_seen",)


@admin.register(Holiday)
class HolidayAdmin(HistoryAdmin):
    """The working calendar."""

    list_display = ("day", "name_hi", "name_en", "source")
    date_hierarchy = "day"
    search_fields = ("name_hi", "name_en")

    def save_model(self, request: HttpRequest, obj: Holiday, form: Any, change: bool) -> None:
        """Clocks read the calendar afresh."""
        super().save_model(request, obj, form, change)
        options.forget()


class SettingForm(forms.ModelForm[Setting]):
    """Choosing a setting from those there are."""

    key = forms.ChoiceField(label=_("key"), choices=())

    class Meta:
        model = Setting
        fields = ("key", "value")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["key"]
        known = [self.instance.pk] if self.instance.pk else list(OPTIONS)
        field.choices = [(key, f"{key} — {OPTIONS[key].help}") for key in known if key in OPTIONS]


@admin.register(Setting)
class SettingAdmin(HistoryAdmin):
    """All settings there are on one page; a row is kept only for what differs from its default."""

    form = SettingForm

    @method_decorator(require_safe)
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every option with what it is for, what holds now and what would hold without a change."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        changed = dict(Setting.objects.values_list("key", "value"))
        context = self.admin_site.each_context(request) | {
            "title": Setting._meta.verbose_name_plural,
            "rows": [_setting_row(key, changed) for key in OPTIONS],
        }
        return render(request, "admin/settings.html", context)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Coming from the page of all settings: the one chosen there, with its default to start from."""
        key = request.GET.get("key", "")
        return {"key": key, "value": OPTIONS[key].default} if key in OPTIONS else {}

    def save_model(self, request: HttpRequest, obj: Setting, form: Any, change: bool) -> None:
        """In force at once."""
        super().save_model(request, obj, form, change)
        options.forget()

    def delete_model(self, request: HttpRequest, obj: Setting) -> None:
        """The default is in force again at once."""
        super().delete_model(request, obj)
        options.forget()


def _setting_row(key: str, changed: dict[str, Any]) -> dict[str, Any]:
    """One option as the page of all settings shows it."""
    option = OPTIONS[key]
    add = f"{reverse('admin:core_setting_add')}?{urlencode({'key': key})}"
    return {
        "key": key,
        "help": option.help,
        "value": _in_words(changed.get(key, option.default)),
        "default": _in_words(option.default),
        "least": option.least,
        "most": option.most,
        "changed": key in changed,
        "url": reverse("admin:core_setting_change", args=[quote(key)]) if key in changed else add,
    }


def _in_words(value: Any) -> str:
    """A value without the marks of a program."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)


@admin.register(Template)
class TemplateAdmin(HistoryAdmin):
    """What is said for each event."""

    list_display = ("event", "language", "channel", "text", "is_active")
    list_filter = ("event", "language", "channel", "is_active")
    search_fields = ("text", "dlt_template")


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """What went out. Texts with a one-time code are not shown."""

    list_display = ("created_at", "event", "masked", "language", "state", "attempts", "provider", "parts")
    list_filter = ("state", "event", "provider")
    fields = (
        "created_at",
        "event",
        "masked",
        "language",
        "state",
        "attempts",
        "provider",
        "sent_at",
        "failures",
    )
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """What this person may see."""
        return Message.objects.visible_to(request.user)

    def note_reading(self, request: HttpRequest, object_id: str) -> None:
        """A message tells who was written to about which case."""
        message = self.get_object(request, object_id)
        if message and isinstance(request.user, User):
            log_access(
                user=request.user,
                what=Reading.MESSAGE,
                case_id=message.case_id,
                citizen_id=message.citizen_id,
                now=clock.now(),
            )

    def masked(self, message: Message) -> str:
        """The number, as far as an administrator needs it."""
        return f"{message.to[:2]}xxxxxx{message.to[-2:]}"


@admin.register(ProviderHealth)
class ProviderHealthAdmin(ReadOnlyAdmin):
    """Gateways that fail; where none is listed, all are well."""

    list_display = ("name", "failing_since", "failures", "probe_at", "reason")


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    """What readers say about the site."""

    list_display = ("at", "language", "useful", "text")
    list_filter = ("useful", "language")
