"""What the tests of the residents' side share: the address of a poster, a form filled in, what came of it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import select

from app.access.marks import unit_token
from models.issue import Issue
from models.report import IssueReport
from tests.forms.test_public import reckon
from tests.world import Browser, Page, World

TEXT = "3号楼前的消防通道晚上总停着车"


def poster(world: World, unit: str = "grid") -> str:
    """The address behind the code of a unit's poster."""
    with world.app.app_context():
        return f"/r/{unit_token(world.place().units[unit])}"


def scan(world: World, path: str = "") -> tuple[Browser, dict[str, Any], str]:
    """A resident's browser, what his form would send with the right answer, and its address."""
    browser, path = Browser(world.app), path or poster(world)
    page = Page(browser.get(path).text)
    sent = {name: value[0] for name, value in page.form().items()}
    browser.token = sent["csrf_token"]
    return browser, {**sent, "_answer": reckon(page), "text": TEXT}, path


def report(world: World, **values: Any) -> tuple[Browser, str]:
    """A report that arrived: the browser, and its code."""
    browser, sent, path = scan(world)
    answer = browser.post(path, {**sent, **values}, content_type="multipart/form-data")
    assert answer.status_code == 303, Page(answer.text).words
    return browser, answer.headers["Location"].removeprefix("/f/").partition("?")[0]


def reports(world: World) -> list[tuple[IssueReport, Issue]]:
    """The reports that came by a code, with their issues, detached."""
    with world.as_house() as work:
        found = select(IssueReport, Issue).join(Issue, Issue.id == IssueReport.issue_id)
        rows = list(work.session.execute(found.where(IssueReport.client_uuid.is_not(None)).order_by(IssueReport.id)))
        work.session.expunge_all()
        return [(row[0], row[1]) for row in rows]


def change(world: World, number: int, model: Any = IssueReport, **values: Any) -> None:
    """Write some values of a row, as the staff's pages or the case would."""
    from flask import g

    with world.as_house() as work:
        work.session.rollback()
        g.writing = True
        found = select(model).where(model.id == number).execution_options(bin=True)
        record = work.session.execute(found).scalar_one()
        for name, value in values.items():
            setattr(record, name, value)
        work.session.commit()


def picture(size: tuple[int, int] = (64, 48), *, placed: bool = False) -> bytes:
    """A JPEG; `placed` with the place where it was taken."""
    made, target = Image.new("RGB", size, (120, 150, 170)), BytesIO()
    exif = made.getexif()
    if placed:
        exif[0x010F] = "Camera"
        exif.get_ifd(0x8825)[2] = (36.0, 12.0, 1.0)
    made.save(target, "JPEG", exif=exif)
    return target.getvalue()


def upload(data: bytes, name: str = "p.jpg") -> tuple[BytesIO, str]:
    """A file as a form sends it."""
    return BytesIO(data), name
