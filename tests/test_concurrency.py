"""Two at once: the same form sent twice, two editors of one row, many rows that want the next number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from models.issue import Issue
from models.organisation import Organisation
from models.volunteering import VolunteerTeam
from tests.world import Browser, Page, World


@pytest.fixture
def world(either_world: World) -> World:
    """Every test here runs on both databases."""
    return either_world


def together(*doings: Callable[[], Any]) -> list[Any]:
    """Run functions in threads that set off at the same moment."""
    barrier = Barrier(len(doings))

    def run(doing: Callable[[], Any]) -> Any:
        barrier.wait()
        return doing()

    with ThreadPoolExecutor(len(doings)) as pool:
        return [future.result() for future in [pool.submit(run, doing) for doing in doings]]


def new_issue(browser: Browser, title: str) -> dict[str, Sequence[str]]:
    """A filled form of a new issue, with its token."""
    page = Page(browser.get("/issue/add").text)
    chosen = {name: [page.options[name][-1]] for name in ("source", "category")}
    return {**page.form(), **chosen, "title": [title]}


def rows(world: World, title: str) -> list[Any]:
    """The issues of that title."""
    with world.as_house() as work:
        return list(work.session.execute(select(Issue.id, Issue.number).where(Issue.title == title)))


def test_a_form_sent_twice_makes_one_row(world: World) -> None:
    browser = world.browser("street_centre")
    form = new_issue(browser, "一份")
    first, second = browser.post("/issue/add", form), browser.post("/issue/add", form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(rows(world, "一份")) == 1


def test_a_form_sent_twice_at_once_makes_one_row(world: World) -> None:
    browser = world.browser("street_centre")
    form = new_issue(browser, "一份")
    others = [copy(world, browser) for _ in range(6)]
    answers = together(*(lambda browser=browser: browser.post("/issue/add", form) for browser in others))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert len(rows(world, "一份")) == 1


def copy(world: World, browser: Browser) -> Browser:
    """The same person in another window: a test client is not made for several threads."""
    found = Browser(world.app)
    found.client.set_cookie("huizhi", browser.client.get_cookie("huizhi").value)
    found.token = browser.token
    return found


def test_numbers_are_given_once_and_without_gaps(world: World) -> None:
    """Eight windows register forty issues; refused ones take no number."""
    browser = world.browser("street_centre")
    browsers = [copy(world, browser) for _ in range(8)]
    forms = [[new_issue(browser, "编号") for _ in range(5)] for browser in browsers]

    def register(browser: Browser, forms: list[Any]) -> list[int]:
        statuses = []
        for form in forms:
            statuses.append(browser.post("/issue/add", {**form, "category": ["没有这一类"]}).status_code)
            statuses.append(browser.post("/issue/add", form).status_code)
        return statuses

    answers = together(*(lambda pair=pair: register(*pair) for pair in zip(browsers, forms, strict=True)))
    assert [sorted(statuses) for statuses in answers] == [[303] * 5 + [422] * 5] * 8
    numbers = sorted(int(number.rsplit("-", 1)[1]) for _id, number in rows(world, "编号"))
    assert numbers == list(range(numbers[0], numbers[0] + 40))


def team(world: World) -> tuple[int, str]:
    """A row to edit, and its address."""
    number = world.place().rows["volunteer_team"][0]
    return number, f"/volunteer_team/edit/{number}"


def test_a_stale_form_shows_mine_theirs_and_the_original(world: World) -> None:
    number, path = team(world)
    original = world.read("volunteer_team", number).name
    mine, theirs = world.browser("street_centre"), world.browser("community_secretary")
    form, other = Page(mine.get(path).text).form(), Page(theirs.get(path).text).form()
    assert theirs.post(path, {**other, "name": "对方的队"}).status_code == 303
    answer = mine.post(path, {**form, "name": "我的队", "aims": "我写的目标"})
    assert answer.status_code == 409
    page = Page(answer.text)
    for words in ("我的队", "对方的队", original, "我写的目标", "员工community_secretary"):
        assert words in answer.text, words
    assert world.read("volunteer_team", number).name == "对方的队"
    again = {**page.form(skip=("choose-name",)), "choose-name": "mine", "name": "我的队"}
    assert mine.post(path, again).status_code == 303
    row = world.read("volunteer_team", number)
    assert (row.name, row.aims) == ("我的队", "我写的目标")


def test_choosing_theirs_keeps_theirs_and_my_other_changes(world: World) -> None:
    number, path = team(world)
    mine, theirs = world.browser("street_centre"), world.browser("community_secretary")
    form, other = Page(mine.get(path).text).form(), Page(theirs.get(path).text).form()
    theirs.post(path, {**other, "name": "对方的队"})
    page = Page(mine.post(path, {**form, "name": "我的队", "aims": "我写的目标"}).text)
    assert mine.post(path, {**page.form(skip=("choose-name",)), "choose-name": "theirs"}).status_code == 303
    row = world.read("volunteer_team", number)
    assert (row.name, row.aims) == ("对方的队", "我写的目标")


def test_changes_of_different_fields_do_not_clash(world: World) -> None:
    number, path = team(world)
    mine, theirs = world.browser("street_centre"), world.browser("community_secretary")
    form, other = Page(mine.get(path).text).form(), Page(theirs.get(path).text).form()
    assert theirs.post(path, {**other, "name": "对方的队"}).status_code == 303
    assert mine.post(path, {**form, "aims": "我写的目标"}).status_code == 303
    row = world.read("volunteer_team", number)
    assert (row.name, row.aims) == ("对方的队", "我写的目标")


def test_two_savers_at_once_lose_nothing(world: World) -> None:
    """Each of eight windows has opened the row; exactly one saves its name, the others are asked."""
    number, path = team(world)
    browser = world.browser("street_centre")
    windows = [copy(world, browser) for _ in range(8)]
    forms = [Page(window.get(path).text).form() for window in windows]
    answers = together(
        *(
            lambda n=n, window=window, form=form: window.post(path, {**form, "name": f"第{n}队"})
            for n, (window, form) in enumerate(zip(windows, forms, strict=True))
        )
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [303] + [409] * 7
    winner = next(n for n, answer in enumerate(answers) if answer.status_code == 303)
    row = world.read("volunteer_team", number)
    assert (row.name, row.version) == (f"第{winner}队", 2)


def test_a_row_deleted_meanwhile_is_told(world: World) -> None:
    place = world.place()
    browser, other = world.browser("street_centre"), world.browser("community_secretary")
    answer = browser.post(
        "/volunteer_team/add",
        {
            **Page(browser.get("/volunteer_team/add").text).form(),
            "name": "临时队",
            "organisation": str(place.units["grid"]),
        },
    )
    path = answer.headers["Location"].replace("show", "edit")
    form = Page(browser.get(path).text).form()
    assert other.post(path.replace("edit", "delete")).status_code == 303
    assert browser.post(path, {**form, "name": "改名"}).status_code == 404


def test_unique_names_stay_unique(world: World) -> None:
    browser = world.browser("street_centre")
    windows = [copy(world, browser) for _ in range(6)]
    forms = [
        {
            **Page(window.get("/volunteer_team/add").text).form(),
            "name": ["唯一队"],
            "organisation": [str(world.place().units["grid"])],
        }
        for window in windows
    ]
    answers = together(
        *(
            lambda window=window, form=form: window.post("/volunteer_team/add", form)
            for window, form in zip(windows, forms, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303] + [422] * 5
    with world.as_house() as work:
        assert work.session.scalar(select(func.count(VolunteerTeam.id)).where(VolunteerTeam.name == "唯一队")) == 1


def test_moving_a_branch_of_the_tree_while_rows_are_added_below(world: World) -> None:
    """Every path still names its ancestors."""
    place, other = world.place("a1"), world.place("a2")
    browser = world.browser("street_centre")
    windows = [copy(world, browser) for _ in range(4)]
    path = f"/organisation/edit/{place.units['grid']}"
    move = {**Page(windows[0].get(path).text).form(), "parent": [str(other.units["community"])]}
    adds = [
        {
            **Page(window.get("/organisation/add").text).form(),
            "name": [f"新网格{n}"],
            "kind": ["micro_grid"],
            "code": [f"n{n}"],
            "parent": [str(place.units["grid"])],
        }
        for n, window in enumerate(windows[1:])
    ]
    answers = together(
        lambda: windows[0].post(path, move),
        *(
            lambda window=window, form=form: window.post("/organisation/add", form)
            for window, form in zip(windows[1:], adds, strict=True)
        ),
    )
    assert {answer.status_code for answer in answers} == {303}
    with world.as_house() as work:
        units = {
            row.id: row
            for row in work.session.execute(select(Organisation.id, Organisation.parent_id, Organisation.path))
        }
    for unit in units.values():
        assert unit.path == (units[unit.parent_id].path if unit.parent_id else "/") + f"{unit.id}/"


def test_the_counters_of_epochs_lose_no_change(world: World) -> None:
    """Every change of a post counts, also when several administrators save at once."""
    from app.access.epoch import RIGHTS, epochs
    from app.extensions import db

    def value() -> int:
        with world.app.app_context(), db.engine.connect() as connection:
            return int(connection.execute(select(epochs.c.value).where(epochs.c.name == RIGHTS)).scalar_one())

    browser = world.browser("street_centre")
    windows = [copy(world, browser) for _ in range(4)]
    forms = [
        {
            **Page(window.get("/organisation/add").text).form(),
            "name": [f"单位{n}"],
            "kind": ["grid"],
            "code": [f"e{n}"],
            "parent": [str(world.place().units["community"])],
        }
        for n, window in enumerate(windows)
    ]
    before = value()
    together(
        *(
            lambda window=window, form=form: window.post("/organisation/add", form)
            for window, form in zip(windows, forms, strict=True)
        )
    )
    assert value() == before + 4
