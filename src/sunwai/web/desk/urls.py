"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from sunwai.web.desk import call, case, home, offers

app_name = "desk"
urlpatterns = [
    path("", home.page, name="home"),
    path("suggest/", offers.suggest, name="suggest"),
    path("places/", offers.find, name="places"),
    path("out/<str:reference>/", home.call_out, name="call-out"),
    path("call/<int:call_id>/", call.page, name="call"),
    path("call/<int:call_id>/end/", call.end, name="end"),
    path("call/<int:call_id>/registered/<uuid:draft_id>/", call.registered, name="registered"),
    path("call/<int:call_id>/join/<str:reference>/", call.join, name="join"),
    path("call/<int:call_id>/case/<str:reference>/", case.page, name="case"),
    path("call/<int:call_id>/case/<str:reference>/<slug:action>/", case.act, name="act"),
]
