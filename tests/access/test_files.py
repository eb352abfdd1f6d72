from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask, Response
from PIL import Image
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.access.blobs import LEAVING, SMALL, Blobs
from app.access.files import FileEntry, Limits, OwnFiles, attach, detach, open_for, send, sweep
from app.access.scope import OutOfScope
from app.fields.base import Invalid
from app.fields.file import File
from app.record import Base, utc_now
from tests.access.samples import PDF, drawing, picture
from tests.fields.worlds import DATABASES, context, database

ME, OTHER = 11, 12
LATER = timedelta(days=2)


@dataclass
class Row:
    """What is asked of a record."""

    id: int
    street_id: int = 1
    organisation_id: int = 3


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with database(request.param, tmp_path) as engine:
        Base.metadata.create_all(engine, tables=[FileEntry.__table__])  # type: ignore[list-item]
        yield engine


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "files")


@pytest.fixture
def files(session: Session, blobs: Blobs) -> OwnFiles:
    return OwnFiles(session=session, blobs=blobs, user_id=ME, street_id=1)


@pytest.fixture
def page() -> Iterator[None]:
    with Flask("files").test_request_context():
        yield


def kept(files: OwnFiles, name: str = "承诺书.pdf", data: bytes = PDF, kind: str = "file") -> int:
    return files.keep(BytesIO(data), name, kind).id


def entry(session: Session, number: int) -> FileEntry:
    session.expire_all()
    return session.get_one(FileEntry, number)


def age(blobs: Blobs, by: timedelta = timedelta(days=5)) -> None:
    """Make everything on the disk older."""
    for path in blobs.folder.rglob("*"):
        if path.is_file():
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - by.total_seconds()))


def on_disk(blobs: Blobs) -> set[str]:
    return {path.name for path in blobs.folder.rglob("*") if path.is_file()}


def test_a_file_is_kept_as_it_came_under_its_own_name(files: OwnFiles, session: Session, blobs: Blobs) -> None:
    stored = files.keep(BytesIO(PDF), "C:\\资料\\小区承诺书（终稿）.pdf", "file")
    assert (stored.name, stored.media_type, stored.size) == ("小区承诺书（终稿）.pdf", "application/pdf", len(PDF))
    assert not stored.inline
    row = entry(session, stored.id)
    assert (row.resource, row.record_id, row.uploaded_by_id, row.street_id) == (None, None, ME, 1)
    path = blobs.path(row.sha256)
    assert path.read_bytes() == PDF
    assert path.relative_to(blobs.folder).parts == (row.sha256[:2], row.sha256[2:4], row.sha256)


def test_the_same_content_is_kept_once(files: OwnFiles, session: Session, blobs: Blobs) -> None:
    first, second = kept(files, "甲.pdf"), kept(files, "乙.pdf")
    assert first != second
    assert entry(session, first).sha256 == entry(session, second).sha256
    assert len(on_disk(blobs)) == 1


def test_a_photo_is_drawn_anew_upright_small_and_without_its_place(
    files: OwnFiles, session: Session, blobs: Blobs
) -> None:
    sent = picture((4000, 3000), orientation=6, place=True)
    assert Image.open(BytesIO(sent)).getexif().get_ifd(0x8825)
    stored = files.keep(BytesIO(sent), "现场.JPG", "photo")
    assert (stored.name, stored.media_type, stored.inline) == ("现场.jpg", "image/jpeg", True)
    path = blobs.path(entry(session, stored.id).sha256)
    with Image.open(path) as drawn, Image.open(path.with_name(path.name + SMALL)) as small:
        assert drawn.size == (1920, 2560)
        assert not drawn.getexif()
        assert "comment" not in drawn.info and "icc_profile" not in drawn.info
        assert max(small.size) == 320
    assert b"secret" in sent and b"secret" not in path.read_bytes()


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_transparent_pictures_get_a_white_ground(kind: str, files: OwnFiles, session: Session, blobs: Blobs) -> None:
    target = BytesIO()
    Image.new("RGBA", (20, 10), (255, 0, 0, 0)).save(target, kind)
    stored = files.keep(BytesIO(target.getvalue()), f"图.{kind.lower()}", "photo")
    with Image.open(blobs.path(entry(session, stored.id).sha256)) as drawn:
        assert drawn.getpixel((3, 3)) == (255, 255, 255)


