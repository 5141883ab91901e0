"""Rules against answers: what holds, what is open, what is broken, and that more answers only ever settle more."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from sunwai.schemes.directory import Question, questions
from sunwai.schemes.eligibility import Verdict, fact_of, in_words, is_idle, judge, said, tidy
from sunwai.schemes.shipped import problems_of_rules

WOMAN = {"fact": "gender", "is": ["female"]}
GROWN = {"fact": "age", "min": 21, "max": 60}
LITTLE_LAND = {"any": [[{"fact": "land", "max": 2}], [{"fact": "occupation", "is": ["farmer", "labourer"]}]]}


@pytest.mark.parametrize(
    ("rules", "answers", "verdict"),
    [
        ([], {}, "fits"),
        ([WOMAN], {}, "may_fit"),
        ([WOMAN], {"gender": "female"}, "fits"),
        ([WOMAN], {"gender": "male"}, "does_not_fit"),
        ([GROWN], {"age": 21}, "fits"),
        ([GROWN], {"age": 60}, "fits"),
        ([GROWN], {"age": 20}, "does_not_fit"),
        ([GROWN], {"age": 61}, "does_not_fit"),
        ([WOMAN, GROWN], {"age": 61}, "does_not_fit"),
        ([WOMAN, GROWN], {"age": 30}, "may_fit"),
        ([LITTLE_LAND], {"land": 3}, "may_fit"),
        ([LITTLE_LAND], {"land": 1}, "fits"),
        ([LITTLE_LAND], {"land": 3, "occupation": "labourer"}, "fits"),
        ([LITTLE_LAND], {"land": 3, "occupation": "job"}, "does_not_fit"),
        ([{"fact": "registered", "is": ["sambal", "shg"]}], {"registered": ["mgnrega", "shg"]}, "fits"),
        ([{"fact": "registered", "is": ["sambal"]}], {"registered": []}, "does_not_fit"),
        # What follows from another answer is not asked.
        ([{"fact": "pregnant", "is": ["yes"]}], {"gender": "male"}, "does_not_fit"),
        ([{"fact": "pregnant", "is": ["no"]}], {"gender": "male"}, "fits"),
        ([{"fact": "pregnant", "is": ["yes"]}], {"gender": "female"}, "may_fit"),
        ([{"fact": "marks", "min": 70}], {"occupation": "farmer"}, "does_not_fit"),
        ([{"fact": "study", "is": ["degree"]}], {"occupation": "farmer"}, "does_not_fit"),
        ([{"fact": "daughters_only", "is": ["yes"]}], {"age": 12}, "does_not_fit"),
        ([{"fact": "marital", "is": ["single"]}], {"age": 12}, "fits"),
    ],
)
def test_a_verdict(rules, answers, verdict):
    assert judge(rules, answers).verdict == verdict


def test_what_is_missing_and_what_is_broken_are_told():
    finding = judge([WOMAN, GROWN, LITTLE_LAND], {"age": 30, "land": 5})
    assert finding.missing == ("gender", "occupation")
    assert judge([WOMAN, GROWN], {"age": 70, "gender": "male"}).broken == (WOMAN, GROWN)


def test_only_the_alternatives_that_can_still_hold_are_asked_about():
    rule = {"any": [[WOMAN, {"fact": "land", "max": 2}], [{"fact": "bpl", "is": ["yes"]}]]}
    assert judge([rule], {"gender": "male"}).missing == ("bpl",)


def test_an_answer_made_idle_by_another_is_dropped():
    assert tidy({"gender": "male", "pregnant": "yes", "age": 30}) == {"age": 30, "gender": "male"}
    assert tidy({"gender": "female", "pregnant": "yes"}) == {"gender": "female", "pregnant": "yes"}


def test_a_rule_in_the_readers_words():
    with override("hi"):
        assert in_words(GROWN) == "उम्र: 21 से 60"
        assert (
            in_words({"fact": "income", "max": 250000})
            == "परिवार की सालाना आमदनी, रुपये: ज़्यादा से ज़्यादा 2,50,000"
        )
        assert in_words(LITTLE_LAND).endswith(" या काम: खेती (अपनी या बँटाई की) या मजदूरी")
        assert said(GROWN, {"age": 70}) == "70"
        assert said({"fact": "registered", "is": ["shg"]}, {"registered": []}) == "इनमें से कुछ नहीं"
    with override("en"):
        assert in_words({"fact": "age", "min": 18}) == "Age: at least 18"
        assert said(WOMAN, {"gender": "male"}) == "Man or boy"
        assert said(LITTLE_LAND, {"land": 3}) == ""


# ── Whatever the rules and answers ───────────────────────────────────────────────────────────────────────


def answer(question: Question) -> st.SearchStrategy[Any]:
    if question.type == "number":
        return st.integers(question.least, min(question.most, 100_000))
    one = st.sampled_from(sorted(question.options))
    return st.lists(one, unique=True) if question.type == "many" else one


def plain_rule(question: Question) -> st.SearchStrategy[dict[str, Any]]:
    if question.type != "number":
        some = st.lists(st.sampled_from(sorted(question.options)), min_size=1, unique=True)
        return some.map(lambda codes: {"fact": question.fact, "is": codes})
    limits = st.tuples(answer(question), answer(question)).map(sorted)
    return st.one_of(
        limits.map(lambda two: {"fact": question.fact, "min": two[0], "max": two[1]}),
        answer(question).map(lambda least: {"fact": question.fact, "min": least}),
        answer(question).map(lambda most: {"fact": question.fact, "max": most}),
    )


ONE = st.sampled_from(list(questions().values())).flatmap(plain_rule)
RULES = st.lists(
    st.one_of(
        ONE, st.lists(st.lists(ONE, min_size=1, max_size=2), min_size=1, max_size=3).map(lambda a: {"any": a})
    ),
    max_size=4,
)
ANSWERS = st.fixed_dictionaries({}, optional={fact: answer(one) for fact, one in questions().items()}).map(
    tidy
)


@given(RULES)
def test_such_rules_are_right(rules):
    assert list(problems_of_rules(rules)) == []


@given(RULES, ANSWERS, st.data())
def test_more_answers_settle_more_and_turn_nothing_round(rules, answers, data):
    """Of whom all is not told: what fits and what does not stay so, whatever else is said."""
    before = judge(rules, answers)
    open_ = [one for fact, one in questions().items() if fact not in answers and not is_idle(one, answers)]
    if not open_:
        return
    asked = data.draw(st.sampled_from(open_))
    after = judge(rules, answers | {asked.fact: data.draw(answer(asked))})
    if before.verdict != Verdict.MAY_FIT:
        assert after.verdict == before.verdict


@given(RULES, ANSWERS)
def test_a_verdict_says_why(rules, answers):
    finding = judge(rules, answers)
    assert bool(finding.missing) == (finding.verdict == Verdict.MAY_FIT)
    assert bool(finding.broken) == (finding.verdict == Verdict.DOES_NOT_FIT)
    assert not any(fact_of(fact, answers)[0] for fact in finding.missing)


@given(RULES, ANSWERS)
def test_who_has_answered_all_gets_no_perhaps(rules, answers):
    whole = dict(answers)
    for fact, one in questions().items():
        if not fact_of(fact, whole)[0]:
            whole[fact] = (
                one.least if one.type == "number" else [] if one.type == "many" else next(iter(one.options))
            )
    assert judge(rules, whole).verdict != Verdict.MAY_FIT


@given(RULES, ANSWERS)
def test_one_rule_more_never_lets_more_in(rules, answers):
    if judge(rules, answers).verdict == Verdict.DOES_NOT_FIT:
        assert judge([*rules, WOMAN], answers).verdict == Verdict.DOES_NOT_FIT
    if judge([*rules, WOMAN], answers).verdict == Verdict.FITS:
        assert judge(rules, answers).verdict == Verdict.FITS
