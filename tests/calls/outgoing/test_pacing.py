"""How many lines to dial: rules that always hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sunwai.calls.outgoing.pacing import Measured, QueueNow, lines_for_menu

small = st.integers(0, 40)
measures = st.builds(
    lambda dialled, answered, asked: Measured(
        dialled=dialled, answered=min(answered, dialled), asked_for_agent=asked
    ),
    st.integers(0, 5000),
    st.integers(0, 5000),
    st.floats(0, 1),
)
queues = st.builds(QueueNow, ready=small, waiting=small, ringing=small)


@given(queues, measures, st.integers(0, 60))
def test_prompts_do_not_pour_people_onto_a_full_queue(queue, measured, room):
    lines = lines_for_menu(queue, measured, room=room)

    assert 0 <= lines <= room
    assert lines == 0 or queue.waiting <= queue.ready


@given(st.integers(0, 40), st.integers(0, 5000))
def test_where_all_want_an_agent_there_is_one_for_each_but_one(ready, dialled):
    everybody = Measured(dialled=dialled, answered=dialled)

    assert lines_for_menu(QueueNow(ready=ready), everybody, room=1000) <= ready + 1


def test_prompts_are_limited_by_who_asks_for_an_agent():
    queue = QueueNow(ready=4)
    eager = Measured(dialled=1000, answered=500, asked_for_agent=1.0)
    content = Measured(dialled=1000, answered=500, asked_for_agent=0.05)

    assert lines_for_menu(queue, eager, room=100) < 12
    assert lines_for_menu(queue, content, room=100) == 100
