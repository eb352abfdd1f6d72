"""Every resource × role × screen answers as `decide` says; every filter, sort and field works on the real pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from app.access.decide import decide
from app.declare import Role
from app.fields.day import PERIODS
from app.metadata.resource import Resource
from app.screens.record_view import Numbered
from app.screens.work import Work
from models import MODELS
from tests import factories
from tests.access.samples import PDF, drawing, picture
from tests.world import Browser, Page, World, own_page

NAMES = [model.__tablename__ for model in MODELS]
FINE = (200, 303)


class Judge:
    """What the declarations let one viewer do, asked of `decide` beforehand."""

    def __init__(self, work: Work) -> None:
        self.work = work

    def on_any(self, action: str, resource: Resource) -> bool:
        """Whether the action is open on any row."""
        return bool(decide(self.work.viewer, action, resource))

    def on_row(self, action: str, resource: Resource, number: int) -> int:
        """The status of an action on a row: 200, 403 or 404."""
        if not self.on_any(action, resource):
            return 403
        found = decide(
            self.work.viewer,
            action,
            resource,
            Numbered(number),
            session=self.work.session,
            regions=self.work.regions,
            seen=False,
        )
        deleted = getattr(self.work.record(resource, number), "id", None) is None
        return 200 if found and not deleted else 404


Request = tuple[str, str, Any, int]
"""(method, path, form, status expected; 200 stands for 303 as well)."""


def reading(judge: Judge, resource: Resource, numbers: list[int]) -> Iterator[Request]:
    """Every screen that only shows."""
    name, screen = resource.name, resource.screen
    yield "GET", f"/{name}/list/", None, 200 if judge.on_any("list", resource) else 403
    yield "GET", f"/{name}/pick", None, 200 if judge.on_any("name", resource) else 403
    bin_ = 403 if not judge.on_any("restore", resource) else 200 if resource.soft else 404
    yield "GET", f"/{name}/bin/", None, bin_
    chart = 403 if not judge.on_any("list", resource) else 200 if resource.charts else 404
    yield "GET", f"/{name}/chart/", None, chart
    yield "GET", f"/{name}/add", None, 200 if judge.on_any("add", resource) and not screen.readonly else 403
    yield "POST", f"/{name}/export", {"format": "csv"}, 200 if judge.on_any("export", resource) else 403
    yield "GET", f"/api/v1/{name}/", None, 200 if judge.on_any("list", resource) else 403
    for number in numbers:
        shown = judge.on_row("show", resource, number)
        yield "GET", f"/{name}/show/{number}", None, shown
        yield "GET", f"/{name}/edit/{number}", None, 403 if screen.readonly else judge.on_row("edit", resource, number)
        if number != numbers[0]:
            continue  # the further screens ask the same question; tests/test_scope.py asks it of each
        yield "GET", f"/{name}/print/{number}", None, shown
        yield "GET", f"/api/v1/{name}/{number}", None, shown
        for other, by in resource.related:
            listed = judge.on_any("list", judge.work.resources[other])
            tab = shown if shown != 200 else 200 if listed else 403
            if not judge.on_any("show", resource) or not listed:
                tab = 403
            yield "GET", f"/{name}/tab/{number}/{other}.{by}", None, tab
            yield "GET", f"/{name}/count/{number}/{other}.{by}", None, tab


def writing(judge: Judge, resource: Resource, numbers: list[int]) -> Iterator[Request]:
    """Every screen that changes something, called so that little changes."""
    name, screen = resource.name, resource.screen
    listed = 200 if judge.on_any("list", resource) else 403
    yield "POST", f"/{name}/columns", {"columns": [screen.list[0]]}, listed
    yield "POST", f"/{name}/views", {"name": "x", "address": "?size=50"}, listed
    yield "POST", f"/{name}/add", {}, 422 if judge.on_any("add", resource) and not screen.readonly else 403
    for number in numbers:
        yield "POST", f"/{name}/comment/{number}", {"text": "好"}, judge.on_row("comment", resource, number)
        edit = judge.on_row("edit", resource, number)
        yield "POST", f"/{name}/edit/{number}", {}, 403 if screen.readonly else 400 if edit == 200 else edit
        api = f"/api/v1/{name}/{number}"
        yield "PUT", api, {}, 403 if screen.readonly else edit
        if screen.readonly or not resource.soft or judge.on_row("delete", resource, number) != 200:
            yield (
                "DELETE",
                api,
                None,
                403 if screen.readonly or not resource.soft else judge.on_row("delete", resource, number),
            )
        for key, declared in resource.fields.items():
            if declared.secret and number == numbers[0]:
                yield (
                    "POST",
                    f"/{name}/unmask/{number}/{key}",
                    {"reason": "回访"},
                    judge.on_row("unmask", resource, number),
                )
        living = {403: 403}  # only rows in the bin can be restored or purged
        yield (
            "POST",
            f"/{name}/restore",
            {"ids": str(number)},
            living.get(judge.on_row("restore", resource, number), 404),
        )
        yield "POST", f"/{name}/purge", {"ids": str(number)}, living.get(judge.on_row("purge", resource, number), 404)
        for action in screen.actions:
            if action.on == "record" and action.fields:
                yield "GET", f"/{name}/do/{action.name}?ids={number}", None, judge.on_row(action.name, resource, number)
        delete = 403 if screen.readonly else judge.on_row("delete", resource, number)
        yield "POST", f"/{name}/delete/{number}", {}, delete
        if delete != 200:
            yield "POST", f"/{name}/delete", {"ids": str(number)}, delete


def closed_once(requests: list[Request]) -> list[Request]:
    """Without the further rows of what is closed for all rows."""
    seen: set[str] = set()
    found = []
    for request in requests:
        pattern = re.sub(r"\d+", "#", request[1]) + str(request[0])
        if request[3] != 403 or pattern not in seen or "/delete" in pattern:
            found.append(request)
        seen.add(pattern)
    return found


def ask(browser: Browser, request: Request) -> tuple[str, int, int]:
    """(what was asked, what came, what was expected)."""
    method, path, form, expected = request
    # As the scripts ask: refusals come as JSON, which is quicker than the page that says the same.
    headers = {"X-Requested-With": "fetch"}
    if method in ("PUT", "DELETE"):
        answer = browser.send(method, path, form)
    else:
        answer = browser.get(path, headers=headers) if method == "GET" else browser.post(path, form, headers=headers)
    came = 200 if expected == 200 and answer.status_code == 303 else answer.status_code
    answer.close()
    return f"{method} {path}", came, expected


def sample(world: World, name: str) -> list[int]:
    """A row of one's own community, one of the other community, one of the other street."""
    if name == "code_entry":
        return [1]
    return [world.place(key).rows[name][-1] for key in ("a1", "a2", "b1")]


