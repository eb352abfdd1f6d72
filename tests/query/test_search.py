"""The search box finds what a plain look into the texts would find, and nothing that the viewer may not read."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from app.access import scope
from app.access.scope import Regions
from app.declare import Role
from app.fields import secret
from app.query import search_index
from app.query.grams import MARKS, words
from app.query.read import Query, Sort
from app.query.search import common, document, document_of, rebuild
from app.query.search_index import search_ddl, search_tidy
from app.query.select import count, page
from tests.fields.worlds import MOMENT, context
from tests.query.searched import (
    DATABASES,
    HOUSE,
    RESOURCES,
    CodeEntry,
    Helper,
    Organisation,
    Person,
    Sessions,
    Thanks,
    add,
    found,
    town,
    viewer,
)

NUMBER = "99010119900307231X"
HOSTILE = (
    "O'Brien",
    'say "hi"',
    "100% 王",
    "a_b",
    "a*b",
    "NEAR(王 李)",
    "王 AND 李 OR NOT",
    "^王",
    "col:王",
    "-王",
    "(王)",
    "{王}",
    "王\\李",
    "王/李",
    "a'; DROP TABLE person; --",
    "'a' & !'b' | 'c':*",
    "😀笑脸👨‍👩‍👧",
    "e\u0301 É é",
    "İstanbul ßeta",
    "١٢٣",
    "𠀀𠀁",
    "SG-2026-0012",
    "sg2026",
    "２０２６年",
    "古树名木",
    "古树",
    "名木古树",
    "曾国强",
    "a" * 120,
    "\u200b王\u200b",
)
SIGNS = [*"aZ09 -%_'\"*/\\.(（&|!:中文名木王李古树😀éİ\x00\U000f0001\ud800"]
PARTS = ("王", "古", "树名", "0012", "2026", "%", "_", "*", "\x00", "", "  ", "zgq", "cgq", "GQ")
Documents = dict[int, str | None]


def part(text: str, start: int, length: int) -> str:
    return text[start : start + length]


def writable(text: str) -> str:
    """A text that both databases can keep."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


TYPED = st.one_of(
    st.text(st.sampled_from(SIGNS), max_size=12),
    st.builds(part, st.sampled_from(HOSTILE), st.integers(0, 12), st.integers(1, 9)),
)


@pytest.fixture(autouse=True, scope="module")
def keys() -> Iterator[None]:
    before = list(secret._installed)
    secret.install(secret.Keyring((("t1", b"k" * 32),)))
    yield
    secret._installed[:] = before


