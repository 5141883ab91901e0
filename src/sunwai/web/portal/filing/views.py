"""The pages of filing. Each reads the sheet, asks one thing, keeps the answer and goes on to what is still open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sunwai.citizens.actions import update_citizen
from sunwai.core import clock
from sunwai.core.actors import SYSTEM
from sunwai.core.errors import InvalidInput
from sunwai.core.models import RateCounter
from sunwai.core.options import option
from sunwai.core.reference import clean
from sunwai.files.actions import store_upload
from sunwai.files.models import Upload, UploadKind
from sunwai.grievances import subjects
from sunwai.grievances.accused import find
from sunwai.grievances.actions.drafts import attach_to_draft, detach_from_draft, save_draft
from sunwai.grievances.actions.registration import NEAR_ENOUGH, join_grievance, register_grievance
from sunwai.grievances.models import Draft, Grievance
from sunwai.grievances.questions import in_words
from sunwai.grievances.selectors import with_names
from sunwai.messages.enums import Channel
from sunwai.offices.models import Category, Department, Post
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place
from sunwai.places.selectors import (
    nearest_places,
    places_directly_under,
    places_for_pincode,
    search_places,
)
from sunwai.vigilance.actions.anonymous import file_anonymously, followed
from sunwai.vigilance.errors import SentBefore
from sunwai.web.access import address_of, citizen_of, citizen_required
from sunwai.web.drafts import COOKIE, draft_of, forget, remember
from sunwai.web.forms import GovForm, posted
from sunwai.web.portal.filing import forms, steps
from sunwai.web.portal.filing.sheet import Sheet, sheet_of

AN_HOUR = timedelta(hours=1)
MOST_SEARCHED = 80  # characters of a search that are read
MOST_NEAR = 8
MOST_AT_ONCE = 40  # villages of a tehsil; where there are more, the first letter is asked for
CHOSEN_AT_ONCE = frozenset({PlaceKind.VILLAGE, PlaceKind.WARD})  # there is nothing under them to tap down to
PageView = Callable[[HttpRequest, Sheet], HttpResponse]


def page(name: str) -> Callable[[PageView], Callable[[HttpRequest], HttpResponse]]:
    """The page of step `name`: gets the sheet, after what must be known first; the browser remembers the draft."""
    step = steps.BY_NAME[name]

    def decorate(view: PageView) -> Callable[[HttpRequest], HttpResponse]:
        @never_cache
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def shown(request: HttpRequest) -> HttpResponse:
            sheet = sheet_of(request)
            if missing := steps.missing_before(step, sheet):
                return redirect(missing.url)
            response = view(request, sheet)
            if sheet.draft and COOKIE not in response.cookies:
                remember(response, sheet.draft)
            return response

        return shown

    return decorate


# ── The way in ───────────────────────────────────────────────────────────────────────────────────────────


@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Go on with what was begun, or begin."""
    sheet = sheet_of(request)
    if not sheet.words:
        return redirect(steps.STEPS[0].url)
    going_on = steps.next_step(sheet).url
    return render(request, "portal/file/begin.html", {"sheet": sheet, "going_on": going_on})


@require_POST
def begin_anew(request: HttpRequest) -> HttpResponse:
    """Put the unsent complaint aside."""
    sheet = sheet_of(request)
    if sheet.draft:
        _put_aside(sheet)
    return forget(redirect(steps.STEPS[0].url))


# ── The questions ────────────────────────────────────────────────────────────────────────────────────────