@pytest.mark.parametrize("role", list(Role))
def test_every_screen_answers_as_decided(world: World, role: Role) -> None:
    browser = world.browser(role)
    wrong = []
    for part in (reading, writing):
        with world.as_person(role) as work:
            judge = Judge(work)
            requests = [
                request
                for resource in world.resources.values()
                for request in part(judge, resource, sample(world, resource.name))
            ]
        if part is writing:  # what is deleted on the way hides rows that follow
            requests.sort(key=lambda request: "/delete" in request[1])
        wrong += [found for request in closed_once(requests) if (found := ask(browser, request))[1] != found[2]]
    assert wrong == []


def test_a_guest_is_sent_to_the_sign_in_page(world: World) -> None:
    guest = Browser(world.app)
    for name in NAMES:
        answer = guest.get(f"/{name}/list/?sort=id")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/login/?next=/{name}/list/?sort=id")
        assert guest.get(f"/api/v1/{name}/").status_code == 401


KEEPER = {
    "account": "system",
    "code_entry": "system",
    "post": "security",
    "party_member": "party_secretary",
    "party_meeting": "party_secretary",
}
"""Who keeps each register; the street centre the others."""


def keeper(name: str) -> str:
    """An account that may list, and mostly add, edit and delete."""
    return KEEPER.get(name, "street_centre")


@pytest.mark.parametrize("name", NAMES)
def test_every_list_sorts_and_filters(world: World, name: str) -> None:
    """Each sortable field both ways, each operator of each filter; names that are none are told with the valid ones."""
    resource, username = world.resources[name], keeper(name)
    browser = world.browser(username)
    asked: list[str] = []
    with world.as_person(username) as work:
        for key, declared in resource.fields.items():
            if declared.hidden or work.viewer.right(resource, key) < 2:
                continue
            if declared.sortable and not declared.secret:
                asked += [f"sort={key}", f"sort=-{key}"]
        for name_ in (*resource.screen.list, *resource.screen.filters):
            path = world.resources.path(resource, name_)
            asked += [f"columns={name_}"]
            for operator in path.field.operators:
                parameter = name_ if operator == "eq" else f"{name_}__{operator}"
                asked.append(urlencode({parameter: filter_value(path.field, operator, work)}))
    asked += ["q=员工", "size=100", "page=2", "scope=own"] if resource.screen.search else ["size=1"]
    wrong = [
        (query, answer.status_code)
        for query in asked
        if (answer := browser.get(f"/{name}/list/?{query}")).status_code != 200
    ]
    assert wrong == []
    for query, word in (
        ("nonsense=1", "nonsense"),
        ("sort=nonsense", "nonsense"),
        ("columns=nonsense", "nonsense"),
        ("size=7000", "size"),
    ):
        answer = browser.get(f"/{name}/list/?{query}")
        assert answer.status_code == 400 and word in answer.text
        if "nonsense" in query:
            assert resource.screen.list[0].split(".")[0] in answer.text


