from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask_appbuilder import Model
from sqlalchemy import event, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.fields.base import Invalid
from app.fields.link import Id
from app.fields.links import MultiLink, forget_links, keep_links, link_entry, links
from tests.fields.worlds import DATABASES, PEOPLE, context, database

MEMBERS = MultiLink(label="Members", target="person", most=3)


@pytest.mark.parametrize(
    "raw", [["1", "2"], [1, 2], [1, 2, 1], [{"id": 1}, {"id": "2"}], "1、2", "王芳,2", "王芳；2", [" 1", "2", ""]]
)
def test_ids_and_titles_are_read(raw: Any) -> None:
    assert MEMBERS.parse(raw, context()) == [1, 2]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (["9"], "does not exist"),
        ([1, 99], "does not exist"),
        ("李军", "Several entries"),
        ("钱一", "Nothing is called"),
        (["-1"], "Nothing is called"),
        (["9" * 40], "Nothing is called"),
        ([1, 2, 3, 4], "at most 3"),
        (list(range(1, 300)), "at most 3"),
        ({"id": 1}, "list"),
    ],
)
def test_what_cannot_be_used_is_refused(raw: Any, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        MEMBERS.parse(raw, context())


def test_nothing_is_nothing() -> None:
    assert MEMBERS.parse([], context()) is MEMBERS.parse("", context()) is MEMBERS.parse([""], context()) is None


def test_titles_of_a_parse_are_asked_once() -> None:
    asked: list[list[int]] = []

    def titles(resource: str, ids: Any) -> dict[int, str]:
        asked.append(list(ids))
        return {number: PEOPLE[number] for number in ids}

    MEMBERS.parse(["1", "2", "3"], context(titles=titles))
    MEMBERS.prepare([[1, 2], None, [2, 3]], context(titles=titles))
    assert asked == [[1, 2, 3], [1, 2, 3]]


def test_hidden_rows_are_counted_and_never_named() -> None:
    seen = context(titles=lambda resource, ids: {1: "<王芳>"})
    assert MEMBERS.text([1, 2, 3], seen) == "<王芳>、2 not visible to you"
    assert MEMBERS.detail([1, 2], seen) == '<a class="lnk" href="/person/1">&lt;王芳&gt;</a>、1 not visible to you'
    assert MEMBERS.detail(None, seen) == MEMBERS.text(None, seen) == ""
    assert MEMBERS.filter_text("eq", ["1", "x"], seen) == "<王芳>"


def test_a_filter_takes_numbers_only() -> None:
    assert MEMBERS.parse_filter("12", "eq", context()) == 12
    for raw in ("", "王芳", "-1", "1.0", "9" * 30):
        with pytest.raises(Invalid):
            MEMBERS.parse_filter(raw, "eq", context())


def test_what_goes_out_comes_back() -> None:
    for value in (None, [2], [2, 1]):
        assert MEMBERS.from_json(MEMBERS.to_json(value)) == value
        assert MEMBERS.parse(MEMBERS.raw(value, context()), context()) == value


class Base(DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str | None]
    members: Mapped[list[int] | None] = links("Members", "person")


def follow(mapper: Any, connection: Any, team: Team) -> None:
    Team.__table__.c.members.info["field"].on_written(team, "members", connection)


for moment in ("after_insert", "after_update"):
    event.listen(Team, moment, follow)


@pytest.fixture(params=DATABASES)
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    with database(request.param, tmp_path) as engine:
        Base.metadata.create_all(engine)
        Model.metadata.create_all(engine, tables=[link_entry])
        with Session(engine) as session:
            yield session


def held(session: Session) -> set[tuple[int, str, int]]:
    rows = session.execute(select(link_entry.c.record_id, link_entry.c.field, link_entry.c.target_id))
    return {tuple(row) for row in rows}


def test_the_link_table_follows_every_save(session: Session) -> None:
    team = Team(members=[1, 2])
    session.add(team)
    session.flush()
    assert held(session) == {(team.id, "members", 1), (team.id, "members", 2)}
    session.commit()
    team.members = [2, 3]
    session.commit()
    assert held(session) == {(team.id, "members", 2), (team.id, "members", 3)}
    team.members = None
    session.commit()
    assert held(session) == set()


def test_a_rolled_back_save_leaves_no_link(session: Session) -> None:
    session.add(Team(members=[1]))
    session.flush()
    session.rollback()
    assert held(session) == set()


def test_a_save_of_something_else_touches_no_link(session: Session) -> None:
    team = Team(members=[1])
    session.add(team)
    session.commit()
    session.execute(update(link_entry).values(target_id=77))
    team.name = "红心"
    session.commit()
    assert held(session) == {(team.id, "members", 77)}


def test_links_of_a_streets_own_field_are_kept_by_hand_and_forgotten_with_the_record(session: Session) -> None:
    keep_links(session.connection(), "register.pets", 5, "f_8k2", "person", [2, 1, 2])
    keep_links(session.connection(), "register.pets", 6, "f_8k2", "person", [2])
    assert held(session) == {(5, "f_8k2", 1), (5, "f_8k2", 2), (6, "f_8k2", 2)}
    forget_links(session.connection(), "register.pets", 5)
    assert held(session) == {(6, "f_8k2", 2)}