def test_a_signature_is_drawn_anew_and_an_empty_one_refused(files: OwnFiles, session: Session, blobs: Blobs) -> None:
    stored = files.keep(BytesIO(drawing(stroke=True)), "signature.png", "signature")
    assert (stored.media_type, stored.inline) == ("image/png", True)
    with Image.open(blobs.path(entry(session, stored.id).sha256)) as drawn:
        assert drawn.mode == "L" and drawn.getextrema()[1] == 255
    for sent, reason in ((drawing(stroke=False), "empty"), (PDF, "could not be read"), (picture((9, 9)), "could not")):
        with pytest.raises(Invalid, match=reason):
            files.keep(BytesIO(sent), "signature.png", "signature")


def test_limits_are_kept_and_nothing_stays_behind(session: Session, blobs: Blobs) -> None:
    limits = Limits(file=1000, photo=400, street=1500)
    files = OwnFiles(session=session, blobs=blobs, user_id=ME, street_id=1, limits=limits)
    big = PDF + b"x" * 1000
    with pytest.raises(Invalid, match=r"“大\.pdf” is larger than 1 KB"):
        kept(files, "大.pdf", big)
    with pytest.raises(Invalid, match="larger"):
        kept(files, "大.jpg", b"\xff\xd8" + b"x" * 500, "photo")
    assert on_disk(blobs) == set()
    middle = PDF + b"x" * (900 - len(PDF))
    kept(files, "中.pdf", middle)
    with pytest.raises(Invalid, match="storage is full"):
        kept(files, "中.pdf", middle + b"y")
    elsewhere = OwnFiles(session=session, blobs=blobs, user_id=OTHER, street_id=2, limits=limits)
    assert kept(elsewhere, "中.pdf", middle)


def test_a_refused_file_leaves_no_row_and_no_bytes(files: OwnFiles, session: Session, blobs: Blobs) -> None:
    for name, data, kind in (
        ("a.exe", b"MZ" + b"\0" * 99, "file"),
        ("a.pdf", b"", "file"),
        ("a.jpg", b"\xff\xd8\xff", "photo"),
    ):
        with pytest.raises(Invalid):
            kept(files, name, data, kind)
    assert session.scalars(select(FileEntry)).all() == []
    assert on_disk(blobs) == set()


def test_saving_a_record_attaches_its_files_and_lets_go_of_the_old(files: OwnFiles, session: Session) -> None:
    first, second = kept(files), kept(files)
    attach(session, Row(7), "issue", "papers", [first], ME)
    row = entry(session, first)
    assert (row.resource, row.record_id, row.field, row.organisation_id, row.deleted_at) == (
        "issue",
        7,
        "papers",
        3,
        None,
    )
    attach(session, Row(7), "issue", "papers", [first, second], ME)
    assert entry(session, first).deleted_at is None
    attach(session, Row(7), "issue", "papers", [second], ME)
    assert entry(session, first).deleted_at is not None
    attach(session, Row(7), "issue", "papers", None, ME)
    assert entry(session, second).deleted_at is not None


def test_a_colleague_may_keep_what_stands_in_the_field(files: OwnFiles, session: Session) -> None:
    number = kept(files)
    attach(session, Row(7), "issue", "papers", [number], ME)
    attach(session, Row(7), "issue", "papers", [number], OTHER)
    assert entry(session, number).deleted_at is None


Case = Callable[[OwnFiles, Session], tuple[int, int, str, str, int]]
"""(file, record, resource, field, account) of an attempt."""


def somebody_elses(files: OwnFiles, session: Session) -> tuple[int, int, str, str, int]:
    return kept(files), 7, "issue", "papers", OTHER


def on_another_record(files: OwnFiles, session: Session) -> tuple[int, int, str, str, int]:
    number = kept(files)
    attach(session, Row(7), "issue", "papers", [number], ME)
    return number, 8, "issue", "papers", ME


def in_another_field(files: OwnFiles, session: Session) -> tuple[int, int, str, str, int]:
    number = kept(files)
    attach(session, Row(7), "issue", "papers", [number], ME)
    return number, 7, "issue", "minutes", ME


