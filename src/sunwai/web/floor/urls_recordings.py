"""Addresses of recordings, for everybody at the desk."""

from __future__ import annotations

from django.urls import path

from sunwai.web.floor import recordings

app_name = "recordings"
urlpatterns = [
    path("marks/", recordings.own_marks, name="marks"),
    path("<uuid:recording_id>/", recordings.one, name="one"),
    path("<uuid:recording_id>/audio", recordings.audio, name="audio"),
    path("<uuid:recording_id>/note/", recordings.note, name="note"),
    path("<uuid:recording_id>/mark/", recordings.mark, name="mark"),
    path("<uuid:recording_id>/again/", recordings.again, name="again"),
]
