"""Nobody sees, counts, links or changes a row of another street or another community, whichever way it is tried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import undefer

from app.access.guard import Forbidden
from app.access.scope import OutOfScope, Unguarded
from app.declare import Role
from models import MODELS
from models.account import Account
from models.compound import Compound
from models.issue import Issue
from models.organisation import Organisation
from models.person import Person
from models.volunteer import Volunteer
from tests import factories
from tests.world import Browser, Page, World

NAMES = [model.__tablename__ for model in MODELS if model.__tablename__ != "code_entry"]
WIDE = {"property_company": ("community2",)}
"""What a whole street may read although it stands in one community: companies work for several."""


def foreign(world: World, resource: str, username: str) -> list[int]:
    """Rows that the account may not see: all of street A for `street2`, those of the first community for
    `community2`.
    """
    rows = world.place("a1").rows[resource]
    if username == "street2":
        return [*rows, *world.place("a2").rows[resource]]
    return rows


@pytest.mark.parametrize("name", NAMES)
def test_a_row_of_another_street_is_not_there(world: World, name: str) -> None:
    """Every address with its number answers 404, or 403 where the action is closed altogether; nothing changes."""
    resource, browser = world.resources[name], world.browser("street2")
    before, wrong = world.counts(), []
    for number in foreign(world, name, "street2")[:3]:
        kept = snapshot(world, name, number)
        for method, path, body in addresses(resource, number):
            answer = browser.get(path) if method == "GET" else browser.post(path, body)
            if answer.status_code not in (403, 404):
                wrong.append((method, path, answer.status_code))
        for method in ("GET", "PUT", "DELETE"):
            answer = browser.send(method, f"/api/v1/{name}/{number}", {} if method == "PUT" else None)
            if answer.status_code not in (403, 404):
                wrong.append((method, f"/api/v1/{name}/{number}", answer.status_code))
        assert snapshot(world, name, number) == kept
    assert wrong == []
    assert world.counts() == before


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WIDE])
def test_a_row_of_another_street_answers_like_one_that_never_was(world: World, name: str) -> None:
    """Neither the status nor the words tell that the row exists."""
    browser = world.browser("street2")
    there, nowhere = foreign(world, name, "street2")[0], 999_999
    for path in ("/{name}/show/{number}", "/{name}/edit/{number}", "/{name}/print/{number}", "/api/v1/{name}/{number}"):
        answers = [browser.get(path.format(name=name, number=number)) for number in (there, nowhere)]
        assert answers[0].status_code == answers[1].status_code
        assert Page(answers[0].text).words == Page(answers[1].text).words


def addresses(resource: Any, number: int) -> Iterator[tuple[str, str, Any]]:
    """Every address that names one row."""
    name = resource.name
    for page in ("show", "edit", "print"):
        yield "GET", f"/{name}/{page}/{number}", None
    for other, by in resource.related:
        yield "GET", f"/{name}/tab/{number}/{other}.{by}", None
        yield "GET", f"/{name}/count/{number}/{other}.{by}", None
    yield "POST", f"/{name}/edit/{number}", {"_version": "1", "name": "偷改", "title": "偷改"}
    yield "POST", f"/{name}/delete/{number}", {}
    yield "POST", f"/{name}/comment/{number}", {"text": "偷看"}
    for key, declared in resource.fields.items():
        if declared.secret:
            yield "POST", f"/{name}/unmask/{number}/{key}", {"reason": "偷看"}
    for path in ("delete", "restore", "purge"):
        yield "POST", f"/{name}/{path}", {"ids": str(number)}
    for action in resource.screen.actions:
        if action.on != "list":
            yield "GET", f"/{name}/do/{action.name}?ids={number}", None
            yield "POST", f"/{name}/do/{action.name}?ids={number}", {"ids": str(number)}


def snapshot(world: World, name: str, number: int) -> dict[str, Any]:
    """All columns of a row."""
    record = world.read(name, number)
    return {column.key: getattr(record, column.key) for column in type(record).__mapper__.column_attrs}


def titles(world: World, name: str, numbers: list[int]) -> list[str]:
    """What these rows are called."""
    with world.as_house() as work:
        return list(work.titles(name, numbers).values())


@pytest.mark.parametrize("username", ["street2", "community2"])
def test_no_list_picker_chart_export_or_search_shows_a_foreign_row(world: World, username: str) -> None:
    browser, wrong = world.browser(username), []
    for name in NAMES:
        if username in WIDE.get(name, ()):
            continue
        resource, numbers = world.resources[name], foreign(world, name, username)
        named = set() if username == "street2" else nameable(world, name, username)
        hidden = [number for number in numbers if number not in named]
        visible = {str(number) for number in numbers} - {str(number) for number in named}
        listing = browser.get(f"/{name}/list/?size=100")
        if listing.status_code == 200:
            ticked = {value for key, value, _attributes in Page(listing.text).inputs if key == "ids"}
            shown = {
                link.rsplit("/", 1)[1].split("?")[0]
                for link in Page(listing.text).links
                if link.startswith(f"/{name}/show/")
            }
            rows = {str(row["id"]) for row in browser.send("GET", f"/api/v1/{name}/?size=100").get_json()["rows"]}
            if (ticked | shown | rows) & {str(number) for number in foreign(world, name, username)} - listable(
                world, name, username
            ):
                wrong.append((name, "list"))
        for query in ("", "?q=样例", f"?ids={','.join(map(str, hidden))}" if hidden else "?q=单位"):
            picked = browser.get(f"/{name}/pick{query}")
            if picked.status_code == 200 and {option["value"] for option in picked.get_json()["options"]} & visible:
                wrong.append((name, "pick", query))
        if resource.screen.search and hidden:
            for title in titles(world, name, hidden[:1]):
                found = browser.get(f"/search?q={title}", headers={"Accept": "application/json"}).get_json()
                links = [item["url"] for group in found["groups"] for item in group["items"]]
                if any(link == f"/{name}/show/{number}" for link in links for number in hidden):
                    wrong.append((name, "search", title))
    assert wrong == []


def nameable(world: World, name: str, username: str) -> set[int]:
    """Rows of the first community whose names the other one may read: organisations, staff."""
    with world.as_person(username) as work:
        return set(work.titles(name, world.place("a1").rows[name]))


def listable(world: World, name: str, username: str) -> set[str]:
    """Rows that a grant of the whole street lets the other community list."""
    with world.as_person(username) as work:
        model = world.resources[name].model
        statement = select(model.id).where(work.regions.condition(model, model, "list"))
        return {str(number) for number in work.session.scalars(statement)}


def test_charts_and_exports_count_own_rows_only(world: World) -> None:
    """The other street's figures add up to its own rows."""
    browser = world.browser("street2")
    own = len(world.place("b1").rows["issue"])
    lines = browser.post("/issue/export", {"format": "csv"}).text.strip().splitlines()
    assert len(lines) == own + 1
    groups = browser.get("/issue/chart/1.csv").text.strip().splitlines()[1:]
    assert sum(int(line.rsplit(",", 1)[1]) for line in groups) == own
    listed = browser.send("GET", "/api/v1/issue/?size=100").get_json()
    assert listed["count"] == len(listed["rows"]) == own


