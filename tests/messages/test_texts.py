"""What a message says, and how many SMS that takes."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from sunwai.core.clock import IST
from sunwai.messages.enums import WITHOUT_TEMPLATE, Event
from sunwai.messages.models import Template
from sunwai.messages.texts import (
    EVENT_VARIABLES,
    GSM_BASIC,
    GSM_EXTENDED,
    VARIABLES,
    MissingVariable,
    Parts,
    VariableTooLong,
    count_parts,
    registered_form,
    render,
    template_problems,
)


@pytest.fixture(autouse=True)
def three_parts(monkeypatch):
    monkeypatch.setattr("sunwai.messages.texts.option", {"sms.parts": 3}.__getitem__)


@pytest.mark.parametrize(
    ("text", "encoding", "count"),
    [
        ("", "GSM-7", 1),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" * 80, "GSM-7", 1),  # the extension table: two places each
        ("€" * 81, "GSM-7", 2),
        ("€" * 152, "GSM-7", 2),  # 153 places hold 76 of them, one place stays empty
        ("€" * 153, "GSM-7", 3),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 3),  # not split between parts
        ("[{}]~^|\\", "GSM-7", 1),
        ("£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ", "GSM-7", 1),
        ("`", "UCS-2", 1),  # ASCII, yet not in the table
        ("क" * 70, "UCS-2", 1),
        ("क" * 71, "UCS-2", 2),
        ("क" * 134, "UCS-2", 2),
        ("क" * 135, "UCS-2", 3),
        ("a" * 70 + "क", "UCS-2", 2),
        ("🙏" * 35, "UCS-2", 1),  # a surrogate pair: two units each
        ("🙏" * 36, "UCS-2", 2),
        ("🙏" * 66, "UCS-2", 2),  # 67 units hold 33 pairs
        ("🙏" * 67, "UCS-2", 3),
        ("कि", "UCS-2", 1),
    ],
)
def test_parts(text, encoding, count):
    assert count_parts(text) == Parts(encoding, count)


def test_the_gsm_alphabet_is_whole():
    assert len(GSM_BASIC) == 127  # 128 places, one of them the escape
    assert len(GSM_EXTENDED) == 10


@given(st.text(max_size=400), st.text(max_size=10))
def test_more_text_never_takes_fewer_parts_in_the_same_encoding(text, more):
    shorter, longer = count_parts(text), count_parts(text + more)
    assert shorter.encoding != longer.encoding or shorter.count <= longer.count


def template(text, event=Event.REGISTERED, language="hi", **fields):
    return Template(event=event, language=language, text=text, **fields)


KNOWN = {
    "reference": "4812 0937 5",
    "officer": "जूनियर इंजीनियर, वारासिवनी",
    "until": datetime(2026, 11, 30, 23, 59, 59, tzinfo=IST),
    "link": "http://127.0.0.1:8181/c/481209375/",
}


def test_dates_are_words_of_the_language():
    assert render(template("{until} तक"), KNOWN) == "30 नवंबर 2026 तक"
    assert render(template("by {until}", language="en"), KNOWN) == "by 30 November 2026"
    assert render(template("{until}"), KNOWN | {"until": date(2026, 12, 1)}) == "1 दिसंबर 2026"


def test_a_moment_is_told_as_its_day_in_india():
    late_in_london = datetime.fromisoformat("2026-11-30T20:00:00+00:00")
    assert render(template("{until}", language="en"), {"until": late_in_london}) == "1 December 2026"


def test_labels_are_put_into_the_language_of_the_message():
    kind = {"kind": gettext_lazy("delivered")}
    assert render(template("{kind}", event=Event.FORM_CHANGED), kind) == "पहुँच गया"
    assert render(template("{kind}", event=Event.FORM_CHANGED, language="en"), kind) == "delivered"


@pytest.mark.parametrize("until", [{}, {"until": None}])
def test_what_is_not_known_is_never_told_as_nothing(until):
    with pytest.raises(MissingVariable, match="until"):
        render(template("{until} तक"), {"reference": "1"} | until)


def test_only_what_the_event_may_say_reaches_the_text():
    with pytest.raises(MissingVariable, match="name"):
        render(template("{name}"), KNOWN | {"name": "Invented Person"})


def test_a_long_name_is_cut_at_a_word():
    officer = "मुख्य कार्यपालन अधिकारी, जनपद पंचायत वारासिवनी"
    said = render(template("{officer}"), {"officer": officer})
    assert officer.startswith(said)
    assert said == "मुख्य कार्यपालन अधिकारी, जनपद"
    assert len(said) <= VARIABLES["officer"].longest


def test_a_link_is_never_cut():
    with pytest.raises(VariableTooLong):
        render(template("{link}"), {"link": "https://x/" + "1" * 60})


# ── Checks ───────────────────────────────────────────────────────────────────────────────────────────────
def test_a_text_as_registered_is_fine():
    text = "शिकायत {reference}: {officer}"
    assert registered_form(text) == "शिकायत {#var#}: {#var#}"
    assert template_problems(template(text, registered_text="शिकायत {#var#}: {#var#}")) == []


@pytest.mark.parametrize(
    ("text", "fields", "said"),
    [
        ("शिकायत {reference}", {"registered_text": "शिकायत {#var#}।"}, "differs"),
        ("शिकायत {reference} ", {"registered_text": "शिकायत {#var#}"}, "differs"),
        ("{reference} {name}", {}, "Unknown variables: {name}"),
        ("{code}", {}, "Unknown variables: {code}"),
        ("{reference", {}, "brace"),
        ("{}", {}, "brace"),
        ("{{reference}}", {}, "brace"),
        ("{first name}", {}, "brace"),
        ("क" * 202, {}, "4 SMS parts"),
        ("क" * 172 + "{officer}", {}, "4 SMS parts"),
        ("ठीक", {"event": "moved_to_the_moon"}, "no such event"),
    ],
)
def test_what_is_wrong_with_a_template(text, fields, said):
    from django.utils import translation

    with translation.override("en"):
        problems = template_problems(template(text, **fields))
    assert len(problems) == 1
    assert said in problems[0]


def test_the_longest_text_that_fits_fits():
    assert template_problems(template("क" * 171 + "{officer}")) == []


def test_a_template_that_breaks_a_rule_cannot_be_entered(db):
    with pytest.raises(ValidationError):
        template("{name}").full_clean()


def test_every_event_has_its_variables_and_every_variable_its_length():
    assert set(EVENT_VARIABLES) == set(Event) - WITHOUT_TEMPLATE
    assert set().union(*EVENT_VARIABLES.values()) == set(VARIABLES)


def test_problems_are_told_in_hindi():
    from django.utils import translation

    with translation.override("hi"):
        assert template_problems(template("{name}"))[0].startswith("यह इस संदेश में नहीं आ सकता: {name}।")
