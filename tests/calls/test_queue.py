"""Who is served next, by whom."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sunwai.calls.queue import Free, Rule, Waiting, WaitingRoom, expected_wait

GENERAL = Rule(code="general", skill="general", overflows_after=120, overflow_skill="")
WOMEN = Rule(code="women", skill="women", is_confidential=True, priority=1)
JANSEVA = Rule(code="janseva", skill="janseva", priority=12, overflows_after=60, overflow_skill="general")
RULES = (GENERAL, WOMEN, JANSEVA)


def waiting(call_id: str, *, since: float = 0, rule: Rule = GENERAL, **more) -> Waiting:
    return Waiting(call_id=call_id, rule=rule, since=since, **({"language": "hi"} | more))


def agent(agent_id: int, *skills: str, languages=("hi",), districts=()) -> Free:
    return Free(
        agent_id=agent_id,
        skills=frozenset(skills or {"general"}),
        languages=frozenset(languages),
        districts=frozenset(districts),
    )


def served(room: WaitingRoom, now: float = 0) -> list[tuple[str, int]]:
    return [(match.waiting.call_id, match.agent_id) for match in room.decide(now)]


def test_who_waits_longest_goes_to_who_is_idle_longest():
    room = WaitingRoom()
    for call_id, since in (("b", 2), ("a", 1), ("c", 3)):
        room.join(waiting(call_id, since=since))
    room.free(agent(7))
    room.free(agent(8))

    assert served(room, 10) == [("a", 7), ("b", 8)]
    assert len(room) == 1
    assert served(room, 11) == []


def test_the_womens_helpline_goes_before_everything_but_only_to_counsellors():
    room = WaitingRoom()
    room.join(waiting("old", since=0))
    room.join(waiting("her", since=1000, rule=WOMEN))
    room.free(agent(1))

    assert served(room, 1001) == [("old", 1)]
    room.join(waiting("other", since=0))
    room.free(agent(2, "general", "women"))
    assert served(room, 1001) == [("her", 2)]


def test_a_confidential_call_never_overflows():
    room = WaitingRoom()
    room.join(waiting("her", rule=replace(WOMEN, overflow_skill="general", overflows_after=1)))
    room.free(agent(1))

    assert served(room, 10_000) == []


def test_a_call_overflows_after_its_time():
    room = WaitingRoom()
    room.join(waiting("land", rule=JANSEVA))
    room.free(agent(1))

    assert served(room, 59) == []
    assert served(room, 60) == [("land", 1)]


def test_who_waits_long_overtakes_a_higher_priority():
    room = WaitingRoom()
    room.join(waiting("low", since=0, rule=replace(GENERAL, priority=1, ages_after=10)))
    room.join(waiting("high", since=200, rule=replace(JANSEVA, priority=20, ages_after=10)))
    room.free(agent(1, "general", "janseva"))

    assert served(room, 201) == [("low", 1)]


def test_a_call_given_back_goes_to_the_head():
    room = WaitingRoom()
    room.join(waiting("first", since=0))
    room.join(replace(waiting("back", since=50), is_given_back=True))

    assert room.position("back") == 1
    room.free(agent(1))
    assert served(room, 60) == [("back", 1)]


def test_language_and_district():
    room = WaitingRoom()
    room.join(waiting("english", language="en"))
    room.join(waiting("balaghat", district="district:5", since=1))
    room.free(agent(1))
    room.free(agent(2, districts=("district:5",)))
    room.free(agent(3, languages=("hi", "en")))

    assert sorted(served(room, 5)) == [("balaghat", 2), ("english", 3)]


def test_who_left_is_not_served_and_positions_close_up():
    room = WaitingRoom()
    for number in range(3):
        room.join(waiting(str(number), since=number))
    assert room.position("2") == 3
    room.leave("1")
    room.leave("1")

    assert room.position("2") == 2
    assert "1" not in room


def test_the_wait_that_is_announced():
    assert expected_wait(position=4, handling=180, agents=2) == 360
    assert expected_wait(position=1, handling=180, agents=0) == 180


CALLS = st.lists(
    st.tuples(st.integers(0, 300), st.sampled_from(RULES), st.sampled_from(["hi", "en"])), max_size=25
)
AGENTS = st.lists(
    st.tuples(
        st.frozensets(st.sampled_from(["general", "women", "janseva"]), min_size=1),
        st.frozensets(st.sampled_from(["hi", "en"]), min_size=1),
    ),
    max_size=10,
)


@given(CALLS, AGENTS)
def test_nobody_is_served_twice_and_nobody_waits_beside_an_agent_who_fits(calls, agents):
    room, now = WaitingRoom(), 400.0
    for number, (since, rule, language) in enumerate(calls):
        room.join(waiting(str(number), since=since, rule=rule, language=language))
    free = {}
    for number, (skills, languages) in enumerate(agents):
        free[number] = agent(number, *skills, languages=languages)
        room.free(free[number])

    matches = room.decide(now)

    assert len({match.waiting.call_id for match in matches}) == len(matches)
    for match in matches:
        one = free.pop(match.agent_id)  # KeyError: taken twice
        assert set(match.waiting.skills(now)) & one.skills
        assert match.waiting.language in one.languages
    left = {str(number) for number in range(len(calls))} - {match.waiting.call_id for match in matches}
    assert left == {call_id for call_id in map(str, range(len(calls))) if call_id in room}
    for call_id in left:
        since, rule, language = calls[int(call_id)]
        call = waiting(call_id, since=since, rule=rule, language=language)
        assert not any(
            set(call.skills(now)) & one.skills and call.language in one.languages for one in free.values()
        )


@given(st.lists(st.tuples(st.sampled_from("jlf"), st.integers(0, 9), st.integers(0, 50)), max_size=60))
def test_positions_count_from_one_whatever_happened(events):
    room, waits = WaitingRoom(), set()
    for what, number, since in events:
        if what == "l":
            room.leave(str(number))
            waits.discard(str(number))
        else:
            room.join(replace(waiting(str(number), since=since), is_given_back=what == "f"))
            waits.add(str(number))

    assert sorted(room.position(call_id) for call_id in waits) == list(range(1, len(waits) + 1))
