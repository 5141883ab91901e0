"""Telling thousands at once: words are put together once for all who are told alike, rows by one statement."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from sunwai.core.reference import spaced
from sunwai.messages.enums import Event, MessageState
from sunwai.messages.hours import next_allowed
from sunwai.messages.models import Template
from sunwai.messages.selectors import template_in_use
from sunwai.messages.texts import count_parts, in_words, render

NUMBER, SPOKEN = "{number}", "{reference}"  # stand in a group's words where each case has its own
LONGEST_NUMBER = "0" * 10  # to count parts with

TELL = """
    INSERT INTO sunwai_messages_message (citizen_id, "to", channel, event, language, template_id, text, variables,
        parts, case_id, created_at, urgent, not_before, state, attempts, provider, provider_id, failures)
    SELECT told.citizen_id, told.mobile, said.channel, %(event)s, told.language, said.template_id,
        replace(replace(said.text, '{reference}', spoken.number), '{number}', told.number),
        replace(replace(said.variables, '{reference}', spoken.number), '{number}', told.number)::jsonb,
        said.parts, told.case_id, %(now)s, false, %(not_before)s, %(state)s, 0, '', '', '{}'
    FROM (PEOPLE) told
    JOIN unnest(%(said_groups)s::int[], %(languages)s::text[], %(templates)s::bigint[], %(channels)s::text[],
                %(texts)s::text[], %(variables)s::text[], %(parts)s::int[])
        AS said (group_no, language, template_id, channel, text, variables, parts)
        ON said.group_no = told.group_no AND said.language = told.language
    CROSS JOIN LATERAL (SELECT regexp_replace(told.number, '(.{4})(?=.)', '\\1 ', 'g') AS number) spoken
"""

Group = Mapping[str, Mapping[str, Any]]


def tell_many(
    *, event: Event, groups: Sequence[Group], people: str, given: Mapping[str, Any], now: datetime
) -> int:
    """Tell many citizens of the same event, for sweeps over many cases. The periodic `send_due` sends them.

    Args:
        groups: for each group of people who are told alike, language → variables; `SPOKEN` and `NUMBER` in them stand
            for the number of each one's case.
        people: a SELECT of citizen_id, mobile (never null), language, case_id, number and group_no (place in `groups`),
            with the parameters `given`.

    Returns:
        How many messages were written.

    Raises:
        MissingVariable: the template says something that a group lacks.
    """
    spoken = {language for group in groups for language in group}
    templates = {language: template_in_use(event, language) for language in spoken}
    said = [
        (number, language, *_words(template, variables))
        for number, group in enumerate(groups)
        for language, variables in group.items()
        if (template := templates[language])
    ]
    if not said:
        return 0
    names = ("said_groups", "languages", "templates", "channels", "texts", "variables", "parts")
    columns = dict(zip(names, map(list, zip(*said, strict=True)), strict=True))
    about: dict[str, Any] = {
        "event": event,
        "now": now,
        "not_before": next_allowed(now),
        "state": MessageState.QUEUED,
    }
    with connection.cursor() as cursor:
        cursor.execute(TELL.replace("PEOPLE", people), {**given, **about, **columns})
        return int(cursor.rowcount)


def _words(template: Template, variables: Mapping[str, Any]) -> tuple[int, str, str, str, int]:
    text = render(template, variables)
    sample = text.replace(SPOKEN, spaced(LONGEST_NUMBER)).replace(NUMBER, LONGEST_NUMBER)
    kept = json.dumps(in_words(template.event, variables, template.language), ensure_ascii=False)
    return template.pk, template.channel, text, kept, count_parts(sample).count
