"""Finds who has which part in a case: what the viewer may do with it, and the names of everybody who can.

`role:<role>` is held by a post with that role at or above the unit of the record. `part:<name>` is found from the
record itself, by what its model registered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from app.access.posts import held
from app.access.tree import ancestors
from app.access.viewer import Holding
from app.cases.registry import Actor, Look, following
from app.process.case import Person, doers
from app.process.process import Transition

ROLE, PART, DID = "role:", "part:", "did:"
MOST = 20  # names that are told


def person(look: Look, ways: Iterable[Transition]) -> Person:
    """The viewer with the parts that these transitions ask about. The house itself has every part."""
    asked = {name for way in ways for name in (*way.actors, *way.bars) if not name.startswith(DID)}
    viewer = look.viewer
    if viewer.unlimited:
        wanted = {name for way in ways for name in way.actors}
        return Person(id=viewer.user_id, name=viewer.name, parts=frozenset(wanted))
    return Person(id=viewer.user_id, name=viewer.name, parts=parts(look, asked))


def parts(look: Look, asked: Iterable[str]) -> frozenset[str]:
    """Those of the parts that the viewer has."""
    registered = _parts(look)
    found = {f"{ROLE}{holding.role.value}" for holding in above(look)}
    for name in asked:
        part = registered.get(name.removeprefix(PART)) if name.startswith(PART) else None
        if part is not None and part.holds(look):
            found.add(name)
    return frozenset(found)


def above(look: Look) -> tuple[Holding, ...]:
    """The viewer's posts at or above the unit of the record."""
    if not look.viewer.holdings:
        return ()
    path = path_of(look)
    return tuple(holding for holding in look.viewer.holdings if path.startswith(holding.path))


def post(look: Look, way: Transition) -> str:
    """The unit in whose name the viewer takes a transition."""
    roles = {name.removeprefix(ROLE) for name in way.actors if name.startswith(ROLE)}
    found = next((holding for holding in above(look) if holding.role.value in roles), look.viewer.home)
    return found.organisation if found else ""


def who(look: Look, actors: Iterable[str], most: int = MOST) -> tuple[Actor, ...]:
    """Everybody who has one of these parts, each once, at most twenty."""
    roles = {name.removeprefix(ROLE) for name in actors if name.startswith(ROLE)}
    found: list[Actor] = []
    for name in actors:
        part = _parts(look).get(name.removeprefix(PART)) if name.startswith(PART) else None
        if part is not None:
            found += part.people(look)
    if roles:
        path = path_of(look)
        units = (*ancestors(path), look.record.organisation_id)
        found += posted(look, units, roles, most)
    unique = {(actor.person_id or 0, actor.user_id or 0): actor for actor in reversed(found)}
    return tuple(reversed(unique.values()))[:most]


def able(look: Look, way: Transition) -> tuple[Actor, ...]:
    """Those whom the engine lets take a transition: nobody whom a bar excludes. `active` says who can sign in for it.

    `who` says whose matter it is; this, who gets through.
    """
    bars = [name for name in way.bars if not name.startswith(DID)]
    out = {actor.person_id for actor in who(look, bars)} if bars else set()
    did = doers(look.case, way)
    found = who(look, way.actors, MOST + len(out) + len(did))
    return tuple(actor for actor in found if actor.user_id not in did and actor.person_id not in out)[:MOST]


def posted(look: Look, units: Sequence[int], roles: Iterable[str] = (), most: int = MOST) -> list[Actor]:
    """Who holds a post in one of these units today, with one of these roles if any are given; the lowest unit first."""
    person, unit = look.work.resources["person"].model.__table__, _tree(look)
    post = look.work.resources["post"].model.__table__
    conditions = [
        post.c.organisation_id.in_(units),
        post.c.deleted_at.is_(None),
        held(post.c, look.today),
    ]
    if roles:
        conditions.append(post.c.role.in_(sorted(roles)))
    named = _named(look).join(post, post.c.person_id == person.c.id).join(unit, unit.c.id == post.c.organisation_id)
    found = named.where(*conditions).order_by(unit.c.path.desc(), post.c.id).limit(most)
    return list(dict.fromkeys(_known(look, look.session.connection().execute(found))))


def people(look: Look, numbers: Sequence[int | None]) -> list[Actor]:
    """People by their number, with their accounts, in that order; each asked for once a look."""
    known: dict[int, Actor] = look.memo.setdefault("people", {})
    wanted = list(dict.fromkeys(number for number in numbers if number is not None))
    missing = [number for number in wanted if number not in known]
    if missing:
        person = look.work.resources["person"].model.__table__
        _known(look, look.session.connection().execute(_named(look).where(person.c.id.in_(missing))))
    return [known[number] for number in wanted if number in known]


def _named(look: Look) -> Any:
    """Selects living people with their accounts. Past the scope: who is in charge of a matter is no secret to those who
    may see the matter.
    """
    person = look.work.resources["person"].model.__table__
    account = look.work.resources["account"].model.__table__
    mine = (account.c.person_id == person.c.id) & account.c.deleted_at.is_(None)
    columns = (person.c.id, person.c.name, account.c.id.label("user"), account.c.active)
    return select(*columns).select_from(person).outerjoin(account, mine).where(person.c.deleted_at.is_(None))


def _known(look: Look, rows: Iterable[Any]) -> list[Actor]:
    """Rows as actors, remembered for this look."""
    known: dict[int, Actor] = look.memo.setdefault("people", {})
    found = [Actor(name=row.name, person_id=row.id, user_id=row.user, active=bool(row.active)) for row in rows]
    known.update({actor.person_id: actor for actor in found if actor.person_id is not None})
    return found


def accounts(look: Look, numbers: Sequence[int | None]) -> list[Actor]:
    """Accounts by their number, with their people."""
    account = look.work.resources["account"].model.__table__
    wanted = [number for number in numbers if number]
    if not wanted:
        return []
    # Past the scope, as above.
    rows = look.session.connection().execute(
        select(account.c.id, account.c.name, account.c.person_id, account.c.active).where(
            account.c.id.in_(wanted), account.c.deleted_at.is_(None)
        )
    )
    return [Actor(name=row.name, person_id=row.person_id, user_id=row.id, active=row.active) for row in rows]


def path_of(look: Look) -> str:
    """The path of the unit that the record belongs to; asked once a session."""
    known = look.session.info.setdefault("paths", {})
    number = look.record.organisation_id
    if number not in known:
        tree = _tree(look)
        # Past the scope: whoever may see the record may act on it as the tree says.
        known[number] = look.session.connection().execute(select(tree.c.path).where(tree.c.id == number)).scalar_one()
    found: str = known[number]
    return found


def _tree(look: Look) -> Any:
    return look.work.resources["organisation"].model.__table__


def _parts(look: Look) -> Any:
    follows = following(look.resource.name)
    return {} if follows is None else follows.parts
