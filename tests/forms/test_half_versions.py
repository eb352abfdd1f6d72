"""While a form is published over and over, each record that is saved belongs to one version, whole."""

from __future__ import annotations

from threading import Event, Thread
from typing import Any

from sqlalchemy import select

from app.declare import Role
from app.forms.store import versions
from tests.conftest import World
from tests.forms.filled import extended, publish
from tests.world import Page

NAME = "register/halves"
LAST = 6  # versions


def pair(number: int, **more: Any) -> list[dict[str, Any]]:
    """The two fields that a version asks for together."""
    return [
        {"key": f"f_{side}{number}", "kind": "text", "label": f"第 {number} 版{side}", "required": True, **more}
        for side in ("a", "b")
    ]


def form(number: int) -> dict[str, Any]:
    """A version: the pairs of the ones before are retired, its own must be filled in."""
    title = {"key": "f_name", "kind": "text", "label": "名称", "required": True}
    past = [item for before in range(1, number) for item in pair(before, retired=True)]
    return {"register": {"label": "半版"}, "fields": [title, *past, *pair(number)]}


def test_no_record_is_saved_under_a_half_version(either_world: World) -> None:
    world, street = either_world, either_world.place().units["street"]
    publish(world, street, {NAME: form(1)})
    going, done = Event(), Event()
    saved: list[str] = []
    failed: list[Any] = []

    def write() -> None:
        browser, n = world.browser(Role.STREET_CENTRE), 0
        while not done.is_set() or n < 3:
            n += 1
            page = Page(browser.get(f"/{NAME}/add").text)
            asked = {name: f"值{n}" for name in page.names if name.startswith("f_")}
            answer = browser.post(f"/{NAME}/add", {**page.form(), **asked, "f_name": f"第{n}条"})
            going.set()
            if answer.status_code == 303:
                saved.append(f"第{n}条")
            elif answer.status_code != 422:  # told that the form was changed, with what was typed
                failed.append((answer.status_code, answer.text[:300]))

    writer = Thread(target=write)
    writer.start()
    assert going.wait(60)
    for number in range(2, LAST + 1):
        publish(world, street, {NAME: form(number)})
        before = len(saved)
        while len(saved) < before + 2 and not failed and writer.is_alive():
            done.wait(0.01)
    done.set()
    writer.join(60)
    assert not failed
    with world.as_person(Role.STREET_CENTRE) as work:
        numbers = {one.id: one.number for one in versions(work.session, street, NAME)}
        rows = work.session.scalars(select(extended(world, work).resources[NAME].model)).all()
        held = {row.extra["f_name"]: (numbers[row.form_version], sorted(set(row.extra) - {"f_name"})) for row in rows}
    assert set(held) == set(saved)  # none is lost, none is there twice
    for name, (version, keys) in held.items():
        assert keys == [f"f_a{version}", f"f_b{version}"], (name, version, keys)
    assert {version for version, _keys in held.values()} == set(range(1, LAST + 1))
