"""Forms as all screens show them: label, hint, error, field; in the reader's language, with what was typed kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sunwai.core.errors import SunwaiError

# Widget → its class in the design system.
CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.ClearableFileInput, "govuk-file-upload"),
    (forms.Textarea, "govuk-textarea"),
    (forms.Select, "govuk-select"),
    (forms.TextInput, "govuk-input"),
    (forms.PasswordInput, "govuk-input"),
)


def dress(field: forms.Field) -> None:
    """Give a field the looks of its kind, where it has none yet."""
    css = next((css for widget, css in CLASSES if isinstance(field.widget, widget)), "")
    field.widget.attrs.setdefault("class", css)


class Renderer(TemplatesSetting):
    """Fields are drawn by our template and in our looks, whoever made the form."""

    field_template_name = "components/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Dress a field before it is drawn; its label says what a placeholder would."""
        if template_name == self.field_template_name:
            field = context["field"].field
            dress(field)
            field.widget.attrs.pop("placeholder", None)
        return str(super().render(template_name, context, request))


DJANGOS_REQUIRED = forms.Field.default_error_messages["required"]  # no citizen says "this field is required"


class GovForm(forms.Form):
    """A form of the helpline.

    `attempt` runs an action with what was given; an error of the domain becomes an error of the form, so that
    nothing that was typed is lost.
    """

    use_required_attribute = False  # the browser's own bubbles speak the browser's language, not the reader's

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dress()

    def dress(self) -> None:
        """Give every field its looks; once more after fields were added."""
        for field in self.fields.values():
            dress(field)
            if field.error_messages.get("required") is DJANGOS_REQUIRED:
                field.error_messages["required"] = _("Please fill this in.")

    def attempt[Result](self, verb: Callable[..., Result], **given: Any) -> Result | None:
        """What `verb(**given)` returns; None, with the error on the field to blame, where it refused."""
        try:
            return verb(**given)
        except SunwaiError as error:
            field = getattr(error, "field", None)
            self.add_error(field if field in self.fields else None, str(error))
            return None


def posted(form: type[GovForm], request: HttpRequest, **kwargs: Any) -> Any:
    """`form` filled from the request where it was sent, empty otherwise."""
    if request.method == "POST":
        return form(request.POST, request.FILES, **kwargs)
    return form(**kwargs)


class Several(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; none is an empty list."""

    widget = Several

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by itself."""
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(file, initial) for file in files]
