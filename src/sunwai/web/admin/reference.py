"""Reference data: places, departments, categories, posts, calendar; logs of what went out."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import Reading, User, log_access
from sunwai.api.models import Jurisdiction
from sunwai.conversations.models import Incoming
from sunwai.core import clock, options
from sunwai.core.models import Holiday
from sunwai.messages.choice import explained
from sunwai.messages.models import Message, ProviderHealth
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
from sunwai.web.admin.base import HistoryAdmin, LabelledForm, LabelledRows, ReadOnlyAdmin
from sunwai.web.admin.moves import move
from sunwai.web.components.templatetags.sunwai import day
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
    form = LabelledForm
    formset = LabelledRows
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

    list_display = ("name_hi", "name_en", "department", "days", "sensitivity", "is_public", "is_active")
    list_filter = ("department", "sensitivity", "is_public", "photo", "is_active")
    search_fields = ("name_hi", "name_en", "code", "key")
    list_select_related = ("department",)

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        """Its search key follows from its names."""
        obj.key = category_key(obj.name_en, obj.name_hi, obj.keywords)
        super().save_model(request, obj, form, change)


@admin.register(Jurisdiction)
class JurisdictionAdmin(HistoryAdmin):
    """Parts of the state that Open311 knows by names of their own."""

    list_display = ("code", "place", "is_active")
    search_fields = ("code", "place__name_hi", "place__name_en")
    autocomplete_fields = ("place",)
    list_select_related = ("place",)


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
    form = LabelledForm
    formset = LabelledRows
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


class WhenHeld(admin.SimpleListFilter):
    """Postings in force, those to come, those that are over."""

    title = _("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The choices."""
        return [("now", _("in force today")), ("later", _("to come")), ("over", _("over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Posting]) -> QuerySet[Posting]:
        """The postings of the chosen time."""
        today = clock.today()
        chosen = {
            "now": {"period__contains": today},
            "later": {"period__startswith__gt": today},
            "over": {"period__endswith__lte": today},
        }
        return queryset.filter(**chosen.get(self.value() or "", {}))


@admin.register(Posting)
class PostingAdmin(FillsPosts):
    """Postings."""

    change_list_template = "admin/posting_list.html"
    list_display = ("user", "post", "kind", "since", "until", "order_number")
    list_filter = (WhenHeld, "kind", "post__department")
    search_fields = (
        "user__name",
        "user__username",
        "post__place__name_en",
        "post__place__name_hi",
        "post__designation__name_hi",
        "post__designation__name_en",
        "order_number",
    )
    autocomplete_fields = ("user", "post")
    list_select_related = ("user", "post__designation", "post__place")

    @admin.display(description=_("from"), ordering="period__startswith")
    def since(self, posting: Posting) -> str:
        """The first day."""
        return day(posting.period.lower)

    @admin.display(description=_("to"))
    def until(self, posting: Posting) -> str:
        """The last day; none: until further orders."""
        return day(posting.period.upper - timedelta(days=1)) if posting.period.upper else "—"

    def get_urls(self) -> list[URLPattern]:
        """With the one step in which an officer is moved."""
        view = self.admin_site.admin_view(partial(move, site=self.admin_site))
        return [path("move/", view, name="offices_posting_move"), *super().get_urls()]


@admin.register(Leave)
class LeaveAdmin(FillsPosts):
    """Who is away."""

    list_display = ("user", "first_day", "last_day", "reason")
    search_fields = ("user__name", "user__username", "reason")
    autocomplete_fields = ("user",)

    @admin.display(description=_("from"), ordering="period__startswith")
    def first_day(self, leave: Leave) -> str:
        """The first day away."""
        return day(leave.period.lower)

    @admin.display(description=_("to"))
    def last_day(self, leave: Leave) -> str:
        """The last day away."""
        return day(leave.period.upper - timedelta(days=1)) if leave.period.upper else "—"


@admin.register(DispatchGap)
class DispatchGapAdmin(ReadOnlyAdmin):
    """Where nobody answers: to be mended by posting somebody or adding a rule."""

    list_display = ("department", "level", "place", "reason", "times", "last_seen")
    list_filter = ("reason", "level", "department")
    search_fields = ("place__name_hi", "place__name_en")
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


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """What went out. Texts with a one-time code are not shown."""

    list_display = (
        "created_at",
        "event",
        "channel",
        "masked",
        "language",
        "state",
        "attempts",
        "provider",
        "parts",
    )
    list_filter = ("state", "channel", "created_at", "event", "language")
    search_fields = ("=provider_id", "=case_id", "=provider")
    fields = (
        "created_at",
        "event",
        "masked",
        "language",
        "channel",
        "reasons",
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

    @admin.display(description=_("mobile"))
    def masked(self, message: Message) -> str:
        """The number, as far as an administrator needs it."""
        return f"{message.to[:2]}xxxxxx{message.to[-2:]}"

    @admin.display(description=_("Why this channel"))
    def reasons(self, message: Message) -> SafeString:
        """What was thought of each channel."""
        return format_html_join(mark_safe("<br>"), "{}", ([line] for line in explained(message.decision)))


@admin.register(Incoming)
class IncomingAdmin(ReadOnlyAdmin):
    """What came in by WhatsApp and SMS: whether it was dealt with, never what it says."""

    list_display = ("received_at", "channel", "kind", "state", "attempts", "problem")
    list_filter = ("state", "channel", "kind", "received_at")
    fields = ("received_at", "sent_at", "channel", "kind", "state", "attempts", "done_at", "problem")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incoming]:
        """What this person may see."""
        return Incoming.objects.visible_to(request.user)


@admin.register(ProviderHealth)
class ProviderHealthAdmin(ReadOnlyAdmin):
    """Gateways that fail; where none is listed, all are well."""

    list_display = ("name", "failing_since", "failures", "probe_at", "reason")


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    """What readers say about the site."""

    list_display = ("at", "language", "useful", "text")
    list_filter = ("useful", "language", "at")
    search_fields = ("text",)
