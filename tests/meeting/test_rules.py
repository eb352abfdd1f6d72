"""What a meeting lacks before it can be ended, and what a document may say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from app.declare import Role
from models.meeting import Wrong, absent_parties, counted, lacks, read_document, revision_of, voters
from tests.meeting.documents import document, entry
from tests.world import World


@pytest.fixture
def context(world: World) -> Iterator[Any]:
    with world.as_person(Role.COMMUNITY_SECRETARY) as work:
        yield work.context


def places(found: Any) -> list[tuple[str, str]]:
    return [(one.place, one.key) for one in found]


def test_a_party_that_sent_nobody_needs_a_reason(context: Any) -> None:
    meeting = document()
    assert lacks(meeting, context) == []
    gone = [one for one in meeting["people"] if one["side"] == "owners_committee"]
    meeting["people"] = [one for one in meeting["people"] if one not in gone]
    assert places(lacks(meeting, context)) == [("people", "owners_committee")]
    meeting["people"].append(entry("people", side="owners_committee", present=False, absence="  "))
    assert absent_parties(meeting) == {"owners_committee": ""}
    meeting["people"][-1]["absence"] = "正在换届"
    assert absent_parties(meeting) == {"owners_committee": "正在换届"}
    assert lacks(meeting, context) == []


def test_an_observer_speaks_for_no_party_and_has_no_vote(context: Any) -> None:
    meeting = document()
    meeting["people"][0]["observer"] = True
    assert voters(meeting) == 3
    assert places(lacks(meeting, context)) == [("people", meeting["people"][0]["side"])]


def test_a_meeting_needs_its_quorum(context: Any) -> None:
    meeting = document(quorum=5)
    assert places(lacks(meeting, context)) == [("people", "")]
    meeting["people"][3]["heads"] = 2  # a group of two
    assert lacks(meeting, context) == []
    assert ("people", "") in places(lacks({**document(), "people": []}, context))


@pytest.mark.parametrize(("counts", "fits"), [((3, 1, 0), True), ((3, 0, 0), False), ((4, 1, 0), False)])
def test_votes_must_add_up_to_those_present(context: Any, counts: tuple[int, int, int], fits: bool) -> None:
    yes, no, abstain = counts
    vote = entry("votes", subject="换门禁", yes=yes, no=no, abstain=abstain)
    assert (lacks(document(votes=[vote]), context) == []) is fits


def test_one_by_one_only_who_is_present_counts(context: Any) -> None:
    meeting = document()
    keys = [one["key"] for one in meeting["people"]]
    vote = entry("votes", subject="换门禁", method="person", ballots={**dict.fromkeys(keys, "yes"), str(uuid4()): "no"})
    assert counted(meeting, vote) == (4, 0, 0)
    meeting["people"][0]["present"] = False
    assert counted(meeting, vote) == (3, 0, 0)


def test_a_decision_needs_a_person_and_a_day(context: Any) -> None:
    meeting = document(decisions=[entry("decisions", text="划黄线")])
    (found,) = lacks(meeting, context)
    assert found.place == "decisions"
    meeting["decisions"][0].update(person=1, due="2026-08-01")
    assert lacks(meeting, context) == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 121}, "title"),
        ({"title": 7}, "title"),
        ({"quorum": -1}, "quorum"),
        ({"quorum": True}, "quorum"),
        ({"held_on": "tomorrow"}, "held_on"),
        ({"held_on": None}, "held_on"),
        ({"format": "party"}, "format"),
        ({"chair": 999_999}, "chair"),
        ({"chair": "1 OR 1=1"}, "chair"),
        ({"people": "all"}, "people"),
        ({"people": [{"key": "x"}]}, "people"),
        ({"votes": [entry("votes") for _ in range(31)]}, "votes"),
        ({"statements": [entry("statements", text="长" * 4001)]}, "statements/"),
        ({"votes": [entry("votes", ballots={"x": "yes"})]}, "votes/"),
        ({"votes": [entry("votes", ballots={str(uuid4()): "perhaps"})]}, "votes/"),
        ({"photos": [entry("photos") for _ in range(10)]}, "photos"),
    ],
)
def test_what_cannot_be_kept_is_named_by_its_place(context: Any, change: dict[str, Any], path: str) -> None:
    with pytest.raises(Wrong) as wrong:
        read_document({**document(), **change}, context)
    (found,) = wrong.value.errors
    assert found.startswith(path)
    assert wrong.value.errors[found]


def test_a_document_is_known_by_its_content(context: Any) -> None:
    meeting = document()
    again = read_document(meeting, context)
    assert revision_of(again) == revision_of(read_document(again, context))
    assert revision_of({**again, "venue": "凉亭"}) != revision_of(again)
    assert read_document({**meeting, "extra": 1}, context) == again  # what nobody knows is left out