def test_naming_the_other_street_in_a_filter_finds_nothing(world: World) -> None:
    """Filters, sorts and searches go over own rows only, also through links."""
    browser, there = world.browser("street2"), world.place("a1")
    for query in (
        f"organisation={there.units['grid']}",
        f"compound={there.rows['compound'][0]}",
        f"organisation={there.units['grid']}&compound={there.rows['compound'][0]}&sort=compound",
    ):
        answer = browser.send("GET", f"/api/v1/issue/?{query}")
        assert (answer.status_code, answer.get_json()["rows"]) == (200, [])
        page = browser.get(f"/issue/list/?{query}")
        for name in titles(world, "compound", there.rows["compound"][:1]) + titles(
            world, "organisation", [there.units["grid"]]
        ):
            assert name not in Page(page.text).words, "the chip must not name what may not be seen"


@pytest.mark.parametrize("username", ["street2", "community2"])
def test_a_foreign_number_in_a_link_is_refused(world: World, username: str) -> None:
    """On every link of every form, by POST and by the API; nothing is stored."""
    browser, wrong = world.browser(username), []
    home = "b1" if username == "street2" else "a2"
    for name in NAMES:
        resource = world.resources[name]
        with world.as_person(username) as work:
            may = {key for key in resource.fields if work.viewer.right(resource, key) == 3}
            add, edit = work.may("add", resource), work.may("edit", resource)
        if resource.screen.readonly or not (add or edit):
            continue
        for key, declared in resource.fields.items():
            if declared.kind not in ("link", "links") or key not in may or declared.readonly:
                continue
            target = foreign_target(world, declared.target, username)
            if target is None:
                continue
            number = world.place(home).rows[name][0]
            before, kept = world.counts()[name], snapshot(world, name, number)[declared.source.name]
            # A field that its form does not show is emptied, whatever is sent.
            refused = (200, 303, 403, 404, 422) if factories.showing(resource, key) else (403, 404, 422)
            if add:
                browser.post(f"/{name}/add", {key: str(target)})
                browser.send("POST", f"/api/v1/{name}/", {key: [target] if declared.kind == "links" else target})
            if edit:
                page = Page(browser.get(f"/{name}/edit/{number}").text)
                if "_version" in page.names:
                    answer = browser.post(f"/{name}/edit/{number}", {**page.form(), key: str(target)})
                    if key in page.names and answer.status_code not in refused:
                        wrong.append((name, key, "edit", answer.status_code))
                answer = browser.send(
                    "PUT", f"/api/v1/{name}/{number}", {key: [target] if declared.kind == "links" else target}
                )
                if answer.status_code not in refused:
                    wrong.append((name, key, "PUT", answer.status_code))
            if world.counts()[name] != before or snapshot(world, name, number)[declared.source.name] != kept:
                wrong.append((name, key, "stored"))
    assert wrong == []


