"""Webhooks: the endpoints of other programs, and what became of each delivery."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from sunwai.accounts.models import User
from sunwai.core import clock
from sunwai.core.errors import SunwaiError
from sunwai.web.admin.base import HistoryAdmin, ReadOnlyAdmin
from sunwai.webhooks import actions
from sunwai.webhooks.enums import TEST_TYPE, DeliveryState, EventType
from sunwai.webhooks.models import Delivery, Endpoint

SHOWN_ONCE = _("The secret of %(endpoint)s, shown only now: %(secret)s")


class EndpointForm(forms.ModelForm[Endpoint]):
    """Where it is and what it hears of."""

    types = forms.MultipleChoiceField(
        label=_("of what"),
        choices=EventType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: of everything."),
    )

    class Meta:
        model = Endpoint
        fields = ("url", "description", "hears", "key", "department", "types")


class ReplayForm(forms.Form):
    """From when on to send again, and whether all of it."""

    since = forms.DateTimeField(
        label=_("Send again what happened since"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    delivered_too = forms.BooleanField(label=_("also what was delivered"), required=False)


# ── What can be done with an endpoint ────────────────────────────────────────────────────────────────────
def _test(endpoint: Endpoint, **by: Any) -> str | Promise:
    actions.send_test(endpoint=endpoint, **by)
    return _("A test event is on its way. Within ten seconds its answer stands among the deliveries.")


def _rotate(endpoint: Endpoint, **by: Any) -> str | Promise:
    secret = actions.rotate_secret(endpoint=endpoint, **by)
    return SHOWN_ONCE % {"endpoint": endpoint, "secret": secret}


def _disable(endpoint: Endpoint, **by: Any) -> str | Promise:
    actions.disable_endpoint(endpoint=endpoint, **by)
    return _("Nothing is sent to it any more.")


def _enable(endpoint: Endpoint, **by: Any) -> str | Promise:
    actions.enable_endpoint(endpoint=endpoint, **by)
    return _("It is told of what happens from now on. What it missed can be sent again below.")


DOINGS: dict[str, Callable[..., str | Promise]] = {
    "test": _test,
    "rotate": _rotate,
    "disable": _disable,
    "enable": _enable,
}


@admin.register(Endpoint)
class EndpointAdmin(HistoryAdmin):
    """Addresses of other programs. The secret of a new one is shown once."""

    form = EndpointForm
    change_form_template = "admin/webhook_endpoint.html"
    list_display = ("__str__", "url", "hears", "state", "trouble_now")
    list_filter = ("state", "hears")
    search_fields = ("url", "description")
    autocomplete_fields = ("key", "department")

    @admin.display(description=_("what went wrong"))
    def trouble_now(self, endpoint: Endpoint) -> str:
        """Why it is disabled or fails."""
        return endpoint.trouble or "—"

    def get_urls(self) -> list[URLPattern]:
        """With what can be done by one button, and replaying."""
        ask = self.admin_site.admin_view
        return [
            path("<path:object_id>/do/<slug:what>/", ask(require_POST(self.do)), name="webhooks_endpoint_do"),
            path("<path:object_id>/replay/", ask(require_POST(self.replay)), name="webhooks_endpoint_replay"),
            *super().get_urls(),
        ]

    def do(self, request: HttpRequest, object_id: str, what: str) -> HttpResponse:
        """What a button does, and a sentence about it."""
        user = _administrator(request)
        if what not in DOINGS:
            raise Http404
        _attempt(request, lambda: DOINGS[what](self._found(object_id), actor=user, now=clock.now()))
        return self._back(object_id)

    def replay(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send again what happened since a time."""
        user, form = _administrator(request), ReplayForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Please say since when."))
            return self._back(object_id)
        since: datetime = form.cleaned_data["since"]

        def again() -> str | Promise:
            count = actions.replay_since(
                endpoint=self._found(object_id),
                since=since,
                only_failed=not form.cleaned_data["delivered_too"],
                actor=user,
                now=clock.now(),
            )
            return _("%(count)s deliveries are sent again.") % {"count": count}

        _attempt(request, again)
        return self._back(object_id)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """With how it is, what can be done with it, and the way to its deliveries."""
        endpoint = context.get("original")
        if endpoint:
            deliveries = reverse("admin:webhooks_delivery_changelist")
            begun = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
            context["endpoint"] = endpoint
            context["deliveries"] = f"{deliveries}?endpoint__id__exact={endpoint.pk}"
            context["replay"] = ReplayForm(initial={"since": begun})
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Endpoint, form: Any, change: bool) -> None:
        """A new one is given its secret, which is shown once."""
        if change:
            super().save_model(request, obj, form, change)
            return
        secret = actions.begin(obj, now=clock.now())
        super().save_model(request, obj, form, change)
        messages.warning(request, SHOWN_ONCE % {"endpoint": obj, "secret": secret})

    def _found(self, object_id: str) -> Endpoint:
        return get_object_or_404(Endpoint, pk=object_id)

    def _back(self, object_id: str) -> HttpResponse:
        return redirect("admin:webhooks_endpoint_change", object_id)