@pytest.fixture(scope="module", params=DATABASES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with town(request.param, tmp_path_factory.mktemp("search")) as made:
        yield made


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session whose rows are gone afterwards."""
    with Sessions(bind=engine, info={"viewer": HOUSE}) as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def people(session: Session) -> Documents:
    """Persons with hostile names; their documents by id."""
    pairs = zip(HOSTILE, reversed(HOSTILE), strict=True)
    records = [add(session, Person, name=name, address=address) for name, address in pairs]
    return {record.id: record.search_text for record in records}


def looked_up(documents: Documents, typed: str) -> set[int]:
    """What a plain look into the documents finds."""
    asked = words(typed)
    return {number for number, text in documents.items() if asked and all(word in (text or "") for word in asked)}


@pytest.mark.parametrize("walking", [False, True])
@pytest.mark.parametrize("typed", [*HOSTILE, *PARTS])
def test_hostile_texts_find_what_a_plain_look_finds(
    session: Session, people: Documents, typed: str, walking: bool
) -> None:
    assert found(session, "person", typed, walking=walking) == looked_up(people, typed)


def test_any_text_finds_what_a_plain_look_finds(session: Session, people: Documents) -> None:
    @settings(max_examples=150, deadline=None)
    @given(TYPED)
    @example("a" * 100)
    def compare(typed: str) -> None:
        expected = looked_up(people, typed)
        assert found(session, "person", typed) == expected
        assert found(session, "person", typed, walking=True) == expected

    compare()


def test_any_row_is_found_by_any_part_of_it(session: Session) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(TYPED.map(writable), min_size=1, max_size=4),
        st.data(),
    )
    def compare(texts: list[str], data: st.DataObject) -> None:
        nested = session.begin_nested()
        try:
            records = [add(session, Person, name="x", address=text) for text in texts]
            documents = {record.id: record.search_text for record in records}
            source = data.draw(st.sampled_from(texts))
            start = data.draw(st.integers(0, len(source)))
            typed = source[start : start + data.draw(st.integers(0, 8))]
            assert found(session, "person", typed) == looked_up(documents, typed)
        finally:
            nested.rollback()

    compare()


def test_two_characters_and_one_are_enough(session: Session) -> None:
    tree, other = add(session, Person, name="古树名木"), add(session, Person, name="名人")
    assert found(session, "person", "树名") == {tree.id}
    assert found(session, "person", "名") == {tree.id, other.id}
    assert found(session, "person", "木") == {tree.id}


def test_a_number_is_found_by_any_part_of_it(session: Session) -> None:
    issue = add(session, Person, name="x", address="SG-2026-0012")
    add(session, Person, name="x", address="SG-2026-0013")
    for typed in ("SG-2026-0012", "sg-2026-0012", "2026-0012", "0012", "12", "26-0012", "ＳＧ－２０２６－００１２"):
        assert found(session, "person", typed) == {issue.id}, typed
    assert found(session, "person", "sg20260012") == set()


def test_all_words_must_be_found_in_any_order(session: Session) -> None:
    both = add(session, Person, name="王伟", address="幸福小区电动车")
    add(session, Person, name="王伟", address="和平小区")
    assert found(session, "person", "电动车 王") == {both.id}
    assert found(session, "person", "王 幸福 楼道") == set()


def test_a_word_does_not_reach_from_one_field_into_the_next(session: Session) -> None:
    add(session, Person, name="王伟", address="东街")
    assert found(session, "person", "伟东") == set()


def test_a_name_is_found_by_its_initials_in_all_readings(session: Session) -> None:
    person = add(session, Person, name="曾国强")
    for typed in ("cgq", "ZGQ", "gq"):
        assert found(session, "person", typed) == {person.id}, typed


def test_a_changed_name_is_found_anew_and_no_longer_as_before(session: Session) -> None:
    person = add(session, Person, name="古树名木")
    person.name = "红旗"
    session.flush()
    assert found(session, "person", "古树") == set()
    assert found(session, "person", "红旗") == {person.id}


def test_a_deleted_row_is_not_found(session: Session) -> None:
    person = add(session, Person, name="古树")
    person.deleted_at = MOMENT
    session.flush()
    assert found(session, "person", "古树") == set()


# -- secrets --------------------------------------------------------------------------------------------------------


def test_a_secret_is_found_by_its_exact_value_however_typed(session: Session) -> None:
    person = add(session, Person, name="王伟", phone="19000001234", citizen_number=NUMBER)
    add(session, Person, name="李军", phone="19000001235")
    for typed in ("19000001234", "190 0000 1234", "+86 190-0000-1234", NUMBER, f" {NUMBER} "):
        assert found(session, "person", typed, context=context()) == {person.id}, typed


def test_a_secret_is_not_found_by_a_part_nor_without_the_right(session: Session) -> None:
    person = add(session, Person, name="王伟", phone="19000001234", citizen_number=NUMBER)
    assert found(session, "person", "1900000123", context=context()) == set()
    assert found(session, "person", NUMBER[:17], context=context()) == set()
    assert found(session, "person", "19000001234", viewer(Role.COMMUNITY_SECRETARY), context()) == {person.id}
    assert found(session, "person", "19000001234", viewer(Role.SECTION), context()) == set()  # hidden
    assert found(session, "person", NUMBER, viewer(Role.SECTION), context()) == {person.id}  # masked
    assert found(session, "person", NUMBER, viewer(Role.POLICE), context()) == set()


def test_a_secret_is_found_through_a_link(session: Session) -> None:
    person = add(session, Person, name="王伟", phone="19000001234")
    helper = add(session, Helper, person_id=person.id)
    assert found(session, "helper", "190 0000 1234", viewer(Role.COMMUNITY_SECRETARY), context()) == {helper.id}
    assert found(session, "helper", "190 0000 1234", viewer(Role.SECTION), context()) == set()


# -- links ----------------------------------------------------------------------------------------------------------


def test_linked_rows_are_searched_through_their_own_index(session: Session) -> None:
    wang, li = add(session, Person, name="王伟", address="幸福小区"), add(session, Person, name="李军", address="王府")
    first, second = add(session, Helper, person_id=wang.id, remarks="会修电动车"), add(session, Helper, person_id=li.id)
    assert found(session, "helper", "王") == {first.id}  # not by the address, which nobody asked for
    assert found(session, "helper", "lj") == {second.id}
    assert found(session, "helper", "电动车 王伟") == {first.id}
    assert found(session, "helper", "电动车 李") == set()


def test_a_link_of_a_link_is_followed(session: Session) -> None:
    helper = add(session, Helper, person_id=add(session, Person, name="王伟").id)
    first = add(session, Thanks, helper_id=helper.id, words="谢谢")
    second = add(session, Thanks, other_id=first.id)
    assert found(session, "thanks", "王伟") == {first.id}
    assert found(session, "thanks", "谢谢") == {first.id, second.id}  # its own title, and through itself


# -- whose rows, and which fields -----------------------------------------------------------------------------------


def test_only_rows_in_scope_are_found(session: Session) -> None:
    own, foreign = add(session, Person, street=1, name="古树"), add(session, Person, street=2, name="古树")
    for street, expected in ((1, own), (2, foreign)):
        for walking in (False, True):
            who = viewer(Role.COMMUNITY_SECRETARY, street)
            assert found(session, "person", "古树", who, context(), walking=walking) == {expected.id}


def test_a_foreign_or_deleted_row_is_not_found_through_a_link(session: Session) -> None:
    foreign, gone = add(session, Person, street=2, name="古树"), add(session, Person, name="古树", deleted_at=MOMENT)
    for person in (foreign, gone):
        add(session, Helper, person_id=person.id)
    assert found(session, "helper", "古树", viewer(Role.COMMUNITY_SECRETARY), context()) == set()


@pytest.mark.parametrize("walking", [False, True])
def test_a_field_that_the_viewer_may_not_read_is_not_searched(session: Session, walking: bool) -> None:
    person = add(session, Person, name="王伟 50%", address="幸福小区")
    reader, clerk = viewer(Role.SECTION), viewer(Role.COMMUNITY_SECRETARY)
    assert found(session, "person", "幸福", clerk, context(), walking=walking) == {person.id}
    assert found(session, "person", "幸福", reader, context(), walking=walking) == set()
    for typed in ("王伟", "ww", "50%", "伟 50%"):
        assert found(session, "person", typed, reader, context(), walking=walking) == {person.id}, typed
    assert found(session, "person", "5_%", reader, context(), walking=walking) == set()


def test_who_may_only_name_a_row_finds_by_its_name_only(session: Session) -> None:
    person = add(session, Person, name="王伟", address="幸福小区")
    helper = add(session, Helper, person_id=person.id, remarks="会修车")
    police = viewer(Role.POLICE)
    assert found(session, "person", "王伟", police, context()) == {person.id}
    assert found(session, "person", "幸福", police, context()) == set()
    assert found(session, "helper", "王伟", police, context()) == {helper.id}


def test_a_table_without_documents_is_compared_row_by_row(session: Session) -> None:
    entry = add(session, CodeEntry, code="law", label="法律咨询")
    add(session, CodeEntry, code="power", label="电工")
    assert found(session, "code_entry", "LAW") == {entry.id}
    assert found(session, "code_entry", "律咨", viewer(Role.COMMUNITY_SECRETARY)) == {entry.id}
    assert found(session, "code_entry", "%") == set()


# -- the index ------------------------------------------------------------------------------------------------------


def row(number: int, name: str) -> dict[str, Any]:
    values = {"id": number, "name": name, "street_id": 1, "organisation_id": 3, "version": 1}
    told = document_of(RESOURCES["person"], {"name": name})
    return {**values, "created_at": MOMENT, "updated_at": MOMENT, "search_text": told}


def test_rows_that_pass_by_the_mapper_are_indexed_too(session: Session) -> None:
    connection, table = session.connection(), Person.__table__
    connection.execute(insert(Person.__table__), [row(901, "古树名木"), row(902, "红旗")])
    assert found(session, "person", "树名") == {901}
    assert found(session, "person", "gsmm") == {901}
    connection.execute(update(table).where(table.c.id == 901).values(search_text="青松"))
    assert (found(session, "person", "树名"), found(session, "person", "青松")) == (set(), {901})
    connection.execute(update(table).where(table.c.id == 901).values(search_text=None))
    assert found(session, "person", "青松") == set()
    connection.execute(delete(table).where(table.c.id == 902))
    assert found(session, "person", "红旗") == set()


def test_the_statements_for_migrations_can_run_again(session: Session, people: Documents) -> None:
    connection = session.connection()
    for statement in (
        *search_ddl(Person.__table__, connection.dialect.name),
        *search_tidy(Person.__table__, connection.dialect.name),
    ):
        connection.exec_driver_sql(statement)
    assert found(session, "person", "古树") == looked_up(people, "古树")


@pytest.mark.parametrize("kind", DATABASES)
def test_a_table_made_anew_starts_with_an_empty_index(kind: str, tmp_path: Path) -> None:
    with town(kind, tmp_path) as engine:
        for model in (Thanks, Helper):  # they refer to persons
            model.__table__.drop(engine)
        with Sessions(bind=engine, info={"viewer": HOUSE}) as session:
            add(session, Person, id=1, name="古树")
            session.commit()
        Person.__table__.drop(engine)
        Person.__table__.create(engine)
        with engine.begin() as connection:
            connection.execute(insert(Person.__table__), [row(1, "红旗")])
        with Sessions(bind=engine, info={"viewer": HOUSE}) as session:
            assert found(session, "person", "古树") == set()
            assert found(session, "person", "红旗") == {1}


def test_documents_follow_a_changed_declaration(session: Session) -> None:
    right, stale = add(session, Person, name="古树"), add(session, Person, name="红旗")
    table = Person.__table__
    session.connection().execute(update(table).where(table.c.id == stale.id).values(search_text="青松"))
    session.expire_all()
    version = session.scalar(select(Person.version).where(Person.id == stale.id))
    assert rebuild(session, RESOURCES["person"], batch=1) == 1
    assert found(session, "person", "红旗") == {stale.id}
    assert found(session, "person", "古树") == {right.id}
    assert session.scalar(select(Person.version).where(Person.id == stale.id)) == version


def test_a_document_holds_its_fields_apart_and_no_secret() -> None:
    told = document(RESOURCES["person"], SimpleNamespace(name="王伟", address="东街 1", phone="19000001234"))
    assert MARKS.sub("|", told or "") == "|王伟 ww yw||东街 1|"
    assert document(RESOURCES["helper"], SimpleNamespace(person_id=1, remarks=None)) is None


def many(session: Session, count: int) -> list[str]:
    """Many persons with names of rare characters, and a database that knows its statistics."""
    rng = random.Random(1)
    names = ["".join(chr(0x4E00 + rng.randrange(3000)) for _position in range(6)) for _row in range(count)]
    connection = session.connection()
    connection.execute(insert(Person.__table__), [row(10_000 + number, name) for number, name in enumerate(names)])
    for statement in search_tidy(Person.__table__, connection.dialect.name):
        connection.exec_driver_sql(statement)
    return names


def test_a_rare_word_is_found_by_the_index(session: Session) -> None:
    name, sent = many(session, 4000)[7], []
    connection = session.connection()
    listen(connection, "before_cursor_execute", lambda *given: sent.append(given[2:4]))
    assert found(session, "person", name) == {10_007}
    statement, parameters = sent[0]
    explain = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    plan = str(connection.exec_driver_sql(f"{explain} {statement}", parameters).all())
    assert ("person_search" if connection.dialect.name == "postgresql" else "VIRTUAL TABLE INDEX") in plan
    assert "Seq Scan" not in plan
    assert "SCAN person'" not in plan


def test_only_a_word_of_many_rows_is_looked_for_along_the_list(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = many(session, 3000)
    session.connection().execute(
        insert(Person.__table__), [row(20_000 + number, f"{number % 10}号楼") for number in range(3000)]
    )
    for statement in search_tidy(Person.__table__, session.connection().dialect.name):
        session.connection().exec_driver_sql(statement)
    monkeypatch.setattr(search_index, "BROAD", 1000)
    person = RESOURCES["person"]
    rare = names[3]
    for typed, expected in (("号楼", True), ("楼", True), (rare, False), (f"号楼 {rare}", False), ("%", True)):
        assert common(session, RESOURCES, person, typed) == expected, typed
    assert not common(session, RESOURCES, RESOURCES["helper"], "号楼")


# -- pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [search_index.BROAD, 3])
def test_a_page_and_its_count_are_the_same_by_either_way(
    session: Session, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(search_index, "BROAD", most)
    for number in range(60):
        add(session, Person, name=f"{number % 7}号楼", address="幸福" if number % 3 else None, street=1 + number % 2)
    if session.connection().dialect.name == "postgresql":
        session.connection().exec_driver_sql("ANALYZE person")
    session.flush()
    clerk, person = viewer(Role.COMMUNITY_SECRETARY), RESOURCES["person"]
    rows = select(Person).where(Person.organisation_id == 3, Person.search_text.contains("号楼"))
    with scope.working_as(session, HOUSE):
        expected = sorted(session.scalars(rows).all(), key=lambda found: (found.name, found.id))
    with scope.working_as(session, clerk):
        regions = Regions(clerk, RESOURCES, Organisation)
        by_name = Sort(path=RESOURCES.path(person, "name"))
        asked = Query(resource=person, text="号楼", sort=(by_name,), size=10)
        read: list[int] = []
        for number in (1, 2, 3):
            part = page(session, replace(asked, page=number), RESOURCES, regions, context())
            assert part.more == (number < 3)
            read += [found[0] for found in part.rows]
        assert read == [found.id for found in expected]
        first = page(session, asked, RESOURCES, regions, context())
        following = replace(asked, after=first.cursor(-1, asked))
        assert [found[0] for found in page(session, following, RESOURCES, regions, context()).rows] == read[10:20]
        assert count(session, asked, RESOURCES, regions, context()) == (30, False)
        nothing = replace(asked, text="没有的")
        assert page(session, nothing, RESOURCES, regions, context()).rows == []
        assert count(session, nothing, RESOURCES, regions, context()) == (0, False)
