"""Call flows: looked at in words, changed step by step, rehearsed by pressing keys, published, taken back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sunwai.accounts.models import User
from sunwai.calls.actions.flows import (
    bring_back_flow,
    draft_flow,
    drop_draft_flow,
    drop_step,
    leading_to,
    publish_flow,
    put_step,
    set_ends,
    write_flow,
)
from sunwai.calls.enums import VersionState
from sunwai.calls.flow import rehearsal, sounds, store
from sunwai.calls.flow.clerk import scheme_texts
from sunwai.calls.flow.conditions import CONDITIONS
from sunwai.calls.flow.parsing import BadFlow, parse
from sunwai.calls.flow.steps import KINDS, Flow, If, Means, Queue, Step, meaning, parts_of
from sunwai.calls.flow.validate import problems
from sunwai.calls.models import Flow as FlowRow
from sunwai.calls.models import FlowVersion
from sunwai.calls.prompts import library, sound
from sunwai.calls.prompts.catalogue import prompts
from sunwai.core import clock
from sunwai.core.errors import SunwaiError
from sunwai.grievances.enums import InteractionKind
from sunwai.web.admin.steps import EndsForm, JsonForm, StepForm, prompts_to_choose
from sunwai.web.forms import posted

PAD = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#")
OTHER_KEYS = {rehearsal.SILENCE: gettext_lazy("Press nothing"), rehearsal.HANGS_UP: gettext_lazy("Hang up")}
MOST_KEYS = 100
MOST_SOUNDS = 80  # of one player

View = Callable[..., HttpResponse]


def addresses(site: AdminSite) -> list[URLPattern]:
    """For the administration's own list of addresses."""
    flow, version = "flows/<slug:code>/", "flows/<slug:code>/<int:number>/"

    def one(route: str, view: View, name: str, *, sends: bool = False) -> URLPattern:
        allowed = require_http_methods(["GET", "HEAD", "POST"]) if sends else require_safe
        return path(route, site.admin_view(allowed(_for_administrators(site, view))), name=name)

    return [
        one("flows/", listing, "flows"),
        one("flows/sound.wav", heard, "flow_sound"),
        one(flow, versions, "flow", sends=True),
        one(version, tree, "flow_version", sends=True),
        one(f"{version}json/", raw, "flow_json", sends=True),
        one(f"{version}rehearse/", rehearse, "flow_rehearse"),
        one(f"{version}new-step/", new_step, "flow_new_step", sends=True),
        one(f"{version}step/<slug:name>/", edit_step, "flow_step", sends=True),
    ]


def _for_administrators(site: AdminSite, view: View) -> View:
    @wraps(view)
    def asked(request: HttpRequest, **given: Any) -> HttpResponse:
        if not (isinstance(request.user, User) and request.user.may("admin")):
            raise PermissionDenied
        return view(request, site, **given)

    return asked


# ── Lists ────────────────────────────────────────────────────────────────────────────────────────────────