def foreign_target(world: World, name: str, username: str) -> int | None:
    """A row of a resource that the account may not name."""
    known = nameable(world, name, username) if name in world.place("a1").rows else set()
    return next((number for number in reversed(world.place("a1").rows.get(name, [])) if number not in known), None)


def test_a_row_cannot_be_moved_to_another_organisation(world: World) -> None:
    """Not to the other street, nor, by a community, to its neighbour, whose name it may read."""
    place = world.place("a2")
    number = place.rows["volunteer"][0]
    browser = world.browser("community2")
    page = Page(browser.get(f"/volunteer/edit/{number}").text)
    for unit in (world.place("b1").units["grid"], world.place("a1").units["grid"], world.place("a1").units["street"]):
        answer = browser.post(f"/volunteer/edit/{number}", {**page.form(), "organisation": str(unit)})
        assert answer.status_code in (404, 422)
        assert world.read("volunteer", number).organisation_id == place.units["grid"]
        answer = browser.send("PUT", f"/api/v1/volunteer/{number}", {"organisation": unit})
        assert answer.status_code in (404, 422)
        assert world.read("volunteer", number).organisation_id == place.units["grid"]
    answer = browser.post(f"/volunteer/edit/{number}", {**page.form(), "organisation": str(place.units["micro_grid"])})
    assert answer.status_code == 303
    moved = world.read("volunteer", number)
    assert (moved.organisation_id, moved.street_id) == (place.units["micro_grid"], place.units["street"])


def test_the_tenant_follows_the_organisation(world: World) -> None:
    """Nobody can say which street a row belongs to."""
    browser, place = world.browser("street2"), world.place("b1")
    form = Page(browser.get("/issue/add").text).form()
    form |= {
        "title": "路灯不亮",
        "source": "hotspot",
        "category": "lamp",
        "street_id": str(world.place("a1").units["street"]),
        "street": "1",
    }
    page = Page(browser.get("/issue/add").text)
    form["source"], form["category"] = page.options["source"][-1], page.options["category"][-1]
    answer = browser.post("/issue/add", form)
    assert answer.status_code == 303, Page(answer.text).words
    made = world.read("issue", int(answer.headers["Location"].rsplit("/", 1)[1]))
    assert made.street_id == place.units["street"]


def test_statements_that_go_around_the_scope_are_refused(world: World) -> None:
    with world.as_person("street2") as work:
        session, table = work.session, Person.__table__
        for statement in (
            select(table.c.id),
            text("SELECT id FROM person"),
            select(func.count()).select_from(table),
            insert(Person).values(name="x"),
            update(table).values(name="x"),
            delete(table),
        ):
            with pytest.raises(Unguarded):
                session.execute(statement)
        for nested in (select(Account.id).where(Account.person_id.in_(select(table.c.id))),):
            assert set(session.scalars(nested)) <= set(session.scalars(select(Account.id)))


def test_reads_of_every_shape_stay_inside(world: World) -> None:
    """Whole rows, columns, counts, joins, subqueries, aliases, unions, get()."""
    from sqlalchemy.orm import aliased

    street = world.place("b1").units["street"]
    there = world.place("a1").rows["person"][0]
    with world.as_person("street2") as work:
        session, other = work.session, aliased(Person)
        assert {person.street_id for person in session.scalars(select(Person))} == {street}
        assert {found for (found,) in session.execute(select(Person.street_id).distinct())} == {street}
        assert session.scalar(select(func.count(Person.id))) == session.scalar(
            select(func.count(Person.id)).where(Person.street_id == street)
        )
        assert session.get(Person, there) is None
        assert session.scalar(select(Person).where(Person.id == there).options(undefer("*"))) is None
        joined = select(Volunteer.id, other.street_id).join(other, other.id == Volunteer.person_id)
        assert {found for _number, found in session.execute(joined)} == {street}
        assert (
            session.scalars(
                select(Volunteer.id).where(Volunteer.person_id.in_(select(Person.id).where(Person.street_id != street)))
            ).all()
            == []
        )
        assert (
            session.scalars(
                select(Volunteer.id).where(select(Person.id).where(Person.street_id != street).exists())
            ).all()
            == []
        )
        both = (
            select(Person.id).where(Person.id == there).union(select(Compound.id).where(Compound.street_id != street))
        )
        assert session.scalars(both).all() == []


