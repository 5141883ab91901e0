"""Addresses of the floor."""

from __future__ import annotations

from datetime import date

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from sunwai.web.floor import day, page, recordings, reports, shifts


class DayConverter(StringConverter):
    """`2026-11-23`."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:  # type: ignore[override]
        """The day; no such address where there is no such day."""
        return date.fromisoformat(value)


register_converter(DayConverter, "day")

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
    path("recordings/", recordings.index, name="recordings"),
    path("shifts/", shifts.page, name="shifts"),
    path("shifts/<day:monday>/copy/", shifts.copy, name="shifts-copy"),
    path("shifts/<day:monday>/<int:agent_id>/", shifts.plan, name="plan"),
    path("report/", reports.page, name="report"),
    path("differences/", reports.differences, name="differences"),
    path("differences/<int:difference_id>/explain/", reports.explain, name="explain"),
]