def listing(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """All flows, and where each stands."""
    rows = [
        {"flow": flow, "in_force": _of(flow, VersionState.PUBLISHED), "draft": _of(flow, VersionState.DRAFT)}
        for flow in FlowRow.objects.prefetch_related("versions").order_by("pk")
    ]
    return _page(request, site, "flows", title=_("Call flows"), rows=rows)


def versions(request: HttpRequest, site: AdminSite, *, code: str) -> HttpResponse:
    """The versions of one flow: who wrote and published them, and what can be done."""
    flow = get_object_or_404(FlowRow, code=code)
    if request.method == "POST":
        return _on_flow(request, flow)
    rows = flow.versions.select_related("written_by", "published_by").order_by("-number")
    draft = next((row for row in rows if row.state == VersionState.DRAFT), None)
    return _page(request, site, "flow", title=str(flow), flow=flow, versions=rows, draft=draft)


def _on_flow(request: HttpRequest, flow: FlowRow) -> HttpResponse:
    by: dict[str, Any] = {"actor": request.user, "now": clock.now()}
    if request.POST.get("do") == "draft":
        draft = draft_flow(flow=flow, **by)
        return redirect("admin:flow_version", flow.code, draft.number)
    version = get_object_or_404(flow.versions, number=request.POST.get("number") or 0)
    done = _tried(request, bring_back_flow, version=version, **by)
    if done:
        messages.success(request, _("Callers hear version %(number)s again.") % {"number": version.number})
    return redirect("admin:flow", flow.code)


def _of(flow: FlowRow, state: VersionState) -> FlowVersion | None:
    return next((version for version in flow.versions.all() if version.state == state), None)


# ── One version, in words ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Edge:
    """A way from a step to the next: what it is called, and where it leads."""

    label: str
    to: str


@dataclass(frozen=True)
class Row:
    """A step as the tree shows it.

    Attributes:
        depth: of branches before it.
        via: how callers come here from the step above.
        is_again: it stands further up already; only named here.
    """

    depth: int
    via: str
    step: Step
    is_again: bool
    said: list[dict[str, str]] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def tree(request: HttpRequest, site: AdminSite, *, code: str, number: int) -> HttpResponse:
    """What callers go through, from the first word on; what is wrong stands beside its step."""
    version = _version(code, number)
    if request.method == "POST":
        return _on_version(request, version)
    flow, wrong = _read(version)
    context: dict[str, Any] = {
        "ends": EndsForm(flow=flow, initial={"start": flow.start, "agent": flow.agent}) if flow else None,
        "rows": list(_rows(flow, wrong)) if flow else [],
        "lost": [_row(step, wrong) for step in _lost(flow)] if flow else [],
        "problems": wrong,
        "kinds": [(kind.code, kind.title) for kind in KINDS.values()],
    }
    return _page(request, site, "flow_version", title=_title(version), **_about(version), **context)


def _on_version(request: HttpRequest, version: FlowVersion) -> HttpResponse:
    by: dict[str, Any] = {"version": version, "actor": request.user, "now": clock.now()}
    code, do = version.flow.code, request.POST.get("do")
    if do == "publish" and _tried(request, publish_flow, **by):
        messages.success(request, _("Callers hear this version from now on."))
    elif do == "drop" and _tried(request, drop_draft_flow, **by) is not False:
        messages.success(request, _("The draft is gone."))
        return redirect("admin:flow", code)
    elif do == "ends":
        given = {end: request.POST.get(end, "") for end in ("start", "agent")}
        _tried(request, set_ends, **by, **given)
    return redirect("admin:flow_version", code, version.number)


def _rows(flow: Flow, wrong: list[Any]) -> Iterator[Row]:
    """Step after step as a caller meets them; branches are further in."""
    seen: set[str] = set()
    waiting = [(0, "", flow.start)]
    while waiting:
        depth, via, name = waiting.pop()
        step = flow.steps.get(name)
        if step is None:
            continue
        if name in seen:
            yield Row(depth, via, step, is_again=True)
            continue
        seen.add(name)
        yield _row(step, wrong, depth=depth, via=via)
        edges = list(edges_of(step))
        inner = depth + (len(edges) > 1)
        waiting += [(inner, edge.label, edge.to) for edge in reversed(edges)]


def _row(step: Step, wrong: list[Any], *, depth: int = 0, via: str = "") -> Row:
    said = [{"key": key, "hi": _words(key, "hi"), "en": _words(key, "en")} for key in step.prompts_said()]
    marked = [problem.words for problem in wrong if problem.step == step.name]
    return Row(depth, via, step, is_again=False, said=said, details=list(details_of(step)), problems=marked)


def _lost(flow: Flow) -> list[Step]:
    """Steps to which nothing leads from the start or from 9."""
    reached = {row.step.name for row in _rows(flow, [])}
    agent = flow.steps.get(flow.agent)
    waiting = [agent] if agent else []
    while waiting:
        step = waiting.pop()
        if step.name not in reached or step is agent:
            reached.add(step.name)
            waiting += [flow.steps[to] for to in step.targets() if to in flow.steps and to not in reached]
    shown = {row.step.name for row in _rows(flow, [])}
    return [step for name, step in flow.steps.items() if name not in shown]


def edges_of(step: Step) -> Iterator[Edge]:
    """The ways on from a step, in words."""
    for part in parts_of(type(step)):
        value = getattr(step, part.name)
        if meaning(part) == Means.STEP and value:
            yield Edge(str(part.metadata["label"]) if part.name != "next" else "", value)
        elif meaning(part) == Means.KEYS:
            yield from (Edge(f"{key}: {_words(one.prompt)}", one.to) for key, one in value.items())


def details_of(step: Step) -> Iterator[str]:
    """What else there is to a step, in words."""
    if isinstance(step, If) and step.when in CONDITIONS:
        yield f"{CONDITIONS[step.when].words} {step.value}".strip()
    if isinstance(step, Queue) and step.call in InteractionKind.values:
        yield str(InteractionKind(step.call).label)
    for part in parts_of(type(step)):
        value = getattr(step, part.name)
        plain = meaning(part) in (Means.QUEUE, Means.NUMBER, Means.LANGUAGE, Means.KEY, Means.SECONDS)
        if plain and value:
            yield f"{part.metadata['label']}: {value}"
        elif meaning(part) == Means.FLAG and value:
            yield str(part.metadata["label"])


def _words(key: str, language: str = "hi") -> str:
    return prompts()[key].words(language) if key in prompts() else key


# ── Changing it ──────────────────────────────────────────────────────────────────────────────────────────


def new_step(request: HttpRequest, site: AdminSite, *, code: str, number: int) -> HttpResponse:
    """A step of the kind that was chosen."""
    version = _version(code, number)
    kind = KINDS.get(request.GET.get("kind", ""))
    if kind is None or version.state != VersionState.DRAFT:
        raise Http404
    return _step_page(request, site, version, kind, step=None)


def edit_step(request: HttpRequest, site: AdminSite, *, code: str, number: int, name: str) -> HttpResponse:
    """What a step says, and where its keys lead."""
    version = _version(code, number)
    flow, _wrong = _read(version)
    if flow is None or name not in flow.steps or version.state != VersionState.DRAFT:
        raise Http404
    step = flow.steps[name]
    if request.method == "POST" and request.POST.get("do") == "drop":
        if _tried(request, drop_step, version=version, name=name, actor=request.user, now=clock.now()):
            messages.success(request, _("The step is gone."))
            return redirect("admin:flow_version", code, number)
        return redirect("admin:flow_step", code, number, name)
    return _step_page(request, site, version, type(step), step=step)


def _step_page(
    request: HttpRequest, site: AdminSite, version: FlowVersion, kind: type[Step], *, step: Step | None
) -> HttpResponse:
    flow, wrong = _read(version)
    form = posted(StepForm, request, kind=kind, step=step, flow=flow, known=store.known())
    if form.is_valid() and form.attempt(
        put_step,
        version=version,
        step=form.step(),
        instead_of=step.name if step else "",
        actor=request.user,
        now=clock.now(),
    ):
        messages.success(request, _("The step is saved in the draft."))
        return redirect(_at_step(version, form.cleaned_data["name"]))
    context = {
        "form": form,
        "step": step,
        "kind": kind,
        "title": f"{step.name}: {kind.title}" if step else str(kind.title),
        "choices": prompts_to_choose(),
        "problems": [one.words for one in wrong if step and one.step == step.name],
        "leading": leading_to(flow, step.name) if flow and step else [],
    }
    status = 422 if request.method == "POST" else 200
    return _page(request, site, "flow_step", status=status, **_about(version), **context)


def raw(request: HttpRequest, site: AdminSite, *, code: str, number: int) -> HttpResponse:
    """The whole of it as JSON, for experts."""
    version = _version(code, number)
    written = json.dumps(version.data, ensure_ascii=False, indent=2)
    form = posted(JsonForm, request, initial={"steps": written})
    if form.is_valid() and form.attempt(
        write_flow,
        version=version,
        data=form.cleaned_data["steps"],
        actor=request.user,
        now=clock.now(),
    ):
        messages.success(request, _("The draft is saved."))
        return redirect("admin:flow_version", code, number)
    status = 422 if request.method == "POST" else 200
    title = _("%(version)s as JSON") % {"version": _title(version)}
    return _page(request, site, "flow_json", status=status, title=title, form=form, **_about(version))


# ── Rehearsing it ────────────────────────────────────────────────────────────────────────────────────────


def rehearse(request: HttpRequest, site: AdminSite, *, code: str, number: int) -> HttpResponse:
    """Press keys as a caller would: the real engine, a simulated line. What is heard can be read and played."""
    version = _version(code, number)
    flow, wrong = _read(version)
    situation = request.GET.get("situation", "")
    situation = situation if situation in rehearsal.SITUATIONS else next(iter(rehearsal.SITUATIONS))
    keys = "".join(key for key in request.GET.get("keys", "") if key in (*PAD, *OTHER_KEYS))[:MOST_KEYS]
    found = _rehearsed(flow, keys, situation) if flow and not wrong else None
    pressed = found.pressed if found else ""

    def pad(keys: Any) -> list[tuple[str, Any]]:
        return [(key, urlencode({"situation": situation, "keys": pressed + key})) for key in keys]

    context: dict[str, Any] = {
        "situation": situation,
        "situations": [(name, one.title) for name, one in rehearsal.SITUATIONS.items()],
        "turns": [_turn(*turn) for turn in found.turns if any(turn)] if found else [],
        "found": found,
        "ending": _ending(found) if found else [],
        "pad": pad(PAD),
        "others": [(OTHER_KEYS[key], query) for key, query in pad(OTHER_KEYS)],
        "problems": wrong,
    }
    title = _("Rehearse %(version)s") % {"version": _title(version)}
    return _page(request, site, "flow_rehearse", title=title, **_about(version), **context)


def _rehearsed(flow: Flow, keys: str, situation: str) -> rehearsal.Rehearsed:
    library.read_voices()
    who = rehearsal.SITUATIONS[situation]
    schemes = scheme_texts(who.facts.get("language") or "hi")
    return asyncio.run(
        rehearsal.rehearse(flow, keys, facts=who.as_facts(), number=who.number, schemes=schemes)
    )


def _turn(heard: list[str], key: str) -> dict[str, Any]:
    words = [sounds.words_of(name) for name in heard]
    player = urlencode([("name", name) for name in heard[:MOST_SOUNDS]])
    return {
        "words": " ".join(words),
        "player": player,
        "key": OTHER_KEYS.get(key, key),
        "language": _language(heard),
    }


def _language(heard: list[str]) -> str:
    spoken = [name.partition("/")[0] for name in heard if name.partition("/")[0] in ("hi", "en")]
    return "en" if spoken.count("en") > spoken.count("hi") else "hi"


DONE: dict[str, str | Promise] = {
    "closure": gettext_lazy("the answer is written down, and the complaint closes or goes up"),
    "callback": gettext_lazy("a callback is on the list"),
    "voice": gettext_lazy("the complaint waits for an agent"),
    "scheme": gettext_lazy("an SMS with the scheme is on its way"),
}


def _ending(found: rehearsal.Rehearsed) -> list[str]:
    """What came of it, in words."""
    told = [str(DONE[what]) for what, _data in found.done]
    way = found.way
    if way is None:
        return told
    if way.queue:
        told.append(_("the caller waits in the queue “%(queue)s”") % {"queue": way.queue})
    if way.transfer:
        told.append(_("the caller is put through to %(number)s") % {"number": way.transfer})
    if way.outcome:
        told.append(str(way.outcome.label))
    if way.kind:
        told.append(str(InteractionKind(way.kind).label))
    return told


def heard(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Sounds, one after the other, as one file that browsers play."""
    names = request.GET.getlist("name")[:MOST_SOUNDS]
    try:
        alaw = b"".join(library.alaw_of(name) for name in names)
    except KeyError:
        raise Http404 from None
    if not alaw:
        raise Http404
    return HttpResponse(
        sound.as_wav(alaw), content_type="audio/wav", headers={"Cache-Control": "private, max-age=60"}
    )


# ── Shared ───────────────────────────────────────────────────────────────────────────────────────────────


def _version(code: str, number: int) -> FlowVersion:
    found: FlowVersion = get_object_or_404(
        FlowVersion.objects.select_related("flow"), flow__code=code, number=number
    )
    return found


def _read(version: FlowVersion) -> tuple[Flow | None, list[Any]]:
    """The steps, and what is wrong with them; no steps where they cannot be read."""
    try:
        flow = parse(version.data)
    except BadFlow as bad:
        return None, bad.problems
    return flow, problems(flow, store.known())


def _about(version: FlowVersion) -> dict[str, Any]:
    return {
        "version": version,
        "version_title": _title(version),
        "flow": version.flow,
        "is_draft": version.state == VersionState.DRAFT,
    }


def _title(version: FlowVersion) -> str:
    return f"{version.flow} · " + _("version %(number)s") % {"number": version.number}


def _at_step(version: FlowVersion, name: str) -> str:
    return f"{reverse('admin:flow_version', args=[version.flow.code, version.number])}#{name}"


def _tried(request: HttpRequest, verb: Callable[..., Any], **given: Any) -> Any:
    """What `verb(**given)` returns; False, and the reason on the next page, where it refused."""
    try:
        return verb(**given)
    except SunwaiError as error:
        messages.error(request, str(error))
        return False


def _page(
    request: HttpRequest, site: AdminSite, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    return render(request, f"admin/{template}.html", site.each_context(request) | context, status=status)