def test_bulk_changes_stay_inside(world: World) -> None:
    street = world.place("b1").units["street"]
    own = len(world.place("b1").rows["issue"])
    with world.as_person("street2") as work:
        changed = work.session.execute(
            update(Issue).values(spot="全部改掉"), execution_options={"synchronize_session": False}
        )
        assert changed.rowcount == own
        gone = work.session.execute(
            delete(Issue).where(Issue.street_id != street), execution_options={"synchronize_session": False}
        )
        assert gone.rowcount == 0
        work.session.rollback()


def test_a_session_without_a_viewer_reads_nothing(world: World) -> None:
    from app.extensions import db

    with world.app.test_request_context():
        with pytest.raises(Unguarded):
            db.session.scalars(select(Person)).all()
        with pytest.raises(Unguarded):
            db.session.add(Person(name="x", organisation_id=1, street_id=1))
            db.session.flush()
        db.session.rollback()


def test_writing_past_the_screens_is_guarded(world: World) -> None:
    """Rows that code adds, changes or deletes in a viewer's session are held to his grants, too."""
    a1, b1 = world.place("a1"), world.place("b1")
    with world.as_person("street2") as work:
        work.session.add(
            Issue(title="x", source="x", category="x", organisation_id=a1.units["grid"], reported_at=work.now)
        )
        with pytest.raises(OutOfScope):
            work.session.flush()
        work.session.rollback()
        work.session.add(
            Issue(
                title="x",
                source="x",
                category="x",
                organisation_id=b1.units["grid"],
                compound_id=a1.rows["compound"][0],
                reported_at=work.now,
            )
        )
        with pytest.raises(OutOfScope):
            work.session.flush()
        work.session.rollback()
        account = work.session.get(Account, b1.rows["account"][0])
        assert account is not None
        account.active = False
        with pytest.raises(Forbidden):
            work.session.flush()
        work.session.rollback()
        unit = work.session.get(Organisation, b1.units["grid"])
        unit.parent_id = a1.units["community"]
        with pytest.raises(OutOfScope):
            work.session.flush()
        work.session.rollback()


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.SECURITY, Role.AUDIT])
def test_administrators_see_no_business_data(world: World, role: Role) -> None:
    browser = world.browser(role)
    for name, resource in world.resources.items():
        if resource.screen.business:
            assert browser.get(f"/{name}/list/").status_code == 403
            assert browser.get(f"/{name}/show/{world.place().rows[name][0]}").status_code == 403


def test_a_title_in_a_link_is_not_told_where_it_may_not_be_named(world: World) -> None:
    """A row that points across a border shows that there is something, not what."""
    place = world.place("b1")
    number = place.rows["issue"][0]
    with world.as_house() as work:
        record = work.record(world.resources["issue"], number)
        record.compound_id, record.owner_organisation_id = (
            world.place("a1").rows["compound"][0],
            world.place("a1").units["section"],
        )
        work.session.commit()
    browser = world.browser("street2")
    hidden = titles(world, "compound", world.place("a1").rows["compound"][:1]) + titles(
        world, "organisation", [world.place("a1").units["section"]]
    )
    for path in (
        f"/issue/show/{number}",
        f"/issue/edit/{number}",
        f"/issue/print/{number}",
        "/issue/list/?columns=title,compound,owner_organisation",
        f"/api/v1/issue/{number}",
        "/issue/chart/",
    ):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert not any(title in answer.text for title in hidden), path


def test_files_follow_their_record(world: World) -> None:
    from io import BytesIO

    from tests.access.samples import PDF

    own, other = world.browser("street_centre"), world.browser("street2")
    number = world.place("a1").rows["disclosure"][0]
    page = Page(own.get(f"/disclosure/edit/{number}").text)
    answer = own.post(f"/disclosure/edit/{number}", {**page.form(), "document": (BytesIO(PDF), "合同.pdf")})
    assert answer.status_code == 303, Page(answer.text).words
    link = next(link for link in Page(own.get(f"/disclosure/show/{number}").text).links if link.startswith("/file/"))
    with own.get(link) as answer:
        assert answer.status_code == 200
    assert other.get(link).status_code == 404
    assert Browser(world.app).get(link).status_code == 302
