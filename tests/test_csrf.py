"""Every unsafe request needs its token, and no GET changes anything: swept over the route map, so that new routes
count.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import text

from app.declare import Role
from app.extensions import db
from app.record import Base
from tests.world import Browser, World

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
OUR_OWN = frozenset(("browser_session", "public_sending"))
"""A session's last use is written at most once a minute; how often an address asks for codes of residents is counted,
so that nobody tries them all.
"""


def routes(world: World) -> list[tuple[str, str]]:
    """(method, address) of every route, its variables filled with a row that is there."""
    found = []
    for rule in world.app.url_map.iter_rules():
        name = rule.rule.strip("/").removeprefix("api/v1/").split("/")[0]
        rows = world.place().rows.get(name, [1])
        path = re.sub(r"<int[^>]*:number>", str(rows[0]), rule.rule)
        related = world.resources[name].related if name in world.resources else ()
        path = (
            path.replace("<key>", ".".join(related[0]) if related else "x.y")
            .replace("<name>", "x")
            .replace("<register_key:register>", "patrol")
            .replace("<field>", "phone")
        )
        path = re.sub(r"<int[^>]*>", "0", re.sub(r"<path:[^>]+>", "x.css", path))
        path = re.sub(r"<[^>]+>", "x", path)
        found += [(method, path) for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]
    return sorted(set(found))


def contents(world: World) -> dict[str, Any]:
    """Every table, whole."""
    with world.app.app_context(), db.engine.connect() as connection:
        return {
            name: sorted(map(str, connection.execute(text(f'SELECT * FROM "{name}"'))))
            for name in Base.metadata.tables
            if name not in OUR_OWN
        }


@pytest.mark.parametrize("who", [Role.STREET_CENTRE, None])
def test_no_unsafe_request_without_its_token(world: World, who: Role | None) -> None:
    browser = world.browser(who) if who else Browser(world.app)
    before = contents(world)
    swept = [(method, path) for method, path in routes(world) if method in UNSAFE]
    assert len(swept) > 250
    wrong = []
    for method, path in swept:
        for headers in ({}, {"X-CSRFToken": "x" * 40}):
            answer = browser.client.open(path, method=method, data={"ids": "1", "text": "x"}, headers=headers)
            if answer.status_code != 400:
                wrong.append((method, path, answer.status_code))
    assert wrong == []
    assert contents(world) == before


def test_another_sessions_token_is_worth_nothing(world: World) -> None:
    mine, other = world.browser(Role.STREET_CENTRE), world.browser("street2")
    mine.token = other.token
    assert mine.post(f"/person/delete/{world.place().rows['person'][0]}").status_code == 400


@pytest.mark.parametrize("role", [Role.STREET_CENTRE, Role.SYSTEM, Role.SECURITY, Role.AUDIT, None])
def test_no_get_changes_anything(world: World, role: Role | None) -> None:
    browser = world.browser(role) if role else Browser(world.app)
    before = contents(world)
    wrong = []
    for method, path in routes(world):
        if method != "GET":
            continue
        answer = browser.get(path, query_string={"ids": "1", "q": "样例"} if path.endswith("/pick") else None)
        answer.get_data()
        answer.close()
        if answer.status_code >= 500:
            wrong.append((path, answer.status_code))
    after = contents(world)
    assert {name for name in before if before[name] != after[name]} == set()
    assert wrong == []


@pytest.mark.parametrize(
    "path", ["/logout", "/language", "/theme", "/organisation", "/person/delete/1", "/person/purge", "/person/restore"]
)
def test_what_changes_something_is_no_get(world: World, path: str) -> None:
    assert world.browser(Role.STREET_CENTRE).get(path).status_code in (404, 405)


def test_a_method_cannot_be_disguised(world: World) -> None:
    """Neither a header nor a parameter turns a GET into something else."""
    browser, number = world.browser(Role.STREET_CENTRE), world.place().rows["person"][0]
    browser.get(f"/person/show/{number}?_method=DELETE", headers={"X-HTTP-Method-Override": "DELETE"})
    assert world.read("person", number).deleted_at is None


def test_redirects_stay_on_this_host(world: World) -> None:
    browser = world.browser(Role.STREET_CENTRE)
    for target in (
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "/\t/evil.example",
    ):
        for path in ("/language", "/theme", "/organisation"):
            answer = browser.post(path, {"language": "zh", "theme": "light", "within": "own", "_back": target})
            assert answer.status_code == 303 and answer.headers["Location"] == "/"
        answer = Browser(world.app).get("/login/", query_string={"next": target})
        assert answer.status_code == 200


def test_an_unknown_host_is_refused(world: World) -> None:
    browser = Browser(world.app)
    assert browser.get("/login/", headers={"Host": "evil.example"}).status_code == 400
