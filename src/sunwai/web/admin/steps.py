"""Forms of the steps of a flow, drawn from the table of their kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sunwai.calls.flow.conditions import CONDITIONS
from sunwai.calls.flow.parsing import step_as_json, step_of
from sunwai.calls.flow.steps import Flow, Means, Step, meaning, parts_of
from sunwai.calls.flow.validate import KEYS, Known
from sunwai.calls.prompts.catalogue import Prompt, prompts
from sunwai.citizens.models import Language
from sunwai.grievances.enums import InteractionKind
from sunwai.web.forms import GovForm

FREE_PROMPTS = 2  # empty boxes beside those in use
LONGEST_JSON = 200_000


def prompts_to_choose() -> list[Prompt]:
    """Those that are sentences, not parts of numbers and dates."""
    return [one for one in prompts().values() if not one.is_part]


class AdminForm(GovForm):
    """In the looks of the admin screens, not of ours."""

    def dress(self) -> None:
        """Nothing of ours."""


class PromptField(forms.CharField):
    """The key of a prompt, chosen from a list that the page holds once."""

    widget = forms.TextInput(attrs={"list": "prompts", "size": 40})

    def filled(self, key: str) -> PromptField:
        """With a prompt in it, and its words below."""
        self.initial = key
        self.help_text = prompts()[key].hi if key in prompts() else ""
        return self


class EndsForm(AdminForm):
    """Where calls begin, and where 9 leads."""

    start = forms.ChoiceField(label=_("Calls begin with"))
    agent = forms.ChoiceField(label=_("Key 9, and who presses nothing, goes to"))

    def __init__(self, *args: Any, flow: Flow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("start", "agent"):
            field: Any = self.fields[name]
            field.choices = [(step, step) for step in flow.steps]


class JsonForm(AdminForm):
    """A whole flow."""

    steps = forms.JSONField(
        label=_("Steps"), widget=forms.Textarea(attrs={"rows": 40, "cols": 100, "spellcheck": "false"})
    )


class StepForm(AdminForm):
    """One step: its name, and a field for each part of its kind.

    A part that is several (prompts, keys) takes several fields: `prompts-0`, `keys-1-prompt`, `keys-1-to`.
    """

    name = forms.SlugField(
        label=_("Name of the step"), max_length=40, help_text=_("Latin letters, digits, - and _.")
    )

    def __init__(
        self, *args: Any, kind: type[Step], step: Step | None, flow: Flow | None, known: Known, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.flow, self.known = kind, flow, known
        written = step_as_json(step) if step else {}
        self.fields["name"].initial = step.name if step else ""
        for part in parts_of(kind):
            value = written.get(part.name, None if part.default is MISSING else part.default)
            _FIELDS[meaning(part)](self, part, value)

    def step(self) -> Step:
        """What was filled in."""
        given: dict[str, Any] = {"kind": self.kind.code}
        for part in parts_of(self.kind):
            value = _GIVEN.get(meaning(part), StepForm._plain)(self, part)
            if value not in ("", None):
                given[part.name] = value
        return step_of(self.cleaned_data["name"], given)

    # ── A field for each meaning ─────────────────────────────────────────────────────────────────────────

    def _text(self, part: Field[Any], value: Any) -> None:
        self._add(part, forms.CharField(required=False, max_length=60), value)

    def _flag(self, part: Field[Any], value: Any) -> None:
        self._add(part, forms.BooleanField(required=False), value)

    def _seconds(self, part: Field[Any], value: Any) -> None:
        self._add(part, forms.IntegerField(min_value=1, max_value=600), value)

    def _prompt(self, part: Field[Any], value: Any) -> None:
        self._add(part, PromptField().filled(value or ""), value)

    def _prompts(self, part: Field[Any], value: Any) -> None:
        said = list(value or [])
        for place in range(len(said) + FREE_PROMPTS):
            field = PromptField(required=False, label=part.metadata["label"] if not place else _("then"))
            self.fields[f"{part.name}-{place}"] = field.filled(said[place] if place < len(said) else "")

    def _keys(self, part: Field[Any], value: Any) -> None:
        for key in KEYS:
            chosen = (value or {}).get(key, {})
            prompt = PromptField(required=False, label=_("Key %(key)s: what it is for") % {"key": key})
            to = forms.ChoiceField(
                required=False, label=_("Key %(key)s leads to") % {"key": key}, choices=self._steps()
            )
            to.initial = chosen.get("to", "")
            self.fields[f"{part.name}-{key}-prompt"] = prompt.filled(chosen.get("prompt", ""))
            self.fields[f"{part.name}-{key}-to"] = to

    def _choice(self, part: Field[Any], value: Any) -> None:
        known: dict[Means, Callable[[], list[Any]]] = {
            Means.STEP: self._steps,
            Means.KEY: lambda: [(key, key) for key in KEYS],
            Means.CONDITION: lambda: [(name, one.words) for name, one in CONDITIONS.items()],
            Means.QUEUE: lambda: [(code, code) for code in sorted(self.known.queues)],
            Means.KIND: lambda: InteractionKind.choices,
            Means.NUMBER: lambda: [(number, number) for number in sorted(self.known.destinations)],
            Means.LANGUAGE: lambda: Language.choices,
        }
        choices = known[meaning(part)]()
        is_free = part.default is not MISSING
        empty = [("", "—")] if is_free and ("", "—") not in choices else []
        self._add(part, forms.ChoiceField(required=not is_free, choices=[*empty, *choices]), value)

    def _steps(self) -> list[tuple[str, str]]:
        steps = self.flow.steps if self.flow else {}
        return [("", "—"), *((name, f"{name}: {step.title}") for name, step in steps.items())]

    def _add(self, part: Field[Any], field: forms.Field, value: Any) -> None:
        field.label, field.initial = part.metadata["label"], value
        self.fields[part.name] = field

    # ── What was filled in ───────────────────────────────────────────────────────────────────────────────

    def _plain(self, part: Field[Any]) -> Any:
        return self.cleaned_data[part.name]

    def _given_prompts(self, part: Field[Any]) -> list[str]:
        names = [name for name in self.fields if name.startswith(f"{part.name}-")]
        return [self.cleaned_data[name] for name in names if self.cleaned_data[name]]

    def _given_keys(self, part: Field[Any]) -> dict[str, dict[str, str]]:
        found = {}
        for key in KEYS:
            prompt, to = (self.cleaned_data[f"{part.name}-{key}-{what}"] for what in ("prompt", "to"))
            if prompt or to:
                found[key] = {"prompt": prompt, "to": to}
        return found


_FIELDS: dict[Means, Callable[[StepForm, Field[Any], Any], None]] = dict.fromkeys(Means, StepForm._choice) | {
    Means.VALUE: StepForm._text,
    Means.FLAG: StepForm._flag,
    Means.SECONDS: StepForm._seconds,
    Means.PROMPT: StepForm._prompt,
    Means.PROMPTS: StepForm._prompts,
    Means.KEYS: StepForm._keys,
}
_GIVEN: dict[Means, Callable[[StepForm, Field[Any]], Any]] = {
    Means.PROMPTS: StepForm._given_prompts,
    Means.KEYS: StepForm._given_keys,
}
