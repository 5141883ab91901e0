"""A word about the site: kept without a name, read by the administrator alone, limited."""

from datetime import timedelta

from sunwai.core import options
from sunwai.core.models import RateCounter, Setting
from sunwai.web.portal.feedback import AN_HOUR_FROM_ONE_ADDRESS
from sunwai.web.portal.jobs import forget_feedback
from sunwai.web.portal.models import Feedback

WORDS = "अक्षर बहुत छोटे हैं"


def say(visitor, **given):
    return visitor.post("/feedback/", **{"useful": "no", "text": WORDS} | given)


def test_a_word_is_kept_and_the_reader_thanked(visitor, now):
    answer = say(visitor)

    kept = Feedback.objects.get()
    assert (kept.at, kept.language, kept.useful, kept.text) == (now, "hi", False, WORDS)
    assert "धन्यवाद" in visitor.get(answer["Location"]).text


def test_an_empty_form_is_asked_again_and_keeps_what_was_said(visitor):
    page = say(visitor, useful="").text

    assert "govuk-error-message" in page
    assert WORDS in page
    assert not Feedback.objects.exists()


def test_after_many_from_one_address_it_is_refused_and_nothing_typed_is_lost(visitor):
    for _time in range(AN_HOUR_FROM_ONE_ADDRESS):
        say(visitor)
    page = say(visitor, text="एक और").text

    assert "बहुत बार कोशिश हुई" in page
    assert "एक और" in page
    assert Feedback.objects.count() == AN_HOUR_FROM_ONE_ADDRESS
    assert RateCounter.objects.filter(key__startswith="feedback:").count() == 1


def test_words_are_kept_no_longer_than_their_time(visitor, now):
    for days in (29, 31):
        Feedback.objects.create(at=now - timedelta(days=days), language="hi", useful=True, text=f"{days}")
    Setting.objects.create(key="site.feedback_days", value=30)
    options.forget()

    forget_feedback(timestamp=0)

    assert [kept.text for kept in Feedback.objects.all()] == ["29"]
