"""What callers hear: every prompt with its words, to be listened to and to be replaced by a human voice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sunwai.accounts.models import User
from sunwai.calls.actions.voices import MOST_SECONDS, give_voice, take_back_voice
from sunwai.calls.models import PromptVoice
from sunwai.calls.prompts import building, library, sound
from sunwai.calls.prompts.catalogue import Prompt, prompts
from sunwai.citizens.models import Language
from sunwai.core import clock
from sunwai.web.forms import GovForm, posted

PER_PAGE = 40

# Which prompts are listed: the word in the address, what it is called, which rows it takes.
KINDS = {
    "": gettext_lazy("Sentences"),
    "parts": gettext_lazy("Numbers, dates, names"),
    "own": gettext_lazy("With a voice of our own"),
    "missing": gettext_lazy("Without sound"),
}


class VoiceForm(GovForm):
    """A recording, and its words where they are others."""

    file = forms.FileField(
        label=gettext_lazy("Recording"), widget=forms.ClearableFileInput(attrs={"accept": "audio/*"})
    )
    text = forms.CharField(
        label=gettext_lazy("Words, where they are not those above"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )

    def dress(self) -> None:
        """In the looks of the admin screens, not of ours."""


def addresses(site: AdminSite) -> list[URLPattern]:
    """For the administration's own list of addresses."""
    one = "prompts/<slug:language>/<slug:key>/"
    return [
        path("prompts/", site.admin_view(require_safe(_with(site, listing))), name="prompts"),
        path(
            one,
            site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(_with(site, prompt))),
            name="prompt",
        ),
        path(f"{one}sound.wav", site.admin_view(require_safe(_with(site, heard))), name="prompt_sound"),
        path(
            f"{one}take-back/", site.admin_view(require_POST(_with(site, take_back))), name="prompt_take_back"
        ),
    ]


def _with(site: AdminSite, view: Any) -> Any:
    """The view, for administrators."""

    def asked(request: HttpRequest, **kwargs: str) -> HttpResponse:
        if not (isinstance(request.user, User) and request.user.may("admin")):
            raise PermissionDenied
        return view(request, site=site, **kwargs)  # type: ignore[no-any-return]

    return asked


def listing(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """All prompts, page by page; a search looks at keys and words."""
    kind = request.GET.get("kind", "") if request.GET.get("kind") in KINDS else ""
    wanted = request.GET.get("q", "").strip().casefold()
    own = _own_voices()
    missing = {problem.sound for problem in building.stale_sounds()}
    rows = [
        row
        for one in prompts().values()
        if wanted in f"{one.key} {one.hi} {one.en}".casefold()
        if _is_of(kind, row := _row(one, own, missing)) or wanted
    ]
    context = site.each_context(request) | {
        "title": _("What callers hear"),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": [(name, label, name == kind and not wanted) for name, label in KINDS.items()],
        "kind": kind,
        "query": request.GET.get("q", ""),
        "missing": len(missing),
        "own": len(own),
    }
    return render(request, "admin/prompts.html", context)


def _own_voices() -> dict[tuple[str, str], PromptVoice]:
    given = PromptVoice.objects.defer("sound").select_related("given_by")
    return {(voice.key, voice.language): voice for voice in given}


def _row(one: Prompt, own: dict[tuple[str, str], PromptVoice], missing: set[str]) -> dict[str, Any]:
    sounds = [_sound(one, language, own.get((one.key, language)), missing) for language in one.languages]
    return {"key": one.key, "is_part": one.is_part, "sounds": sounds}


def _sound(one: Prompt, language: str, own: PromptVoice | None, missing: set[str]) -> dict[str, Any]:
    return {
        "language": language,
        "name": Language(language).label,
        "words": (own and own.text) or one.words(language),
        "own": own,
        "missing": not own and f"{language}/{one.key}" in missing,
        "url": reverse("admin:prompt", args=[language, one.key]),
        "wav": reverse("admin:prompt_sound", args=[language, one.key]),
    }


def _is_of(kind: str, row: dict[str, Any]) -> bool:
    is_part = bool(row["is_part"])
    return {
        "": not is_part,
        "parts": is_part,
        "own": any(one["own"] for one in row["sounds"]),
        "missing": any(one["missing"] for one in row["sounds"]),
    }[kind]


def prompt(request: HttpRequest, *, site: AdminSite, language: str, key: str) -> HttpResponse:
    """One prompt: what it says, how it sounds now, and a voice of our own for it."""
    one = _prompt_or_404(language, key)
    form = posted(VoiceForm, request)
    if form.is_valid() and form.attempt(
        give_voice, key=key, language=language, **form.cleaned_data, actor=request.user, now=clock.now()
    ):
        messages.success(request, _("Callers hear the new recording from now on."))
        return redirect("admin:prompt", language, key)
    own = PromptVoice.objects.filter(key=key, language=language).select_related("given_by").first()
    context = site.each_context(request) | {
        "title": one.key,
        "sound": _sound(one, language, own, {problem.sound for problem in building.stale_sounds()}),
        "shipped": one.words(language),
        "key": key,
        "form": form,
        "seconds": MOST_SECONDS,
    }
    return render(request, "admin/prompt.html", context, status=422 if form.errors else 200)


def take_back(request: HttpRequest, *, site: AdminSite, language: str, key: str) -> HttpResponse:
    """The prompt that ships is heard again."""
    _prompt_or_404(language, key)
    take_back_voice(key=key, language=language, actor=request.user, now=clock.now())  # type: ignore[arg-type]
    messages.success(request, _("Callers hear the prompt that ships again."))
    return redirect("admin:prompt", language, key)


def heard(request: HttpRequest, *, site: AdminSite, language: str, key: str) -> HttpResponse:
    """How a prompt sounds on the telephone, as WAV; with `?shipped`, as it ships."""
    _prompt_or_404(language, key)
    own = None if "shipped" in request.GET else PromptVoice.objects.filter(key=key, language=language).first()
    try:
        alaw = bytes(own.sound) if own else library.alaw_of(f"{language}/{key}")
    except KeyError:
        raise Http404 from None
    return HttpResponse(
        sound.as_wav(alaw),
        content_type="audio/wav",
        headers={"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"},
    )


def _prompt_or_404(language: str, key: str) -> Prompt:
    one = prompts().get(key)
    if not one or language not in one.languages:
        raise Http404
    return one
