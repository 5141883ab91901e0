"""What the call centre stands on: queues, agents, numbers, announcements, where calls are put through to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.calls import spoken
from sunwai.calls.bus import Word, tell_process
from sunwai.calls.enums import Skill
from sunwai.calls.models import AgentProfile, Announcement, Destination, Number, Queue
from sunwai.calls.prompts.library import sounds
from sunwai.citizens.models import Language
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place
from sunwai.web.admin.base import HistoryAdmin


class TellsTheProcess(HistoryAdmin):
    """What the calls process holds in memory: it reads a change with its commit."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """And tell it."""
        super().save_model(request, obj, form, change)
        tell_process(Word.SETUP)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """And tell it."""
        super().delete_model(request, obj)
        tell_process(Word.SETUP)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """And tell it."""
        super().delete_queryset(request, queryset)
        tell_process(Word.SETUP)


@admin.register(Queue)
class QueueAdmin(TellsTheProcess):
    """Queues: who may answer, what is promised, what happens when it takes long."""

    list_display = (
        "name_hi",
        "name_en",
        "skill",
        "is_confidential",
        "priority",
        "target_seconds",
        "overflows_to",
    )
    list_select_related = ("overflows_to",)
    search_fields = ("name_hi", "name_en", "code")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Queues stand on calls."""
        return False


class AgentProfileForm(forms.ModelForm[AgentProfile]):
    """What an agent can take, to tick."""

    skills = forms.MultipleChoiceField(
        label=_("skills"), choices=Skill.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("languages"), choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )
    districts = forms.ModelMultipleChoiceField(
        label=_("districts known best"),
        queryset=Place.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Calls from there come to this agent first; others come too."),
    )

    class Meta:
        model = AgentProfile
        fields = ("user", "skills", "languages", "districts")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts: Any = self.fields["districts"]
        districts.queryset = Place.objects.active().of_kind(PlaceKind.DISTRICT)

    def clean_user(self) -> User:
        """Somebody of the desk."""
        user: User = self.cleaned_data["user"]
        if not user.may("desk"):
            raise ValidationError(_("This person does not take calls. Give them a role of the desk first."))
        return user

    def clean(self) -> dict[str, Any]:
        """Who may not counsel gets no calls of the women's helpline, whatever is ticked: better said than ignored."""
        given = super().clean() or self.cleaned_data
        user = given.get("user")
        if user and Skill.WOMEN in given.get("skills", ()) and not user.may("counsel"):
            self.add_error(
                "skills", _("Only a counsellor takes calls of the women's helpline. Give the role first.")
            )
        return given


@admin.register(AgentProfile)
class AgentProfileAdmin(TellsTheProcess):
    """What calls each agent can take; who has no row speaks both languages and takes general calls."""

    form = AgentProfileForm
    list_display = ("user", "skill_names", "language_names")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__name")
    autocomplete_fields = ("user",)

    @admin.display(description=_("skills"))
    def skill_names(self, profile: AgentProfile) -> str:
        """By their names."""
        return ", ".join(str(Skill(skill).label) for skill in profile.skills) or str(Skill.GENERAL.label)

    @admin.display(description=_("languages"))
    def language_names(self, profile: AgentProfile) -> str:
        """By their names."""
        return ", ".join(str(Language(language).label) for language in profile.languages)


@admin.register(Number)
class NumberAdmin(TellsTheProcess):
    """Numbers that can be dialled."""

    list_display = ("digits", "route", "flow", "queue")
    list_select_related = ("flow", "queue")
    search_fields = ("digits",)


@admin.register(Destination)
class DestinationAdmin(TellsTheProcess):
    """Where agents may put calls through to."""

    list_display = ("digits", "name_hi", "name_en", "is_emergency", "position")
    search_fields = ("digits", "name_hi", "name_en")


@admin.register(Announcement)
class AnnouncementAdmin(TellsTheProcess):
    """What callers are told before the menu, and how it sounds."""

    change_form_template = "admin/announcement_form.html"
    list_display = ("words_hi", "place", "is_disaster", "since", "until")
    list_filter = ("is_disaster",)
    list_select_related = ("place",)
    search_fields = ("words_hi", "words_en")
    autocomplete_fields = ("place",)
    exclude = ("written_by",)
    date_hierarchy = "since"

    def save_model(self, request: HttpRequest, obj: Announcement, form: Any, change: bool) -> None:
        """With who wrote it."""
        obj.written_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """With how it sounds, as it was typed."""
        typed = context["adminform"].form.instance
        texts = {Language.HINDI: typed.words_hi, Language.ENGLISH: typed.words_en}
        context["players"] = [_player(language, text) for language, text in texts.items() if text]
        return super().render_change_form(request, context, *args, **kwargs)


def _player(language: Language, text: str) -> dict[str, str]:
    said = spoken.name(text, language)
    names = [*sounds("announcement_intro", language), *said] if said else []
    return {
        "language": language,
        "name": str(language.label),
        "words": text,
        "query": urlencode([("name", name) for name in names]),
    }
