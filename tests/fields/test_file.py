from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, BinaryIO

import pytest
from werkzeug.datastructures import FileStorage

from app.fields.base import Context, Invalid, StoredFile
from app.fields.file import File, size_text
from tests.fields.worlds import context

PAPERS = File(label="Papers", key="papers", most=3)


class Store:
    """A store in memory: refuses files called "bad", lets the account use the numbers it was told."""

    def __init__(self, *mine: int) -> None:
        self.mine = set(mine)
        self.kept: list[tuple[str, str, bytes]] = []
        self.asked: list[tuple[Any, ...]] = []

    def keep(self, stream: BinaryIO, filename: str, kind: str) -> StoredFile:
        if "bad" in filename:
            raise Invalid(f"{filename} is bad.")
        self.kept.append((filename, kind, stream.read()))
        return self.stored(100 + len(self.kept))

    def info(self, ids: Sequence[int]) -> Mapping[int, StoredFile]:
        return {number: self.stored(number) for number in ids if number != 404}

    def usable(
        self, ids: Sequence[int], kind: str, resource: str, record_id: int | None, field: str
    ) -> Mapping[int, StoredFile]:
        self.asked.append((kind, resource, record_id, field))
        return {number: self.stored(number) for number in ids if number in self.mine}

    def stored(self, number: int) -> StoredFile:
        return StoredFile(id=number, name=f"<证明>{number}.pdf", media_type="application/pdf", size=2_200_000)


def upload(name: str | None, data: bytes = b"x") -> FileStorage:
    return FileStorage(stream=BytesIO(data), filename=name)


def world(store: Store) -> Context:
    return context(files=store, resource="issue", record_id=7)


def test_uploads_and_stored_numbers_come_together() -> None:
    store = Store(5, 6)
    assert PAPERS.parse(["5", "6", upload("承诺书.pdf", b"abc")], world(store)) == [5, 6, 101]
    assert store.kept == [("承诺书.pdf", "file", b"abc")]
    assert store.asked == [("file", "issue", 7, "papers")]


def test_an_empty_file_input_is_nothing() -> None:
    for raw in ([upload("")], [upload(None)], ["", upload("")], None, "", []):
        assert PAPERS.parse(raw, world(Store())) is None


def test_a_foreign_number_is_refused_and_not_kept() -> None:
    with pytest.raises(Invalid, match="not yours") as caught:
        PAPERS.parse(["5", "6"], world(Store(5)))
    assert caught.value.kept == ["5"]


def test_a_refused_upload_loses_nothing_else() -> None:
    store = Store(5)
    with pytest.raises(Invalid, match=r"bad\.exe is bad\.") as caught:
        PAPERS.parse(["5", upload("bad.exe"), upload("good.pdf")], world(store))
    assert caught.value.kept == ["5", "101"]
    again = Store(5, 101)
    assert PAPERS.parse(caught.value.kept, world(again)) == [5, 101]


def test_too_many_are_refused_and_the_first_kept() -> None:
    store = Store(5)
    with pytest.raises(Invalid, match="At most 3 files") as caught:
        PAPERS.parse(["5", *(upload(f"{number}.pdf") for number in range(4))], world(store))
    assert caught.value.kept == ["5", "101", "102"]
    assert len(store.kept) == 2


def test_an_api_names_numbers() -> None:
    assert PAPERS.parse([5, {"id": 6}], world(Store(5, 6))) == [5, 6]
    assert PAPERS.parse([5, 5], world(Store(5))) == [5]


@pytest.mark.parametrize("raw", ["承诺书.pdf", ["-1"], ["1.5"], [["5"]], [True], [{"name": "x"}], ["9" * 30]])
def test_a_name_is_no_file(raw: Any) -> None:
    with pytest.raises(Invalid):
        PAPERS.parse(raw, world(Store(1, 5)))


def test_what_is_shown() -> None:
    here = world(Store())
    assert PAPERS.cell([5, 6], here) == "2 files"
    assert PAPERS.text([5, 6], here) == "<证明>5.pdf、<证明>6.pdf"
    assert PAPERS.detail([5, 404], here) == (
        '<ul class="hz-files"><li><a class="lnk" href="/file/5">&lt;证明&gt;5.pdf</a> <small>2.1 MB</small></li></ul>'
    )
    for door in (PAPERS.cell, PAPERS.text, PAPERS.detail):
        assert door(None, here) == ""
    assert PAPERS.raw([5, 6], here) == ["5", "6"]


def test_sizes_are_read_by_people() -> None:
    assert [size_text(size) for size in (0, 900, 4096, 5 * 1024 * 1024)] == ["1 KB", "1 KB", "4 KB", "5.0 MB"]


def test_only_emptiness_can_be_asked() -> None:
    assert PAPERS.operators == ("empty",)
    assert not PAPERS.sortable and not PAPERS.searchable and not PAPERS.groupable


def test_without_a_store_it_says_so() -> None:
    with pytest.raises(LookupError, match="file store"):
        PAPERS.parse(["5"], context())
