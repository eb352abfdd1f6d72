"""Likely duplicates while typing, merging, and what belongs to reports of an issue."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.cases import store
from app.declare import Role
from models.issue import Issue
from models.loop import effects
from models.loop.merge import alike, likely, merge, pieces_of
from tests.cases.desk import Desk, today


def test_titles_are_alike_by_their_pieces() -> None:
    one, other = "3号楼电梯停运", "3号楼电梯又停运了"
    assert alike(pieces_of(one), pieces_of(one)) == 1
    assert alike(pieces_of(one), pieces_of(other)) > 0.4
    assert alike(pieces_of(one), pieces_of("小广场路灯不亮")) == 0


def test_similar_issues_of_the_same_grid_are_found_while_typing(desk: Desk) -> None:
    same = desk.issue(title="丽景苑3号楼电梯停运")
    desk.issue(title="丽景苑路灯不亮")
    desk.issue(title="丽景苑3号楼电梯停运", organisation_id=desk.world.place("a2").units["grid"])
    lately = desk.issue(title="丽景苑3号楼电梯停运了", state="closed", closed_on=today() - timedelta(days=20))
    desk.issue(title="丽景苑3号楼电梯停运", state="closed", closed_on=today() - timedelta(days=200))
    with desk.person(Role.GRID_STAFF) as work:
        found = likely(work, "丽景苑3号楼电梯停运", desk.unit["grid"])
    assert [(one.id, one.closed) for one in found] == [(same, False), (lately, True)]
    browser = desk.world.browser(Role.GRID_STAFF)
    answer = browser.get(f"/issue/similar?title=丽景苑3号楼电梯停运&organisation={desk.unit['grid']}").json
    assert [item["id"] for item in answer["items"]] == [same, lately]
    assert browser.get("/issue/similar?title=x&organisation=y").json == {"items": []}
    other = desk.world.browser("street2")
    assert other.get(f"/issue/similar?title=丽景苑3号楼电梯停运&organisation={desk.unit['grid']}").json == {"items": []}


def test_a_merge_moves_the_reports_along(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = (desk.issue(title=f"电梯停运{n}") for n in range(3))
    moved: list[tuple[int, int]] = []
    monkeypatch.setattr(effects, "on_merge", [lambda taken, into: moved.append((taken.record.id, into.id))])

    def join(number: int, into: int) -> Issue:
        with desk.person(Role.COMMUNITY_SECRETARY) as work:
            merge(work, work.record(work.resources["issue"], number), into, seen=1)
        return desk.get(number)

    found = join(second, first)
    assert (found.state, found.duplicate_of_id) == ("merged", first)
    assert join(third, second).duplicate_of_id == first, "what was merged itself leads on"
    assert moved == [(second, first), (third, first)]
    with pytest.raises(store.Unfit, match="into itself"):
        join(first, first)
    with pytest.raises(store.Unfit):
        join(first, desk.world.place("b1").rows["issue"][0])
    assert desk.case(first).stage == "collect"


def test_an_end_answers_everybody_who_reported(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number, told = desk.issue(), []
    monkeypatch.setattr(effects, "on_answer", [lambda taken: told.append(taken.event.reason)])
    desk.take(Role.COMMUNITY_SECRETARY, number, "reject", reason="不属于受理范围")
    assert told == ["不属于受理范围"]
    assert desk.get(number).state_reason == "不属于受理范围"


def test_what_a_hook_refuses_undoes_the_step(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(taken: object) -> None:
        raise store.Unfit({"": "no"})

    number = desk.issue()
    monkeypatch.setattr(effects, "on_answer", [refuse])
    with pytest.raises(store.Unfit):
        desk.take(Role.COMMUNITY_SECRETARY, number, "reject", reason="不属于受理范围")
    assert (desk.events(number), desk.get(number).state) == (["begin"], "collect")
    assert desk.traced(number, "reject") == 0