def of_another_resource(files: OwnFiles, session: Session) -> tuple[int, int, str, str, int]:
    number = kept(files)
    attach(session, Row(7), "issue", "papers", [number], ME)
    return number, 7, "volunteer", "papers", ME


def let_go(files: OwnFiles, session: Session) -> tuple[int, int, str, str, int]:
    number = kept(files)
    attach(session, Row(7), "issue", "papers", [number], ME)
    attach(session, Row(7), "issue", "papers", [], ME)
    return number, 7, "issue", "papers", ME


def that_never_was(files: OwnFiles, session: Session) -> tuple[int, int, str, str, int]:
    return 4711, 7, "issue", "papers", ME


@pytest.mark.parametrize(
    "case", [somebody_elses, on_another_record, in_another_field, of_another_resource, let_go, that_never_was]
)
def test_a_foreign_file_cannot_be_attached(case: Case, files: OwnFiles, session: Session) -> None:
    number, record, resource, field, account = case(files, session)
    asker = OwnFiles(session=session, blobs=files.blobs, user_id=account, street_id=1)
    assert asker.usable([number], "file", resource, record, field) == {}
    assert asker.usable([number], "file", resource, None, field) == {}
    before = session.get(FileEntry, number)
    stood = before and (before.record_id, before.deleted_at)
    with pytest.raises(Invalid, match="not yours"):
        attach(session, Row(record), resource, field, [number], account)
    assert stood is None or (lambda row: (row.record_id, row.deleted_at))(entry(session, number)) == stood


def test_a_file_of_another_kind_is_not_usable(files: OwnFiles) -> None:
    number = kept(files)
    assert set(files.usable([number], "file", "issue", None, "papers")) == {number}
    assert files.usable([number], "photo", "issue", None, "papers") == {}


def test_two_records_that_want_the_same_upload_get_it_once(engine: Engine, blobs: Blobs) -> None:
    with Session(engine) as session:
        number = kept(OwnFiles(session=session, blobs=blobs, user_id=ME))
        session.commit()

    def save(record: int) -> bool:
        with Session(engine) as session:
            try:
                attach(session, Row(record), "issue", "papers", [number], ME)
            except Invalid:
                return False
            session.commit()
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(save, range(1, 9))) == 1


def test_a_form_that_was_refused_finds_its_uploads_again(files: OwnFiles, session: Session) -> None:
    field = File(label="Papers", key="papers")
    here = context(files=files, resource="issue", record_id=None)
    uploads = [FileStorage(BytesIO(PDF), filename="甲.pdf"), FileStorage(BytesIO(b"MZ\0\0"), filename="坏.exe")]
    with pytest.raises(Invalid, match=r"坏\.exe") as caught:
        field.parse(uploads, here)
    session.commit()
    value = field.parse(caught.value.kept, here)
    assert field.text(value, here) == "甲.pdf"
    attach(session, Row(7), "issue", "papers", value, ME)
    assert field.parse(field.raw(value, here), context(files=files, resource="issue", record_id=7)) == value


def test_a_file_opens_under_the_scope_of_its_record(files: OwnFiles, session: Session) -> None:
    number = kept(files)
    assert open_for(session, number, ME, lambda *asked: False).id == number
    for account, told in ((OTHER, True), (OTHER, False)):
        with pytest.raises(OutOfScope):
            open_for(session, number, account, lambda *asked: told)  # noqa: B023
    attach(session, Row(7), "issue", "papers", [number], ME)
    asked: list[tuple[str, int, str]] = []
    assert open_for(session, number, OTHER, lambda *given: asked.append(given) is None).id == number
    assert asked == [("issue", 7, "papers")]
    with pytest.raises(OutOfScope):
        open_for(session, number, ME, lambda *given: False)
    detach(session, "issue", 7)
    session.expire_all()
    with pytest.raises(OutOfScope):
        open_for(session, number, ME, lambda *given: True)
    with pytest.raises(OutOfScope):
        open_for(session, 4711, ME, lambda *given: True)


def body(response: Response) -> bytes:
    """What was sent; the file is closed."""
    response.direct_passthrough = False
    data = response.get_data()
    response.close()
    return data


