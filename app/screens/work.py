"""What one request works with: the session, who is looking, the resources as he sees them, and the fields' context.

Made once per request by the factory's `begin`; every screen is a function of (Work, Resource or Query).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.decide import Decision, decide
from app.access.scope import Guardian, Regions
from app.access.viewer import Viewer
from app.fields.base import Context, Option
from app.fields.link import Link, Linked
from app.metadata.resource import Resource, Resources
from app.query.read import Query, Sort
from app.query.select import page, reading, titles

PICKS = 20


@dataclass(frozen=True, kw_only=True)
class Work:
    """One request's world. Holds no state that outlives it."""

    session: Session
    viewer: Viewer
    resources: Resources
    guardian: Guardian
    locale: str
    timezone: ZoneInfo
    now: datetime
    codes: Any  # the registry of code lists
    files: Any = None
    within: int | None = None  # the organisation switch
    own_level: bool = False
    _titles: dict[str, dict[int, str | None]] = dataclass_field(default_factory=dict, repr=False)

    @property
    def regions(self) -> Regions:
        """The viewer's conditions on rows."""
        return self.guardian.regions(self.session)

    @property
    def context(self) -> Context:
        """The fields' window to the world."""
        return Context(
            locale=self.locale,
            timezone=self.timezone,
            now=self.now,
            codes=lambda name: self.codes.codes(name, self.locale, self.now.astimezone(self.timezone).date()),
            titles=self.titles,
            find=self.find,
            url=address,
            files=self.files,
        )

    def may(self, action: str, resource: Resource) -> bool:
        """Whether the action is open on any row."""
        return self.viewer.may(action, resource)

    def decide(self, action: str, resource: Resource, record: Any = None, field: str = "") -> Decision:
        """Whether, and why."""
        return decide(self.viewer, action, resource, record, field, session=self.session, regions=self.regions)

    def titles(self, name: str, numbers: Sequence[int]) -> dict[int, str]:
        """{id: title} of rows that the viewer may name; each row is asked for once a request."""
        known = self._titles.setdefault(name, {})
        missing = [number for number in dict.fromkeys(numbers) if number not in known]
        if missing:
            found = titles(self.session, self.resources, self.resources[name], missing, self.context)
            known.update({number: found.get(number) for number in missing})
            self.session.info.setdefault("named", set()).update((name, number) for number in found)
        return {number: title for number in numbers if (title := known.get(number)) is not None}

    def find(
        self,
        name: str,
        text: str,
        limit: int = PICKS,
        filters: Sequence[Any] = (),
        near: tuple[int, bool] | None = None,
    ) -> list[Option]:
        """Rows whose search finds the text, as options with a second line; the newest first without a text.

        `near`: only what belongs to a unit, or only the rest, both by their name.
        """
        resource = self.resources[name]
        query = Query(
            resource=resource,
            text=" ".join(text.split())[:100],
            size=min(limit, 100),
            action="name",
            filters=tuple(filters),
            columns=tuple(self.resources.path(resource, key) for key in resource.screen.note),
            sort=by_title(resource, self.resources)
            if near is not None
            else default_sort(resource, self.resources)
            if not text
            else (),
            near=near,
        )
        context = self.context
        found = page(self.session, query, self.resources, self.regions, context)
        return [
            Option(
                value=str(number),
                label=title,
                note=gettext(", ").join(filter(None, words(query, values, context))),
            )
            for number, title, values in found.rows
        ]

    def fetch(
        self, resource: Resource, number: int, names: Sequence[str], *, bin: bool = False
    ) -> dict[str, Any] | None:
        """The values of one row by field name, links with their titles, in one statement; None when it is not there."""
        how = reading(self.resources, resource, names)
        row = self.session.execute(how.statement.execution_options(bin=bin), {"numbers": [number]}).first()
        if row is None:
            return None
        context = self.context
        values = {name: read(row, context) for name, read in how.readers.items()}
        for name, value in values.items():
            if isinstance(value, Linked) and not bin:
                self._know(resource, name, value)
        return {
            "id": row[how.number],
            "title": how.title(row, context),
            **({} if how.version is None else {"_version": row[how.version]}),
            **values,
        }

    def _know(self, resource: Resource, name: str, value: Linked) -> None:
        """Keep the title that a row brought of what it points at: the session's scope was asked for it already."""
        declared = self.resources.path(resource, name).field
        if isinstance(declared, Link):
            self._titles.setdefault(declared.target, {}).setdefault(value.id, value.title)
            if value.title is not None:
                self.session.info.setdefault("named", set()).add((declared.target, value.id))

    def record(self, resource: Resource, number: int, *, bin: bool = False) -> Any:
        """A record by id, through the scope; None when it is not there for this viewer."""
        statement = select(resource.model).where(resource.model.id == number)
        return self.session.execute(statement.execution_options(bin=bin, populate_existing=True)).scalar_one_or_none()


def words(query: Query, values: list[Any], context: Context) -> list[str]:
    """The values of a row in words."""
    return [path.field.text(value, context) for path, value in zip(query.columns, values, strict=True)]


def default_sort(resource: Resource, resources: Resources) -> tuple[Sort, ...]:
    """The declared order."""
    return tuple(
        Sort(path=resources.path(resource, name.removeprefix("-")), descending=name.startswith("-"))
        for name in resource.screen.sort
    )


def by_title(resource: Resource, resources: Resources) -> tuple[Sort, ...]:
    """The order of what rows are called."""
    return tuple(Sort(path=resources.path(resource, name)) for name in resource.title)


def address(name: str, *, id: int | None = None, action: str = "", size: str = "") -> str:
    """The address of a resource's list, of a record, of another of its pages, or of a file."""
    if name == "file":
        return f"/file/{id}" + (f"?{size}=1" if size else "")
    if id is None:
        return f"/{name}/{action or 'list'}/"
    return f"/{name}/{action or 'show'}/{id}"


def plain_context(codes: Any, locale: str, timezone: ZoneInfo, now: datetime) -> Context:
    """What a form may know of the world when it is read, without a request: the clock and the code lists."""
    return Context(
        locale=locale,
        timezone=timezone,
        now=now,
        codes=lambda name: codes.codes(name, locale, now.astimezone(timezone).date()),
        titles=lambda name, numbers: {number: str(number) for number in numbers},
        find=lambda name, text, limit: (),
        url=address,
    )


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)