def filter_value(declared: Any, operator: str, work: Work) -> str:
    """A value that a filter can read."""
    declared = getattr(declared, "shown_as", declared)
    if operator == "empty":
        return "1"
    if operator == "within":
        return next(iter(PERIODS))
    if declared.kind in ("link", "links"):
        return "1"
    if declared.kind == "moment":
        return "2024-01-04"
    if declared.kind == "serial":
        return "x-2026-0001"
    return factories.typed(declared, factories.MAKERS[declared.kind](declared, 3, work.context), work.context)[0]


ADDING = [model.__tablename__ for model in MODELS if not model.__screen__.readonly]


@pytest.mark.parametrize("name", ADDING)
def test_what_is_typed_comes_back(world: World, name: str) -> None:
    """Add through the form, show it, open it for editing, change every field, show it again."""
    resource, username = world.resources[name], keeper(name)
    browser = world.browser(username)
    for number, leading in enumerate(factories.variants(resource)):
        written = fill(world, browser, resource, username, f"/{name}/add", 500 + number * 10, leading)
        answer = browser.post(f"/{name}/add", written.form)
        assert answer.status_code == 303, Page(answer.text).words
        where = own_page(answer.headers["Location"])
        record = int(where.rsplit("/", 1)[1])
        assert browser.get(where).status_code == 200
        assert_kept(world, resource, record, written)
        if not may_edit(world, username, resource, record):
            continue
        again = fill(world, browser, resource, username, f"/{name}/edit/{record}", 700 + number * 10, leading)
        answer = browser.post(f"/{name}/edit/{record}", again.form)
        assert answer.status_code == 303, Page(answer.text).words
        assert_kept(world, resource, record, again)


def test_a_picker_makes_a_new_row_in_a_dialog(world: World, client: Callable[..., Browser]) -> None:
    """The form comes without its frame; saving answers with what the picker then holds, a refusal with the form."""
    browser = client(Role.STREET_CENTRE)
    page = browser.get("/property_company/add?dialog=1")
    assert page.status_code == 200 and "<html" not in page.text
    form = Page(page.text).form()
    answer = browser.post("/property_company/add?dialog=1", {**form, "name": "新物业"})
    assert answer.status_code == 200
    assert answer.get_json()["label"] == "新物业"
    assert world.read("property_company", int(answer.get_json()["value"])).name == "新物业"
    answer = browser.post("/property_company/add?dialog=1", {**form, "name": "", "_token": ""})
    assert answer.status_code == 422 and "<html" not in answer.text


def may_edit(world: World, username: str, resource: Resource, number: int) -> bool:
    with world.as_person(username) as work:
        return Judge(work).on_row("edit", resource, number) == 200


class Written:
    """What was typed into a form, and what it should become."""

    def __init__(self, form: dict[str, Any], kept: dict[str, Any], uploads: list[str]) -> None:
        self.form, self.kept, self.uploads = form, kept, uploads


UNCHANGEABLE = {"account": ("person", "organisation"), "post": ("person", "organisation")}


