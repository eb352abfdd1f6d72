"""Signing in and out: what ends a session, on the server and at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.access import lockout
from app.access.sessions import end_sessions, sessions
from app.access.sessions import sweep as sweep_sessions
from app.declare import Role
from app.extensions import db
from models.account import Account
from models.post import Post
from tests.world import PASSWORD, Browser, Page, World

NEW = "Anders-2026-Wort"


def cookie(browser: Browser) -> str:
    """What the browser would send."""
    found = browser.client.get_cookie("huizhi")
    return found.value if found else ""


def with_cookie(world: World, value: str) -> Browser:
    """Another browser with a copied cookie."""
    thief = Browser(world.app)
    thief.client.set_cookie("huizhi", value)
    return thief


def signed_in(browser: Browser) -> bool:
    """Whether the server knows who this is."""
    return bool(browser.get("/me").status_code == 200)


def execute(world: World, *statements: Any) -> None:
    """Change the database directly."""
    with world.app.app_context(), db.engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)


def test_right_and_wrong_passwords(world: World) -> None:
    browser = Browser(world.app)
    assert not signed_in(browser)
    for username, password in (
        ("street_centre", "wrong"),
        ("nobody", PASSWORD),
        ("street_centre", ""),
        ("", ""),
        ("street_centre", PASSWORD.lower()),
    ):
        assert browser.sign_in(username, password).status_code in (401, 422)
        assert not signed_in(browser)
    answer = browser.sign_in("street_centre")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert signed_in(browser)


def test_a_wrong_name_and_a_wrong_password_look_the_same(world: World) -> None:
    words = [
        Page(Browser(world.app).sign_in(username, "Falsch-2026").text).words for username in ("street_centre", "nobody")
    ]
    assert words[0] == words[1]


def test_five_wrong_passwords_lock_the_name_for_a_while(world: World) -> None:
    browser = Browser(world.app)
    statuses = [browser.sign_in("street_centre", "Falsch-2026").status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 401, 429]
    assert browser.sign_in("street_centre", PASSWORD).status_code == 429, "the right password is not heard either"
    assert Browser(world.app).sign_in("street_centre").status_code == 429, "nor from another browser"
    assert Browser(world.app).sign_in("STREET_CENTRE ").status_code in (401, 429)
    assert Browser(world.app).sign_in("section").status_code == 303, "others are not locked out"
    past = datetime.now(UTC) - timedelta(minutes=1)
    execute(world, update(lockout.failures).where(lockout.failures.c.key == "name:street_centre").values(until=past))
    assert Browser(world.app).sign_in("street_centre").status_code == 303


def test_unknown_names_are_locked_like_known_ones(world: World) -> None:
    browser = Browser(world.app)
    assert [browser.sign_in("nobody", "Falsch-2026").status_code for _ in range(5)][-1] == 429


def test_an_address_is_locked_that_tries_many_names(world: World) -> None:
    browser = Browser(world.app)
    browser.token = Page(browser.get("/login/").text).value("csrf_token")
    tries = [{"username": f"name{number}", "password": "Falsch-2026"} for number in range(lockout.ADDRESS.most)]
    assert 429 in {browser.post("/login/", form).status_code for form in tries}


def test_signing_in_makes_a_new_key(world: World) -> None:
    """A cookie planted before is worth nothing afterwards."""
    browser = Browser(world.app)
    browser.get("/login/")
    planted = cookie(browser)
    browser.sign_in("street_centre")
    assert planted and cookie(browser) != planted
    assert not signed_in(with_cookie(world, planted))


def test_signing_out_ends_the_session_on_the_server(world: World) -> None:
    browser = world.browser(Role.STREET_CENTRE)
    stolen = with_cookie(world, cookie(browser))
    assert signed_in(stolen)
    answer = browser.post("/logout")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login/")
    assert not signed_in(browser)
    assert not signed_in(stolen)


def test_the_cookie_is_a_key_and_nothing_else(world: World) -> None:
    browser = world.browser(Role.STREET_CENTRE)
    answer = browser.post("/theme", {"theme": "dark"})
    assert answer.status_code == 303
    fresh = Browser(world.app)
    header = fresh.get("/login/").headers["Set-Cookie"]
    assert "HttpOnly" in header and "SameSite=Lax" in header and "Path=/" in header
    with world.app.app_context(), db.engine.connect() as connection:
        keys = set(connection.scalars(select(sessions.c.key)))
    assert cookie(browser) not in keys, "the table keeps a hash"


def test_a_new_password_ends_the_other_sessions(world: World) -> None:
    here, there = world.browser(Role.SECTION), world.browser(Role.SECTION)
    assert here.post("/me", {"old": "Falsch-2026", "new": NEW, "again": NEW}).status_code == 422
    assert here.post("/me", {"old": PASSWORD, "new": "kurz", "again": "kurz"}).status_code == 422
    assert here.post("/me", {"old": PASSWORD, "new": NEW, "again": NEW + "x"}).status_code == 422
    assert here.post("/me", {"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}).status_code == 422
    assert signed_in(there)
    assert here.post("/me", {"old": PASSWORD, "new": NEW, "again": NEW}).status_code == 303
    assert signed_in(here)
    assert not signed_in(there)
    assert Browser(world.app).sign_in("section", PASSWORD).status_code == 401
    assert Browser(world.app).sign_in("section", NEW).status_code == 303


def test_a_closed_account_is_out_at_the_next_request(world: World) -> None:
    """Closed on its screen by the system administrator."""
    browser = world.browser(Role.SECTION)
    assert signed_in(browser)
    with world.as_house() as work:
        number = work.session.scalar(select(Account.id).where(Account.username == "section"))
    system = world.browser(Role.SYSTEM)
    form = Page(system.get(f"/account/edit/{number}").text).form()
    assert system.post(f"/account/edit/{number}", {**form, "active": "0"}).status_code == 303
    assert not signed_in(browser)
    assert Browser(world.app).sign_in("section").status_code == 401


def test_a_changed_post_counts_at_the_next_request(world: World) -> None:
    """The security administrator ends one post and gives another."""
    browser, place = world.browser(Role.GRID_STAFF), world.place()
    assert browser.get("/person/list/").status_code == 200
    assert browser.get("/party_member/list/").status_code == 403
    with world.as_house() as work:
        person = work.session.scalar(select(Account.person_id).where(Account.username == "grid_staff"))
        post = work.session.scalar(select(Post.id).where(Post.person_id == person))
    security = world.browser(Role.SECURITY)
    page = Page(security.get(f"/post/edit/{post}").text)
    assert (
        security.post(
            f"/post/edit/{post}",
            {**page.form(), "role": "community_secretary", "organisation": str(place.units["community"])},
        ).status_code
        == 303
    )
    assert browser.get("/party_member/list/").status_code == 200
    page = Page(security.get(f"/post/edit/{post}").text)
    assert security.post(f"/post/edit/{post}", {**page.form(), "ends_on": "2025-01-01"}).status_code == 303
    assert browser.get("/person/list/").status_code == 403
    assert browser.get("/").status_code == 200


def test_nobody_raises_his_own_rights(world: World) -> None:
    """Neither administrator can change his own post or account, nor another administrator's, nor give himself one."""
    with world.as_house() as work:
        persons = dict(work.session.execute(select(Account.username, Account.person_id)).all())
        posts = dict(work.session.execute(select(Post.id, Post.person_id)).all())
        accounts = dict(work.session.execute(select(Account.username, Account.id)).all())
    security, system = world.browser(Role.SECURITY), world.browser(Role.SYSTEM)
    for role in ("system", "security", "audit"):
        post = next(number for number, person in posts.items() if person == persons[role])
        assert security.get(f"/post/edit/{post}").status_code == 404
        assert security.post(f"/post/edit/{post}", {"_version": "1", "role": "street_centre"}).status_code == 404
        assert system.get(f"/account/edit/{accounts[role]}").status_code == 404
        page = Page(security.get("/post/add").text)
        before = world.counts()["post"]
        answer = security.post(
            "/post/add",
            {
                **page.form(),
                "person": str(persons[role]),
                "role": "street_centre",
                "organisation": str(world.place().units["street"]),
            },
        )
        assert answer.status_code in (404, 422)
        assert world.counts()["post"] == before
    assert system.get("/post/list/").status_code == 403
    assert security.get("/account/list/").status_code == 403