@pytest.mark.usefixtures("page")
def test_a_document_is_downloaded_under_its_chinese_name(files: OwnFiles, session: Session, blobs: Blobs) -> None:
    response = send(blobs, entry(session, kept(files, "小区“承诺书”.pdf")))
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''%E5%B0%8F%E5%8C%BA%E2%80%9C" in disposition
    assert re.fullmatch(r"[\x20-\x7e]+", disposition)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert body(response) == PDF


@pytest.mark.usefixtures("page")
def test_only_pictures_of_our_drawing_are_shown(files: OwnFiles, session: Session, blobs: Blobs) -> None:
    photo, plain = (
        kept(files, "照片.png", picture((800, 600), "PNG"), "photo"),
        kept(files, "图.png", picture((9, 9), "PNG")),
    )
    whole, small = send(blobs, entry(session, photo)), send(blobs, entry(session, photo), small=True)
    assert whole.headers["Content-Disposition"].startswith("inline;")
    assert whole.headers["Content-Type"] == small.headers["Content-Type"] == "image/jpeg"
    assert whole.headers["ETag"] != small.headers["ETag"]
    assert len(body(small)) < len(body(whole))
    document = send(blobs, entry(session, plain), small=True)
    assert document.headers["Content-Disposition"].startswith("attachment;")
    document.close()


def test_a_browser_that_has_it_gets_304(files: OwnFiles, session: Session, blobs: Blobs) -> None:
    row = entry(session, kept(files))
    with Flask("files").test_request_context(headers={"If-None-Match": f'"{row.sha256}"'}):
        response = send(blobs, row)
        assert response.status_code == 304
        response.close()


def swept(session: Session, blobs: Blobs, before: datetime) -> tuple[int, int]:
    done = sweep(session, blobs, before)
    return done.rows, done.blobs


def test_the_sweep_removes_what_nobody_needs(files: OwnFiles, session: Session, blobs: Blobs) -> None:
    never, replaced, stays = (kept(files, data=PDF + end) for end in (b"1", b"2", b"3"))
    same = kept(files, data=PDF + b"3")
    photo = kept(files, "照片.jpg", picture((500, 400)), "photo")
    attach(session, Row(7), "issue", "papers", [replaced, stays], ME)
    attach(session, Row(7), "issue", "papers", [stays], ME)
    session.commit()
    hashes = {number: entry(session, number).sha256 for number in (never, replaced, stays)}
    assert swept(session, blobs, utc_now() - LATER) == (0, 0)
    age(blobs)
    assert swept(session, blobs, utc_now() + LATER) == (4, 3)
    assert session.scalars(select(FileEntry.id)).all() == [stays]
    assert on_disk(blobs) == {hashes[stays]}
    assert {same, photo}.isdisjoint(session.scalars(select(FileEntry.id)))


def test_the_sweep_leaves_bytes_whose_row_is_not_committed_yet(engine: Engine, blobs: Blobs) -> None:
    with Session(engine) as session:
        number = kept(OwnFiles(session=session, blobs=blobs, user_id=ME))
        session.commit()
        sha256 = entry(session, number).sha256
        session.execute(FileEntry.__table__.delete())  # type: ignore[attr-defined]
        session.commit()
        age(blobs)
        blobs.settle(blobs.receive(BytesIO(PDF), 10_000))  # another request stores the same, and has not committed
        assert swept(session, blobs, utc_now() - LATER) == (0, 0)
        assert on_disk(blobs) == {sha256}


def test_the_sweep_clears_up_after_a_kill(session: Session, blobs: Blobs) -> None:
    half = blobs.receive(BytesIO(b"half"), 100)
    settled = blobs.receive(BytesIO(PDF), 1000)
    blobs.settle(settled)
    path = blobs.path(settled.sha256)
    path.rename(path.with_name(path.name + LEAVING))
    age(blobs)
    assert blobs.tidy(utc_now() - LATER) == 2
    assert not half.path.exists() and path.exists()
    assert swept(session, blobs, utc_now() - LATER) == (0, 1)
    assert on_disk(blobs) == set()


def test_a_path_is_made_of_a_hash_only(blobs: Blobs) -> None:
    for wrong in ("../../etc/passwd", "A" * 64, "a" * 63, ""):
        with pytest.raises(ValueError, match="SHA-256"):
            blobs.path(wrong)