@page("words")
def words(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """What happened, spoken or written. A recording is kept at once, whatever else is wrong."""
    if removed := request.POST.get("remove"):
        return _remove(sheet, removed, "words")
    initial = {"text": sheet.text, "kind": sheet.kind}
    form = posted(forms.WordsForm, request, told=bool(sheet.voice), initial=initial)
    if not form.is_bound:
        return _ask(request, sheet, "words", form)
    form.full_clean()
    if voice := form.cleaned_data.get("voice"):
        sheet = _save(sheet)
        _add_files(form, "voice", [voice], _draft(sheet), only=UploadKind.AUDIO)
    if form.is_valid():
        return _keep(sheet, "words", text=form.cleaned_data["text"].strip(), kind=form.cleaned_data["kind"])
    response = _ask(request, sheet, "words", form)
    return remember(response, sheet.draft) if sheet.draft else response


@page("subject")
def subject(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """What it is about: suggested, searched, or from the list of a department."""
    searched = request.GET.get("q", "").strip()[:MOST_SEARCHED]
    department = Department.objects.filter(code=request.GET.get("department", "")).first()
    offered = _offered_subjects(sheet, searched, department)
    form = posted(
        forms.SubjectForm,
        request,
        kind=sheet.kind,
        offered=offered,
        bare=department is not None and not searched,
        initial={"category": sheet.category.code if sheet.category else None},
    )
    if form.is_valid():
        category = form.cleaned_data["category"]
        answers = sheet.answers if category == sheet.category else {}
        return _keep(sheet, "subject", category=category.code, answers=answers)
    return _ask(
        request,
        sheet,
        "subject",
        form,
        offered=offered,
        searched=searched,
        department=department,
        departments=subjects.departments(sheet.kind),
        browsing=not offered or searched or not (department or sheet.text),
    )


def _offered_subjects(sheet: Sheet, searched: str, department: Department | None) -> list[Category]:
    if searched:
        return subjects.searched(searched, sheet.kind)
    if department:
        return list(subjects.usable(sheet.kind).filter(department=department))
    suggested = subjects.suggested(sheet.text, sheet.kind) if sheet.text else subjects.commonest(sheet.kind)
    chosen = [sheet.category] if sheet.category and sheet.category not in suggested else []
    return suggested + chosen


@page("place")
def place(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Where: by the phone's position, found by name or PIN code, or tapped down from the districts."""
    if "latitude" in request.POST:
        return _take_position(request, sheet)
    language = _language()
    asked, here = "q" in request.GET, sheet.data.get("here") if "here" in request.GET else None
    search = forms.PlaceSearchForm(
        request.GET if asked else None, language=language, initial={"district": _district_so_far(sheet)}
    )
    above = Place.objects.active().filter(pk=_number(request.GET.get("in"))).first()
    listed = places_directly_under(above, language=language)
    chooseable = [one for one in listed if one.kind in NEAR_ENOUGH]
    letters = _letters(chooseable, language) if len(chooseable) > MOST_AT_ONCE else []
    if letters:
        wanted = request.GET.get("letter", "")
        chooseable = [one for one in chooseable if wanted and one.name(language).startswith(wanted)]
    if asked:
        offered = _offered_places(**search.cleaned_data) if search.is_valid() else []
    elif above:
        offered = ([above] if above.kind in NEAR_ENOUGH else []) + chooseable
    elif here:
        offered = nearest_places(here["latitude"], here["longitude"], limit=MOST_NEAR)
    else:
        offered = [sheet.place] if sheet.place else []
    form = posted(
        forms.PlaceForm,
        request,
        offered=offered,
        language=language,
        bare=above is not None and not asked,
        initial={"place": sheet.data.get("place")},
    )
    if form.is_valid():
        return _keep(sheet, "place", place=form.cleaned_data["place"].pk, spot=here)
    return _ask(
        request,
        sheet,
        "place",
        form,
        search=search,
        phone=forms.PositionForm(auto_id=False),
        offered=offered,
        asked=asked and search.is_valid(),
        here=here,
        above=above,
        letters=letters,
        further=[one for one in listed if one.kind not in CHOSEN_AT_ONCE],
        around=offered[0].revenue_parent if here and offered and not above else None,
    )


def _letters(places: Iterable[Place], language: str) -> list[str]:
    """The letters with which their names begin, each once."""
    return sorted({one.name(language)[:1] for one in places} - {""})


def _take_position(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Keep where the phone says it is, and offer what is near."""
    form = posted(forms.PositionForm, request)
    if not form.is_valid():
        return redirect("portal:file-place")
    _save(sheet, here=form.cleaned_data)
    return redirect(f"{reverse('portal:file-place')}?here=1")


def _number(given: str | None) -> int:
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 12 else 0


def _district_so_far(sheet: Sheet) -> Place | None:
    """Of the place chosen before, else of where the citizen lives."""
    home = sheet.citizen.place if sheet.citizen else None
    return next((place.district for place in (sheet.place, home) if place), None)


def _offered_places(q: str, district: Place | None) -> list[Place]:
    digits = clean(q)
    if len(digits) == 6 and not any(letter.isalpha() for letter in q):
        return places_for_pincode(digits).places
    return search_places(q, district=district)


@page("accused")
def accused(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """In a corruption complaint: the post of the officer, so that neither they nor anybody below gets to see it."""
    choose = forms.DepartmentForm(
        request.GET or None,
        initial={"department": sheet.accused_post.department.code if sheet.accused_post else None},
    )
    department = choose.cleaned_data["department"] if choose.is_bound and choose.is_valid() else None
    if department is None and sheet.accused_post:
        department = sheet.accused_post.department
    searched = choose.cleaned_data["q"] if choose.is_bound and choose.is_valid() else ""
    named = searched or str(sheet.data.get("accused_named", ""))
    offered = _posts_named(sheet.place, searched)
    offered += [post for post in _posts_over(sheet.place, department) if post not in offered]
    form = posted(
        forms.AccusedForm,
        request,
        offered=offered,
        initial={"accused": _accused_so_far(sheet), "named": named},
    )
    if form.is_valid():
        named = form.cleaned_data["named"].strip()
        return _keep(sheet, "accused", accused=form.cleaned_data["accused"], accused_named=named)
    return _ask(request, sheet, "accused", form, choose=choose, department=department)


def _posts_named(place: Place | None, words: str) -> list[Post]:
    """The posts that a name or rank fits. Which person holds one is not told: posts are what everybody may know."""
    return [fit.post for fit in find(words[:MOST_SEARCHED], place, clock.today())] if place and words else []


def _posts_over(place: Place | None, department: Department | None) -> list[Post]:
    """The posts of a department that serve the place or anything above it, the nearest first."""
    if place is None or department is None:
        return []
    posts = Post.objects.filter(department=department, place__in=place.lineage, is_active=True)
    return sorted(
        posts.select_related("designation", "place"),
        key=lambda post: (-len(post.place.ancestors), post.designation.name),
    )


def _accused_so_far(sheet: Sheet) -> str | None:
    if "accused" not in sheet.seen:
        return None
    return str(sheet.data["accused"] or forms.NONE_OF_THESE)


@page("details")
def details(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The questions of the subject, and how to find the spot."""
    assert sheet.category is not None
    form = posted(
        forms.DetailsForm,
        request,
        category=sheet.category,
        initial=sheet.answers | {"landmark": sheet.landmark},
    )
    if form.is_valid():
        landmark = form.cleaned_data["landmark"].strip()
        return _keep(sheet, "details", answers=form.answers, landmark=landmark)
    return _ask(request, sheet, "details", form)


@page("files")
def files(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Photos and voice: added, looked at, removed, as often as one likes."""
    if removed := request.POST.get("remove"):
        return _remove(sheet, removed, "files")
    form = posted(forms.FilesForm, request)
    if form.is_valid() and _add_files(form, "uploads", form.given, _draft(sheet)):
        if "go_on" not in request.POST:
            return redirect("portal:file-files")
        if not sheet.lacks_photo:
            return _keep(sheet, "files")
        form.add_error("uploads", _("This subject needs a photo. If you cannot take one, call 181."))
    return _ask(request, sheet, "files", form, uploads=sheet.uploads)


def _upload_of(sheet: Sheet, upload_id: str) -> Upload:
    return next((upload for upload in sheet.uploads if str(upload.pk) == upload_id), None) or _no_such_file()


def _no_such_file() -> Upload:
    return get_object_or_404(Upload.objects.none())


def _remove(sheet: Sheet, upload_id: str, name: str) -> HttpResponse:
    """Take a file off the draft, and show the page again."""
    detach_from_draft(draft=_draft(sheet), upload=_upload_of(sheet, upload_id), now=clock.now())
    return redirect(steps.BY_NAME[name].url)


def _add_files(
    form: GovForm,
    field: str,
    files: list[Any],
    draft: Draft,
    only: UploadKind | None = None,
) -> bool:
    """Keep each file; those before a refused one stay."""
    now = clock.now()
    for file in files:
        try:
            # Not under the citizen's name: the complaint may be one that is sealed.
            upload = store_upload(file=file, actor=SYSTEM, now=now, only=only)
            attach_to_draft(draft=draft, upload=upload, now=now)
        except InvalidInput as error:
            form.add_error(field, f"{file.name}: {error}")
    return not form.errors


@page("similar")
def similar(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Others may have told of the same: join them, or file anyway."""
    if not sheet.lookalikes:
        return redirect(steps.next_step(sheet).url)
    others = [like for like in sheet.lookalikes if not like.own]
    form = posted(
        forms.SimilarForm,
        request,
        offered=others,
        language=_language(),
        initial={"same": sheet.data.get("same", forms.NONE_OF_THESE if not others else None)},
    )
    if form.is_valid():
        same = form.cleaned_data["same"]
        if same == forms.NONE_OF_THESE:
            return _keep(sheet, "similar", same=same)
        if response := _join(sheet, form, form.cases[same]):
            return response
    own = [like.grievance for like in sheet.lookalikes if like.own]
    return _ask(request, sheet, "similar", form, own=own, others=others)


def _join(sheet: Sheet, form: GovForm, case: Grievance) -> HttpResponse | None:
    """Join `case`; whoever is not signed in yet does that first and finds the choice still made."""
    if sheet.citizen is None:
        _save(sheet, same=str(case.pk))
        return _to_sign_in("similar")
    joined = form.attempt(
        join_grievance,
        grievance=case,
        citizen=sheet.citizen,
        channel=Channel.PORTAL,
        actor=sheet.citizen,
        now=clock.now(),
    )
    if not joined:
        return None
    _put_aside(sheet)
    return forget(redirect("portal:case", case.reference))


@page("you")
def you(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Who it is: the mobile by one-time code, then the name. Who tells of corruption may stay without both."""
    if sheet.is_sealed and request.POST.get("without"):
        return _keep(sheet, "you", anonymous=True)
    if sheet.is_sealed and sheet.citizen is None and "with" not in request.GET:
        return _ask(request, sheet, "without", GovForm())
    if sheet.is_anonymous:
        sheet = _save(sheet, anonymous=False)
    if sheet.citizen is None:
        return _to_sign_in("you")
    form = posted(forms.NameForm, request, initial={"name": sheet.citizen.name})
    if form.is_valid():
        sheet.citizen = update_citizen(citizen=sheet.citizen, name=form.cleaned_data["name"], now=clock.now())
        return _keep(sheet, "you")
    return _ask(request, sheet, "you", form)


def check(request: HttpRequest) -> HttpResponse:
    """All answers once more, each with "change"; then it is sent. Sending twice leads to the same case."""
    sent = draft_of(request)
    if request.method == "POST" and sent and sent.grievance_id and followed(sent.grievance_id):
        messages.warning(request, str(SentBefore()))  # without a name: its code was shown
        return forget(redirect("portal:follow"))
    if request.method == "POST" and sent and sent.grievance_id and (citizen := citizen_of(request)):
        return _to_done(get_object_or_404(Grievance.objects.visible_to(citizen), pk=sent.grievance_id))
    return _check(request)


@page("check")
def _check(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    form = posted(forms.SendForm, request)
    if form.is_valid() and sheet.is_anonymous:
        if sent := _send_anonymously(request, form, sheet):
            case, secret = sent
            return forget(render(request, "portal/file/secret.html", {"case": case, "secret": secret}))
    elif form.is_valid():
        case = form.attempt(
            register_grievance,
            citizen=sheet.citizen,
            complaint=sheet.complaint(_language()),
            channel=Channel.PORTAL,
            actor=sheet.citizen,
            now=clock.now(),
            draft=sheet.draft,
        )
        if case:
            return _to_done(case)
    return _ask(request, sheet, "check", form, answers=_answers_in_words(sheet), uploads=sheet.uploads)


def _send_anonymously(request: HttpRequest, form: GovForm, sheet: Sheet) -> tuple[Grievance, str] | None:
    """The case and its secret code, which stands on this answer alone."""

    def send() -> tuple[Grievance, str]:
        now = clock.now()
        key, limit = f"anonymous:{address_of(request)}", option("vigilance.anonymous_per_hour")
        RateCounter.hit(key, limit=limit, per=AN_HOUR, now=now)
        return file_anonymously(
            complaint=sheet.complaint(_language()), channel=Channel.PORTAL, now=now, draft=sheet.draft
        )

    return form.attempt(send)


def _answers_in_words(sheet: Sheet) -> list[tuple[str, str]]:
    """Question and answer as the citizen reads them."""
    assert sheet.category is not None
    shown = []
    for question in sheet.category.questions:
        if given := sheet.answers.get(question["code"]):
            named = {choice["code"]: in_words(choice) for choice in question.get("choices", ())}
            named |= {"yes": _("Yes"), "no": _("No")} if question["kind"] == "yes_no" else {}
            shown.append((in_words(question), named.get(given, given)))
    return shown


@require_safe
@never_cache
@citizen_required
def done(request: HttpRequest, reference: str) -> HttpResponse:
    """The number, who has it until when, and what happens next."""
    cases = with_names(Grievance.objects.visible_to(citizen_of(request)))
    return render(request, "portal/file/done.html", {"case": get_object_or_404(cases, reference=reference)})


# ── What the pages share ─────────────────────────────────────────────────────────────────────────────────


def _ask(request: HttpRequest, sheet: Sheet, name: str, form: GovForm, **more: Any) -> HttpResponse:
    step = steps.BY_NAME.get(name, steps.BY_NAME["you"])
    return render(
        request,
        f"portal/file/{name}.html",
        {
            "form": form,
            "sheet": sheet,
            "back": steps.previous_url(step, sheet),
            "position": steps.position(step, sheet),
        }
        | more,
    )


def _keep(sheet: Sheet, name: str, **answer: Any) -> HttpResponse:
    """Keep the answer to a step, ask again what it changes, and go on."""
    changed = any(sheet.data.get(key) != value for key, value in answer.items())
    undone = steps.BY_NAME[name].undoes if changed else ()
    after = _save(sheet, **answer, seen=sorted((sheet.seen | {name}) - set(undone)))
    return remember(redirect(steps.next_step(after).url), _draft(after))


def _save(sheet: Sheet, **data: Any) -> Sheet:
    draft = save_draft(draft=sheet.draft, citizen=sheet.citizen, agent=None, data=data, now=clock.now())
    return Sheet(draft, sheet.citizen)


def _draft(sheet: Sheet) -> Draft:
    assert sheet.draft is not None
    return sheet.draft


def _put_aside(sheet: Sheet) -> None:
    _save(sheet, put_aside=True)


def _to_sign_in(step: str) -> HttpResponse:
    after = steps.BY_NAME[step].url
    return redirect(f"{reverse('portal:sign-in')}?{urlencode({'next': after})}")


def _to_done(case: Grievance) -> HttpResponse:
    return forget(redirect("portal:file-done", case.reference))


def _language() -> str:
    return "en" if get_language() == "en" else "hi"
