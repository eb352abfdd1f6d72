"""Turns a request into what every page of a resource begins with: the work, the resource, the rows asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import request

from app.metadata.resource import Resource
from app.query.read import Query, read
from app.screens.values import Button
from app.screens.web import allow, resource_named
from app.screens.work import Work


class ResourceView:
    """What the pages of a resource share, whatever they show; `RecordView` puts them together."""

    resource_name = ""

    def named(self) -> str:
        """The name of the resource that this request is about."""
        return self.resource_name

    def start(self, action: str) -> tuple[Work, Resource]:
        """This request's work and resource; 401, 403 where the action is closed."""
        work, resource = resource_named(self.named())
        allow(work, action, resource)
        return work, resource

    def query(
        self, work: Work, resource: Resource, *, columns: Any = (), bin: bool = False, arguments: Any = None
    ) -> Query:
        """The query of this request's address, within the organisation switch."""
        asked = request.args if arguments is None else arguments
        found = read(asked, resource, work.resources, work.viewer, work.context, columns=columns, bin=bin)
        level = found.own_level if "scope" in asked else work.own_level
        return replace(found, within=work.within, own_level=level)

    def covers(self, work: Work, action: str, resource: Resource, number: int) -> bool:
        """Whether a row that was found may be treated so; asks the database only where rights differ."""
        return bool(work.decide(action, resource, Numbered(number)))


class Numbered:
    """A row known by its number only: what `decide` needs of a record."""

    def __init__(self, id: int) -> None:
        self.id = id
        self.version = None
        self.street_id = self.organisation_id = None


def back(default: str) -> str:
    """The page a form was sent from, if it is one of ours."""
    return request.form.get("_back") or default


def beside(
    work: Work, resource: Resource, number: int | None = None, values: Mapping[str, Any] | None = None
) -> list[Button]:
    """The written pages of a record, or of the list without one, as far as the viewer may open them."""
    return [
        Button(label=str(page.label), url=page.url.format(id=number), icon=page.icon, wide=not page.phone)
        for page in resource.screen.beside
        if ("{id}" in page.url) is (number is not None)
        and work.may(page.action, work.resources[page.resource])
        and (page.when is None or page.when(values or {}))
    ]