class OfType(admin.SimpleListFilter):
    """By what is told."""

    title = _("event")
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All there are, and the test."""
        return [(value, str(label)) for value, label in [*EventType.choices, (TEST_TYPE, _("test"))]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        """The chosen one."""
        return queryset.filter(event__type=self.value()) if self.value() else queryset


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """What endpoints were told and what they answered."""

    change_form_template = "admin/webhook_delivery.html"
    list_display = ("created_at", "endpoint", "type", "state", "status", "problem", "attempts", "ms")
    list_filter = ("state", "endpoint", OfType)
    list_select_related = ("endpoint", "event")
    search_fields = ("=event__uid",)
    search_help_text = _("Number of the event: evt_…")
    date_hierarchy = "created_at"
    ordering = ("-pk",)
    fields = (
        "endpoint", "type", "uid", "body", "state", "attempts", "tried_at", "next_try", "status", "answer",
        "problem", "ms",
    )  # fmt: skip
    readonly_fields = ("type", "uid", "body", "next_try")

    @admin.display(description=_("event"))
    def type(self, delivery: Delivery) -> str:
        """As the receiver reads it."""
        return delivery.event.type

    @admin.display(description=_("number"))
    def uid(self, delivery: Delivery) -> str:
        """The webhook-id."""
        return delivery.event.uid

    @admin.display(description=_("what is sent"))
    def body(self, delivery: Delivery) -> SafeString:
        """As it is sent."""
        return format_html("<code>{}</code>", delivery.event.body)

    @admin.display(description=_("next try"))
    def next_try(self, delivery: Delivery) -> Any:
        """Of one that waits."""
        return delivery.next_at if delivery.state == DeliveryState.PENDING else None

    def get_urls(self) -> list[URLPattern]:
        """With sending it again."""
        view = self.admin_site.admin_view(require_POST(self.replay))
        return [path("<path:object_id>/replay/", view, name="webhooks_delivery_replay"), *super().get_urls()]

    def replay(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send one delivery again."""
        user = _administrator(request)
        delivery = get_object_or_404(Delivery.objects.select_related("endpoint"), pk=object_id)

        def again() -> str | Promise:
            actions.replay_delivery(delivery=delivery, actor=user, now=clock.now())
            return _("It is sent again within ten seconds, under the same number.")

        _attempt(request, again)
        return redirect("admin:webhooks_delivery_change", object_id)


def _administrator(request: HttpRequest) -> User:
    """Who asks; the auditor, whom the administration lets in as well, may not do anything here."""
    if not (isinstance(request.user, User) and request.user.may("admin")):
        raise PermissionDenied
    return request.user


def _attempt(request: HttpRequest, doing: Callable[[], str | Promise]) -> None:
    """Do it, and say what became of it."""
    try:
        messages.success(request, str(doing()))
    except SunwaiError as error:
        messages.error(request, str(error))
