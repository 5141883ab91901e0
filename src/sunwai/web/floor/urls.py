"""Addresses of the floor."""

from __future__ import annotations

from django.urls import include, path

from sunwai.web.floor import day, page

app_name = "floor"
urlpatterns = [
    path("", page.page, name="page"),
    path("act/", page.act, name="act"),
    path("wall/", page.wall, name="wall"),
    path("note/", page.write_note, name="note"),
    path("note/<int:note_id>/withdraw/", page.withdraw_note, name="note-withdraw"),
    path("announce/", page.announce, name="announce"),
    path("announce/<int:announcement_id>/withdraw/", page.withdraw, name="announcement-withdraw"),
    path("today/", day.page, name="day"),
    path("agent/<int:agent_id>/", day.agent_calls, name="agent"),
    path("", include("sunwai.web.floor.outgoing_urls")),
]