def fill(
    world: World, browser: Browser, resource: Resource, username: str, path: str, number: int, leading: dict[str, Any]
) -> Written:
    """Type a value into every input of a form, as a person would: pickers offer their first row."""
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    page = Page(answer.text)
    editing = "/edit/" in path
    form: dict[str, Any] = page.form()
    above = (world.place().units["district"],)  # may be named by all, and nobody of the street writes in it
    uploads: list[str] = []

    def pick(declared: Any, n: int) -> int | None:
        if declared.key in form and (declared.key == "organisation" or editing):
            held = form[declared.key][0]
            if held:
                return int(held)
        if name_needs_new(resource, declared):
            return fresh(world, declared.target, username)
        options = browser.get(page.sources[declared.key]).get_json()["options"] if declared.key in page.sources else []
        others = [int(option["value"]) for option in options if f"/{resource.name}/edit/{option['value']}" != path]
        return next((number for number in others if number not in above), None)

    with world.as_person(username) as work:
        names = [name for name in resource.fields if name in page.names]
        kept = factories.values(resource, number, work.context, pick, **leading)
        if resource.name == "account":
            kept["username"] = f"t{number}"
        for name in names:
            declared = resource.field(name)
            if declared.kind in factories.UPLOADS:
                shown = all(factories.holds(when, kept) for when in factories.showing(resource, name))
                form.pop(name, None)
                if shown:
                    form[name] = upload(declared.kind)
                    uploads.append(name)
                continue
            form[name] = factories.typed(declared, kept[name], work.context)
    return Written(
        form, {name: kept[name] for name in names if resource.field(name).kind not in factories.UPLOADS}, uploads
    )


def name_needs_new(resource: Resource, declared: Any) -> bool:
    """Whether a link takes each row once."""
    from tests.world import alone

    return alone(resource, declared.source.name)


def fresh(world: World, name: str, username: str) -> int:
    """A new row for a link that takes each row once; staff, where accounts and posts ask for staff."""
    from app.access.scope import working_as
    from tests.world import Builder

    with world.as_house() as work, working_as(work.session, work.viewer):
        builder = Builder(work)
        builder.n = 3000 + world.counts()[name]
        made = builder.row(world.place(), name, unit="grid", **({"staff": True} if name == "person" else {}))
        work.session.commit()
        return made


def upload(kind: str) -> Any:
    """A file as a browser sends it."""
    from base64 import b64encode
    from io import BytesIO

    if kind == "photo":
        return (BytesIO(picture((60, 40))), "现场.jpg")
    if kind == "file":
        return (BytesIO(PDF), "合同 第一版.pdf")
    return "data:image/png;base64," + b64encode(drawing(stroke=True)).decode()


def assert_kept(world: World, resource: Resource, number: int, written: Written) -> None:
    """The row holds what was typed."""
    record = world.read(resource.name, number)
    assert {name: resource.field(name).read(record) for name in written.kept} == written.kept
    for name in written.uploads:
        assert len(resource.field(name).read(record)) == 1


SOFT = [name for name in ADDING if name not in ("code_entry", "account", "organisation")]


@pytest.mark.parametrize("name", SOFT)
def test_rows_go_to_the_bin_come_back_and_go_for_good(world: World, name: str, client: Callable[..., Browser]) -> None:
    resource, username = world.resources[name], keeper(name)
    browser = client(username)
    with world.as_person(username) as work:
        judge = Judge(work)
        if not judge.on_any("delete", resource):
            pytest.skip(f"nobody deletes {name}")
        may_purge = judge.on_any("purge", resource)
    numbers = [lonely(world, resource, username) for _ in range(3)]
    ids = ",".join(map(str, numbers))
    before = browser.get(f"/{name}/list/").text
    assert browser.post(f"/{name}/delete", {"ids": ids}).status_code == 303
    for number in numbers:
        assert world.read(name, number).deleted_at is not None
        assert browser.get(f"/{name}/show/{number}").status_code == 404
        assert browser.get(f"/{name}/edit/{number}").status_code == 404
    assert before != browser.get(f"/{name}/list/").text
    assert f'value="{numbers[0]}"' in browser.get(f"/{name}/bin/?size=100").text
    assert browser.post(f"/{name}/restore", {"ids": ids}).status_code == 303
    assert [world.read(name, number).deleted_at for number in numbers] == [None, None, None]
    if not may_purge:
        return
    assert browser.post(f"/{name}/purge", {"ids": ids}).status_code == 404, "only what is in the bin can be purged"
    browser.post(f"/{name}/delete", {"ids": ids})
    assert browser.post(f"/{name}/purge", {"ids": ids}).status_code == 303
    assert [world.read(name, number) for number in numbers] == [None, None, None]


def lonely(world: World, resource: Resource, username: str) -> int:
    """A row that nothing points at."""
    from app.access.scope import working_as
    from tests.world import Builder

    with world.as_house() as work, working_as(work.session, work.viewer):
        builder = Builder(work)
        builder.n = 5000 + sum(world.counts().values())
        made = builder.row(
            world.place(), resource.name, unit="grid", **({"role": "grid_staff"} if resource.name == "post" else {})
        )
        work.session.commit()
        return made
