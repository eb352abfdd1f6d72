"""Two hundred people at once: one step is taken, and everybody else is told who took it. On both databases."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.cases import store
from app.declare import Role
from models.issue import Issue
from models.loop.assignment import Assignment
from tests.cases.desk import Desk

MANY, HANDS = 200, 10  # askings, and threads that ask


def test_of_two_hundred_steps_at_once_one_is_taken(either: Desk) -> None:
    number = either.issue()
    start = Barrier(HANDS)

    def ask(hand: int) -> list[str]:
        """A share of the askings, each with the number that everybody had seen."""
        start.wait()
        found = []
        for _ in range(MANY // HANDS):
            with either.person(Role.GRID_STAFF if hand % 2 else Role.COMMUNITY_SECRETARY) as work:
                resource = work.resources["issue"]
                try:
                    store.take(work, resource, Issue(id=number), "accept", {}, 1)
                    found.append("taken")
                except store.Overtaken as told:
                    assert told.name.startswith("员工")
                    found.append(told.transition)
        return found

    with ThreadPoolExecutor(HANDS) as threads:
        answers = Counter(answer for found in threads.map(ask, range(HANDS)) for answer in found)
    assert answers == {"taken": 1, "accept": MANY - 1}
    assert either.events(number) == ["begin", "accept"]
    assert either.traced(number, "accept") >= 1
    assert either.case(number).number == 2


def test_an_assignment_is_written_once(either: Desk) -> None:
    number = either.issue()
    either.take(Role.GRID_STAFF, number, "accept")
    either.hold_session(number)
    refused: list[type[Exception]] = []

    def give() -> None:
        try:
            either.dispatch(number, seen=2)
        except store.Overtaken as told:
            refused.append(type(told))

    threads = [Thread(target=give) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 5
    assert len(either.of(Assignment, number)) == 1


def test_issues_registered_at_once_have_numbers_without_gaps(either: Desk) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _n: either.issue(), range(24)))
    numbers = sorted(int(str(either.get(one).number).rsplit("-", 1)[1]) for one in made)
    assert numbers == list(range(numbers[0], numbers[0] + 24))


@pytest.mark.parametrize("statement", ["UPDATE case_event SET reason = 'x'", "DELETE FROM case_event"])
def test_the_database_itself_keeps_the_history_as_it_is(either: Desk, statement: str) -> None:
    number = either.issue()
    with pytest.raises(DBAPIError, match="never changed or deleted"), either.house() as work:
        work.session.execute(text(statement), execution_options={"door": "test"})
    assert either.events(number) == ["begin"]
