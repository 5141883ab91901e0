"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from sunwai.web.desk import call, case, home, offers, phone, schemes, services, threat

app_name = "desk"
urlpatterns = [
    path("", home.page, name="home"),
    path("suggest/", offers.suggest, name="suggest"),
    path("places/", offers.find, name="places"),
    path("out/<str:reference>/", home.call_out, name="call-out"),
    path("left/<uuid:recording_id>/", home.take_left, name="take-left"),
    path("phone/", phone.page, name="phone"),
    path("phone/sign-in/", phone.enter, name="phone-sign-in"),
    path("phone/state.json", phone.state, name="phone-state"),
    path("phone/alive/", phone.beat, name="phone-alive"),
    path("phone/want/", phone.want, name="phone-want"),
    path("phone/order/", phone.order, name="phone-order"),
    path("phone/targets/", phone.targets, name="phone-targets"),
    path("phone/pop/<uuid:call_id>/", phone.pop, name="phone-pop"),
    path("phone/call/<uuid:call_id>/", phone.work, name="phone-call"),
    path("call/<int:call_id>/", call.page, name="call"),
    path("call/<int:call_id>/caller/", call.name_caller, name="name-caller"),
    path("call/<int:call_id>/do-not-disturb/", call.do_not_disturb, name="do-not-disturb"),
    path("call/<int:call_id>/schemes/", schemes.page, name="schemes"),
    path("call/<int:call_id>/threat/", threat.page, name="threat"),
    path("call/<int:call_id>/end/", call.end, name="end"),
    path("call/<int:call_id>/registered/<uuid:draft_id>/", call.registered, name="registered"),
    path("call/<int:call_id>/join/<str:reference>/", call.join, name="join"),
    path("call/<int:call_id>/service/", services.page, name="service"),
    path("call/<int:call_id>/service/<str:reference>/", services.taken, name="service-taken"),
    path("call/<int:call_id>/case/<str:reference>/", case.page, name="case"),
    path("call/<int:call_id>/case/<str:reference>/<slug:action>/", case.act, name="act"),
]