def test_idle_and_old_sessions_end(world: World) -> None:
    for column, age in (
        (sessions.c.seen_at, timedelta(minutes=61)),
        (sessions.c.created_at, timedelta(hours=12, minutes=1)),
    ):
        browser = world.browser(Role.SECTION)
        assert signed_in(browser)
        execute(world, update(sessions).values({column: datetime.now(UTC) - age}))
        assert not signed_in(browser)


def test_old_sessions_are_swept(world: World) -> None:
    world.browser(Role.SECTION)
    with world.app.app_context(), db.engine.begin() as connection:
        assert sweep_sessions(connection, datetime.now(UTC)) == 0
        connection.execute(update(sessions).values(seen_at=datetime.now(UTC) - timedelta(hours=13)))
        assert sweep_sessions(connection, datetime.now(UTC)) >= 1


def test_sessions_of_one_account_only_are_ended(world: World) -> None:
    section, centre = world.browser(Role.SECTION), world.browser(Role.STREET_CENTRE)
    with world.as_house() as work:
        number = work.session.scalar(select(Account.id).where(Account.username == "section"))
    with world.app.app_context(), db.engine.begin() as connection:
        end_sessions(connection, number)
    assert (signed_in(section), signed_in(centre)) == (False, True)


@pytest.mark.parametrize(
    "path",
    [
        "/users/list/",
        "/roles/list/",
        "/resetmypassword/form",
        "/register/form",
        "/api/v1/security/login",
        "/login",
        "/permissions/list/",
        "/userstatschartview/chart/",
    ],
)
def test_the_frameworks_own_account_pages_are_not_there(world: World, path: str) -> None:
    browser = world.browser(Role.SYSTEM)
    assert browser.get(path).status_code in (302, 308, 404, 405)
    assert browser.send("POST", path, {"username": "x", "password": "y", "provider": "db"}).status_code in (
        308,
        404,
        405,
    )


