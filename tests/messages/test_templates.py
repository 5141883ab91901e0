"""The shipped templates, and what an administrator makes of them."""

import pytest

from sunwai.citizens.models import Language
from sunwai.messages.actions import load_templates
from sunwai.messages.enums import CHOSEN_BY_NAME, WITHOUT_TEMPLATE, Event
from sunwai.messages.models import Template
from sunwai.messages.texts import count_parts, registered_form, render, template_problems

pytestmark = pytest.mark.django_db

LONG = {
    "code": "48120937",
    "minutes": 30,
    "reference": "4812 0937 5",
    "officer": "मुख्य कार्यपालन अधिकारी, वारासि",
    "until": "30 सितंबर 2026",
    "kind": "शिकायत",
    "scheme": "लाडली लक्ष्मी योजना",
    "where": "आंगनवाड़ी केंद्र",
    "service": "स्थानीय (मूल) निवासी प्रमाण पत्र",
    "state": "काम चल रहा है",
    "link": "https://cmhelpline.mp.gov.in/en/c/481209375/",
}

# Each campaign has texts of its own, which an administrator writes.
SHIPPED = frozenset(Event) - CHOSEN_BY_NAME - WITHOUT_TEMPLATE


def by(channel):
    return Template.objects.filter(channel=channel)


def test_every_event_has_a_registered_text_in_both_languages(templates):
    have = {(t.event, t.language) for t in by("sms")}
    assert have == {(event, language) for event in SHIPPED for language in Language}
    assert not [t for t in Template.objects.all() if template_problems(t)]
    numbers = list(by("sms").values_list("dlt_template", flat=True))
    assert len(set(numbers)) == len(numbers)
    assert {len(number) for number in numbers} == {19}
    assert all(t.registered_text == registered_form(t.text) for t in by("sms"))


def test_no_message_is_longer_than_three_parts(templates):
    for each in by("sms"):
        parts = count_parts(render(each, LONG))
        assert parts.count <= 3, each


def test_english_templates_travel_in_the_cheap_alphabet(templates):
    in_english = {"officer": "Junior Engineer, Waraseoni", "until": "30 September 2026"}
    plain = (
        LONG
        | in_english
        | {
            "scheme": "Ladli Behna Yojana",
            "where": "the panchayat office",
            "state": "in progress",
            "service": "Income certificate",
        }
    )
    for each in by("sms").filter(language="en"):
        assert count_parts(render(each, plain)).encoding == "GSM-7", each


def test_loading_again_changes_nothing():
    written = load_templates()
    assert by("sms").count() == 2 * len(SHIPPED)
    assert written == Template.objects.count()
    assert load_templates() == 0
    assert written == Template.objects.count()


def test_a_shipped_text_that_nobody_edited_is_brought_up_to_date(templates, monkeypatch):
    row = by("sms").get(event=Event.JOINED, language="en")
    old = "Old words {reference}"
    from sunwai.messages import actions

    row.text, row.registered_text = old, registered_form(old)
    row.shipped_digest = actions._digest(row)
    row.save()

    assert load_templates() == 1
    row.refresh_from_db()
    assert row.text != old


@pytest.mark.parametrize(
    "edit", [{"text": "Ours {reference}"}, {"is_active": False}, {"dlt_template": "1307000000000000000"}]
)
def test_what_an_administrator_changed_stays(templates, edit):
    rows = by("sms").filter(event=Event.JOINED, language="en")
    rows.update(**edit)
    assert load_templates() == 0
    assert rows.filter(**edit).count() == 1


def test_what_an_administrator_replaced_stays_replaced(templates):
    by("sms").filter(event=Event.JOINED, language="en").update(is_active=False)
    Template.objects.create(event=Event.JOINED, language="en", text="Ours {reference}")
    assert load_templates() == 0
    assert by("sms").get(event=Event.JOINED, language="en", is_active=True).text == "Ours {reference}"


def test_invented_numbers_stay_in_the_demo(settings):
    settings.SIMULATORS = False
    load_templates()
    assert not Template.objects.exclude(dlt_template="", dlt_entity="", registered_text="").exists()


def test_texts_for_whatsapp_are_in_a_form_that_meta_approves(templates):
    from sunwai.messages.enums import Approval

    ours = list(by("whatsapp"))
    assert {t.language for t in ours} == set(Language)
    assert {(t.event, language) for t in ours for language in Language} == {
        (t.event, t.language) for t in ours
    }
    assert {t.approval for t in ours} == {Approval.APPROVED}
    assert all(t.provider_name == f"sunwai_{t.event}" for t in ours)


@pytest.mark.parametrize("text", ["{officer} wrote", "See {link}", "Seen by {officer} {reference} today"])
def test_whatsapp_texts_are_framed_by_words(text):
    bare = Template(event=Event.JOINED, channel="whatsapp", language="en", text=text)
    assert template_problems(bare)
