from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.access.codes import Code, CodeBook, CodeEntry, Registry, UnknownList, keep
from app.access.epoch import CODES, epochs, raise_epoch, read_epoch
from app.fields.choices import MultiChoice
from app.record import Base
from seed.codes import entries, load_codes
from tests.fields.worlds import DATABASES, context, database

TODAY = date(2026, 7, 8)


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with database(request.param, tmp_path) as engine:
        Base.metadata.create_all(engine, tables=[CodeEntry.__table__, epochs])  # type: ignore[list-item]
        yield engine


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False) as session:
        yield session


def statements(engine: Engine) -> list[str]:
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    return seen


def test_loading_twice_changes_nothing(session: Session) -> None:
    first = load_codes(session.connection())
    assert first == session.scalar(select(func.count()).select_from(CodeEntry)) == len(list(entries()))
    epoch = read_epoch(session, CODES)
    assert epoch > 0
    assert load_codes(session.connection()) == 0
    assert read_epoch(session, CODES) == epoch


def test_what_a_person_edited_stays_and_the_rest_is_renewed(session: Session) -> None:
    keep(session.connection(), [Code(list="sex", code="1", label_zh="男"), Code(list="sex", code="2", label_zh="女")])
    session.commit()
    edited = session.scalars(select(CodeEntry).where(CodeEntry.code == "1")).one()
    assert not edited.edited
    edited.label_zh = "男性"
    session.commit()
    assert edited.edited
    changed = keep(
        session.connection(), [Code(list="sex", code="1", label_zh="男"), Code(list="sex", code="2", label_zh="女性")]
    )
    session.commit()
    session.expire_all()
    assert changed == 1
    assert {row.code: row.label_zh for row in session.execute(select(CodeEntry.code, CodeEntry.label_zh))} == {
        "1": "男性",
        "2": "女性",
    }


def test_an_entry_that_a_person_added_is_left_alone(session: Session) -> None:
    session.add(CodeEntry(list="sex", code="1", label_zh="我们的"))
    session.commit()
    assert keep(session.connection(), [Code(list="sex", code="1", label_zh="男")]) == 0
    assert session.scalar(select(CodeEntry.label_zh)) == "我们的"


def test_the_book_reads_rows_only_when_the_epoch_changed(engine: Engine, session: Session) -> None:
    load_codes(session.connection())
    session.commit()
    book, epoch = CodeBook(), read_epoch(session, CODES)
    seen = statements(engine)
    first = book.load(session, epoch)
    assert book.load(session, epoch) is first
    assert book.load(session) is first
    assert [("code_entry" in statement) for statement in seen] == [True, False]
    raise_epoch(session.connection(), CODES)
    session.commit()
    assert book.load(session, read_epoch(session, CODES)) is not first


def test_what_a_transaction_sees_of_its_own_is_not_kept_for_others(session: Session) -> None:
    load_codes(session.connection())
    session.commit()
    book = CodeBook()
    book.load(session, read_epoch(session, CODES))
    keep(session.connection(), [Code(list="sex", code="7", label_zh="草稿")])
    assert book.load(session).codes("sex", "zh", TODAY).label("7") == "草稿"
    session.rollback()
    keep(session.connection(), [Code(list="sex", code="8", label_zh="正式")])
    session.commit()
    found = book.load(session, read_epoch(session, CODES)).codes("sex", "zh", TODAY)
    assert (found.label("7"), found.label("8")) == (None, "正式")


def test_a_list_on_an_empty_database_is_unknown(session: Session) -> None:
    with pytest.raises(UnknownList):
        CodeBook().load(session, read_epoch(session, CODES)).codes("sex", "zh", TODAY)


def test_a_code_stands_once_in_a_list(session: Session) -> None:
    session.add_all([CodeEntry(list="sex", code="1", label_zh="男"), CodeEntry(list="sex", code="1", label_zh="女")])
    with pytest.raises(IntegrityError):
        session.commit()


SOME = Registry(
    [
        Code(list="kind", code="b", label_zh="乙", label_en="B", rank=20),
        Code(list="kind", code="a", label_zh="甲", rank=10),
        Code(list="kind", code="gone", label_zh="旧", label_en="Old", rank=5, valid_to=date(2026, 7, 7)),
        Code(list="kind", code="last", label_zh="末", label_en="Last", rank=30, valid_to=TODAY),
        Code(list="kind", code="later", label_zh="新", label_en="New", rank=1, valid_from=date(2026, 7, 9)),
    ]
)


def test_options_stand_in_order_without_retired_and_future_entries() -> None:
    assert [option.value for option in SOME.codes("kind", "zh", TODAY).options()] == ["a", "b", "last"]
    assert [option.value for option in SOME.codes("kind", "zh", date(2026, 7, 9)).options()] == ["later", "a", "b"]


def test_retired_entries_stay_readable() -> None:
    assert SOME.codes("kind", "zh", TODAY).label("gone") == "旧"
    assert SOME.codes("kind", "zh", TODAY).label("never") is None


def test_labels_follow_the_language_and_fall_back() -> None:
    english = SOME.codes("kind", "en", TODAY)
    assert [option.label for option in english.options()] == ["甲", "B", "Last"]
    assert english.label("gone") == "Old"


def test_an_unknown_list_names_the_nearest() -> None:
    with pytest.raises(UnknownList, match="Did you mean 'kind'"):
        SOME.codes("kinds", "zh", TODAY)


def test_a_field_reads_the_list() -> None:
    field = MultiChoice(label="Kinds", codes="kind")
    world = context(codes=lambda name: SOME.codes(name, "zh", TODAY))
    assert field.parse("乙、甲", world) == ["a", "b"]
    assert field.text(["gone", "a"], world) == "旧、甲"


def test_the_standards_are_whole() -> None:
    lists: dict[str, dict[str, Code]] = {}
    for entry in entries():
        assert entry.code not in lists.setdefault(entry.list, {}), (entry.list, entry.code)
        lists[entry.list][entry.code] = entry
    assert set(lists["sex"]) == {"0", "1", "2", "9"}
    assert set(lists["marital"]) == {"10", "20", "21", "22", "23", "30", "40", "90"}
    assert set(lists["political"]) == {f"{number:02d}" for number in range(1, 14)}
    assert set(lists["ethnic"]) == {f"{number:02d}" for number in range(1, 57)}
    letters = {entry.note.removeprefix("字母代码：") for entry in lists["ethnic"].values()}
    assert len(letters) == 56 and all(len(pair) == 2 and pair.isupper() for pair in letters)
    assert all(entry.label_zh.endswith("族") for entry in lists["ethnic"].values())
    assert (lists["ethnic"]["45"].label_zh, lists["ethnic"]["52"].label_zh) == ("鄂温克族", "鄂伦春族")
    assert {lists[name]["01" if name == "political" else "21"].standard for name in ("political", "education")} == {
        "GB/T 4762-1984",
        "GB/T 4658-2006",
    }
    assert len(lists["education"]) == 40


def test_every_entry_has_both_labels_once_in_its_list() -> None:
    seen = set()
    for entry in entries():
        assert entry.label_zh and entry.label_en, entry
        assert entry.label_en.isascii(), entry
        for label in (entry.label_zh, entry.label_en):
            assert (entry.list, label) not in seen, entry
            seen.add((entry.list, label))
        assert len(entry.code) <= 40 and len(entry.label_zh) <= 80 and len(entry.label_en) <= 80
