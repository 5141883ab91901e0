"""Questions that are put together once."""

from __future__ import annotations

import pytest

from sunwai.core.models import NumberSeries
from sunwai.core.prepared import Question

pytestmark = pytest.mark.django_db


def test_other_values_bring_other_rows_without_the_query_being_made_again(django_assert_num_queries):
    made = []

    def series(name, least):
        made.append(name)
        found = NumberSeries.objects.filter(name=name, digits__gte=least).exclude(name="z")
        return found.values_list("name", "digits")

    NumberSeries.objects.bulk_create(NumberSeries(name=name, digits=6) for name in "abz")
    question = Question(series, "example", 7777)
    with django_assert_num_queries(4):
        assert question.ask("a", 6) == [("a", 6)]
        assert question.ask("b", 6) == [("b", 6)]
        assert question.ask("b", 7) == []
        assert question.ask("z", 0) == []  # a condition of the query itself stays
    assert made == ["example"]


def test_an_example_that_django_leaves_out_of_the_statement_is_refused():
    of_a_length = lambda digits: NumberSeries.objects.filter(digits__gte=digits).values_list("name")  # noqa: E731
    with pytest.raises(ValueError, match="-7"):
        Question(of_a_length, -7).ask(8)  # always true of a number that cannot be negative
