"""CM Jan Seva on a call: the agent asks the questions of a service; the applicant gets a link to check and confirm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sunwai.citizens.actions import Person
from sunwai.core import clock
from sunwai.grievances.enums import Disposition, InteractionKind
from sunwai.janseva.actions.applying import Request, take_application
from sunwai.janseva.dispatch import DESIGNATED, authority
from sunwai.janseva.errors import NobodyDecides, OutsideFailed
from sunwai.janseva.land import PARCEL, find_parcels, khasra_of, look_up, pages_of
from sunwai.janseva.models import Application, Service
from sunwai.janseva.ports import Parcel
from sunwai.janseva.selectors import find_application, services_offered
from sunwai.messages.enums import Channel
from sunwai.places.models import Place
from sunwai.web.access import StaffRequest
from sunwai.web.application_form import ApplicationForm
from sunwai.web.desk import offers, speech
from sunwai.web.desk.call import on_call, render_call
from sunwai.web.desk.caller import Caller
from sunwai.web.desk.forms import WrapUp

LAND_TEXT = "parcel_text"


class PlaceField(forms.ModelChoiceField[Place]):
    """Places, each with what tells it from its namesakes."""

    def label_from_instance(self, obj: Place) -> str:
        """`रामपाली, तहसील वारासिवनी, बालाघाट`."""
        return obj.label(get_language() or "hi")


class CallForm(ApplicationForm):
    """The place, then what the service asks."""

    place_text = forms.CharField(
        label=gettext_lazy("Village, town or ward"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    place = PlaceField(
        label=gettext_lazy("Which of these?"),
        queryset=Place.objects.none(),
        empty_label=None,
        error_messages={"required": gettext_lazy("Please find the place and choose it.")},
        widget=forms.RadioSelect,
    )
    field_order = ("place_text", "place", "applicant_name")

    def __init__(self, *args: Any, asks_land: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.land_note = ""
        self._offer_places()
        if PARCEL in self.fields:
            self._offer_land(asks_land)
            self.dress()

    def clean(self) -> dict[str, Any]:
        """Whoever typed a whole number need not choose it once more."""
        given = super().clean() or {}
        if PARCEL in self.fields and not given.get(PARCEL):
            given[PARCEL] = khasra_of(given.get(LAND_TEXT, ""))
            if not given[PARCEL]:
                self.add_error(LAND_TEXT, _("Please find the land and choose it."))
        return given

    def _offer_places(self) -> None:
        text = str(self["place_text"].value() or "")
        found = [offer.value for offer in offers.places(text, None)]
        chosen = self["place"].value()
        field = self.fields["place"]
        assert isinstance(field, PlaceField)
        field.queryset = Place.objects.filter(pk__in=[*found, *([chosen] if str(chosen).isdecimal() else [])])
        if not found and not chosen:
            self.fields["place"].widget = forms.HiddenInput()

    def _offer_land(self, asks: bool) -> None:
        """Land is looked for by its number or its owner, and chosen from what the record has."""
        chosen = self._typed(PARCEL)
        self.fields[LAND_TEXT] = forms.CharField(
            label=gettext_lazy("Khasra number, or the owner's name"),
            required=False,
            max_length=100,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        found = self._land() if asks else [(chosen, chosen)] if chosen else []
        self.fields[PARCEL] = forms.ChoiceField(
            label=self.fields[PARCEL].label,
            choices=found,
            required=bool(found),
            error_messages={"required": _("Please find the land and choose it.")},
            widget=forms.RadioSelect if found else forms.HiddenInput,
        )
        self.order_fields(("place_text", "place", LAND_TEXT, PARCEL))

    def _typed(self, name: str) -> str:
        """What stands in a field, without binding it: the field is still to be replaced."""
        return str((self.data if self.is_bound else self.initial).get(name) or "")

    def _land(self) -> list[tuple[str, str]]:
        text = self._typed(LAND_TEXT).strip()
        place = Place.objects.filter(pk=self["place"].value() or 0).first()
        if not text:
            return []
        if place is None:
            self.land_note = _("Please find the village first.")
            return []
        try:
            parcels = find_parcels(place=place, text=text)
        except OutsideFailed as error:
            self.land_note = str(error)
            return []
        if not parcels:
            self.land_note = _("The land record of this village has nothing by this.")
        return [(parcel.khasra, _described(parcel)) for parcel in parcels]


def _described(parcel: Parcel) -> str:
    """`12/3 · रामलाल उइके · 0.61 ha`."""
    area = _("%(area)s hectare") % {"area": f"{parcel.area:.3f}"}
    return " · ".join((parcel.khasra, ", ".join(parcel.owners), area))


@on_call
def page(request: StaffRequest, caller: Caller) -> HttpResponse:
    """The services, or the questions of the one that is chosen."""
    code = request.GET.get("service", "")
    services = services_offered()
    service = next((service for service in services if service.code == code), None)
    if code and service is None:
        raise Http404
    if service is None:
        return render_call(request, caller, "desk/services.html", services=services, wrap_up=_wrap_up())
    if request.method != "POST":
        form = CallForm(service=service, initial=_known(caller))
        return _show(request, caller, service, form)
    form = CallForm(request.POST, service=service)
    if (finding := request.POST.get("do")) in ("place", "land"):
        form = CallForm(service=service, initial=request.POST.dict(), asks_land=finding == "land")
        return _show(request, caller, service, form)
    application = _take(request, caller, form) if form.is_valid() else None
    if not application:
        return _show(request, caller, service, form, status=422)
    return redirect("desk:service-taken", caller.call.pk, application.reference)


def _take(request: StaffRequest, caller: Caller, form: CallForm) -> Application | None:
    given = form.cleaned_data
    record = form.attempt(look_up, service=form.service, place=given["place"], answers=form.answers)
    if form.errors:
        return None
    return form.attempt(
        take_application,
        citizen=Person(mobile=caller.mobile, name=given["applicant_name"], language=caller.language),
        request=Request(
            service=form.service,
            place=given["place"],
            applicant_name=given["applicant_name"],
            answers=form.answers,
            language=caller.language,
            pages=pages_of(record),
        ),
        channel=Channel(caller.call.channel),
        actor=request.user,
        now=clock.now(),
    )


@require_safe
@on_call
def taken(request: StaffRequest, caller: Caller, reference: str) -> HttpResponse:
    """The number, large, and what the caller does next."""
    application = find_application(reference, request.user)
    if application is None or application.citizen.mobile != caller.mobile:
        raise Http404
    return render_call(
        request,
        caller,
        "desk/service_taken.html",
        application=application,
        spoken=speech.digits(application.reference),
        wrap_up=_wrap_up(Disposition.APPLIED),
        say=[speech.application_taken(application), speech.goodbye()],
        nearly_over=True,
    )


def _show(
    request: StaffRequest, caller: Caller, service: Service, form: CallForm, status: int = 200
) -> HttpResponse:
    return render_call(
        request,
        caller,
        "desk/service.html",
        service=service,
        questions_form=form,
        shown_above=("place_text", "place", LAND_TEXT, PARCEL),
        officer=_officer(service, form),
        wrap_up=_wrap_up(),
        status=status,
    )


def _officer(service: Service, form: CallForm) -> str:
    """Who would decide, once a place is chosen."""
    place = Place.objects.filter(pk=form["place"].value() or 0).first()
    if place is None:
        return ""
    try:
        return authority(service, place, DESIGNATED).label
    except NobodyDecides as error:
        return str(error)


def _known(caller: Caller) -> dict[str, Any]:
    place = caller.place
    return {"applicant_name": caller.name, "place": place.pk if place else None}


def _wrap_up(disposition: Disposition = Disposition.INFORMED) -> WrapUp:
    return WrapUp(initial={"kind": InteractionKind.JANSEVA, "disposition": disposition})
