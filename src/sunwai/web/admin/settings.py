"""All settings on one page; each is typed as what it is: a number with its unit, a switch, an hour, a list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any, Literal
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sunwai.core import options
from sunwai.core.models import Setting
from sunwai.core.options import HOUR, OPTIONS, Option
from sunwai.language import format_time
from sunwai.web.admin.base import HistoryAdmin


class Numbers(forms.CharField):
    """Several numbers, with commas between them."""

    def __init__(self, *, number: type[int] | type[float], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.number = number

    def prepare_value(self, value: Any) -> Any:
        """`2, 3`."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The list of numbers."""
        items = [item.strip() for item in str(super().to_python(value) or "").split(",") if item.strip()]
        try:
            return [self.number(item) for item in items]
        except ValueError:
            raise forms.ValidationError(_("Type numbers with a comma between them.")) from None


def field_for(option: Option) -> forms.Field:
    """The field in which a value of `option` is typed."""
    return next(make(option) for fits, make in FIELDS if fits(option))


# What an option is → the field for it; the first that fits.
FIELDS: tuple[tuple[Callable[[Option], bool], Callable[[Option], forms.Field]], ...] = (
    (lambda option: isinstance(option.default, bool), lambda option: forms.BooleanField(required=False)),
    (lambda option: option.unit is HOUR, lambda option: _hours(option)),
    (
        lambda option: isinstance(option.default, list),
        lambda option: Numbers(number=type(option.default[0]), widget=forms.TextInput(attrs={"size": 30})),
    ),
    (
        lambda option: isinstance(option.default, int),
        lambda option: forms.IntegerField(min_value=int(option.least or 0), max_value=_whole(option.most)),
    ),
    (
        lambda option: isinstance(option.default, float),
        lambda option: forms.FloatField(min_value=option.least, max_value=option.most, step_size=0.01),
    ),
    (
        lambda option: True,
        lambda option: forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3})),
    ),
)


def _hours(option: Option) -> forms.Field:
    hours = range(int(option.least or 0), int(option.most or 24) + 1)
    return forms.TypedChoiceField(coerce=int, choices=[(hour, _as_hour(hour)) for hour in hours])


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


class SettingForm(forms.ModelForm[Setting]):
    """One setting. Which one is known before the form is drawn: from the page of all settings, or the row itself."""

    value = forms.Field()

    class Meta:
        model = Setting
        fields = ("key", "value")
        widgets = {"key": forms.HiddenInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        option = OPTIONS[self.instance.pk or self.data.get("key") or self.initial["key"]]
        field = field_for(option)
        field.label = str(option.help)
        field.help_text = _explained(option)
        field.initial = option.default
        self.fields["value"] = field


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
        wanted = request.GET.get("q", "").strip().casefold()
        rows = [_row(key, changed) for key in OPTIONS]
        context = self.admin_site.each_context(request) | {
            "title": Setting._meta.verbose_name_plural,
            "rows": [row for row in rows if wanted in f"{row['help']} {row['key']}".casefold()],
            "query": request.GET.get("q", ""),
        }
        return render(request, "admin/settings.html", context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Changing a default for the first time; without a known key, to the page on which one is chosen."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if (request.POST or request.GET).get("key", "") not in OPTIONS:
            messages.info(request, _("Choose the setting that you want to change."))
            return redirect("admin:core_setting_changelist")
        return super().add_view(request, form_url, extra_context)

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


def _row(key: str, changed: dict[str, Any]) -> dict[str, Any]:
    """One option as the page of all settings shows it."""
    option = OPTIONS[key]
    add = f"{reverse('admin:core_setting_add')}?{urlencode({'key': key})}"
    return {
        "key": key,
        "help": option.help,
        "value": _in_words(changed.get(key, option.default), option),
        "default": _in_words(option.default, option),
        "allowed": _allowed(option),
        "changed": key in changed,
        "url": reverse("admin:core_setting_change", args=[quote(key)]) if key in changed else add,
    }


def _explained(option: Option) -> str:
    """Under the field: in what it is counted, what is allowed, what the default is."""
    kind = option.default
    parts = [
        _("Several, with commas between them.") if isinstance(kind, list) else "",
        _("Counted in: %(unit)s.") % {"unit": option.unit} if option.unit and option.unit is not HOUR else "",
        _("Allowed: %(range)s.") % {"range": _allowed(option)} if _allowed(option) else "",
        _("Default: %(value)s.") % {"value": _in_words(kind, option)},
    ]
    return " ".join(filter(None, parts))


def _allowed(option: Option) -> str:
    if option.least is None or option.most is None:
        return ""
    return f"{_one(option.least, option)} – {_one(option.most, option)}"


def _in_words(value: Any, option: Option) -> str:
    """A value with its unit, without the marks of a program."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value == "":
        return "—"
    items = value if isinstance(value, list) else [value]
    unit = str(option.unit) if option.unit and option.unit is not HOUR else ""
    return f"{', '.join(_one(item, option) for item in items)} {unit}".strip()


def _one(item: Any, option: Option) -> str:
    if option.unit is HOUR:
        return _as_hour(int(item))
    return f"{item:g}" if isinstance(item, (int, float)) else str(item)


def _as_hour(hour: int) -> str:
    """`9:00 सुबह`; the end of the day is 24:00."""
    language: Literal["hi", "en"] = "en" if get_language() == "en" else "hi"
    return "24:00" if hour == 24 else format_time(time(hour), language)