def test_where_a_guest_wanted_to_go(world: World) -> None:
    guest = Browser(world.app)
    answer = guest.get("/person/list/?sort=-name")
    assert answer.headers["Location"].startswith("/login/?next=")
    page = Page(guest.get(answer.headers["Location"]).text)
    guest.token = page.value("csrf_token")
    answer = guest.post("/login/", {"username": "street_centre", "password": PASSWORD, "next": page.value("next")})
    assert answer.headers["Location"] == "/person/list/?sort=-name"


def test_a_guests_language_stays_after_signing_in(world: World) -> None:
    guest = Browser(world.app)
    guest.token = Page(guest.get("/login/").text).value("csrf_token")
    guest.post("/language", {"language": "en"})
    guest.sign_in("section")
    assert 'lang="en' in guest.get("/").text


def test_preferences_stay_with_the_session(world: World) -> None:
    browser = world.browser(Role.STREET_CENTRE)
    assert 'lang="zh' in browser.get("/").text
    browser.post("/language", {"language": "en"})
    assert 'lang="en' in browser.get("/").text
    for path, form in (("/language", {"language": "fr"}), ("/theme", {"theme": "pink"})):
        assert browser.post(path, form).status_code == 400
    assert browser.post("/organisation", {"organisation": str(world.place("b1").units["street"])}).status_code == 404
