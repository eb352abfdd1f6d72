"""Turns what was typed into a picker into the rows that it offers; mixed into `RecordView`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import jsonify, request
from flask_appbuilder import expose
from werkzeug.datastructures import MultiDict

from app.fields.base import Option
from app.query.read import read
from app.screens.resource_view import ResourceView
from app.screens.web import allow, resource_named, whole

MOST = 20
OWN = ("q", "limit", "ids")  # what is no condition in its address


class PickView(ResourceView):
    """`/<resource>/pick`."""

    @expose("/pick")
    def pick(self) -> Any:
        """Options for a picker: rows that the viewer may name, found by what was typed; of a unit that the form names
        its own ones first.
        """
        work, resource = resource_named(self.named())
        allow(work, "name", resource)
        own = OWN if resource.screen.near is None else (*OWN, "near")
        arguments = MultiDict([(name, value) for name, value in request.args.items(multi=True) if name not in own])
        filters = read(arguments, resource, work.resources, work.viewer, work.context).filters
        wanted = [found for item in request.args.get("ids", "").split(",") if (found := whole(item)) is not None]
        text, unit = request.args.get("q", ""), whole(request.args.get("near")) if "near" in own else None
        if wanted:
            titles = work.titles(resource.name, wanted)
            return answered([Option(value=str(number), label=title) for number, title in titles.items()])
        if unit is None:
            return answered(work.find(resource.name, text, MOST, filters))
        first = work.find(resource.name, text, MOST, filters, near=(unit, True))
        left = MOST - len(first)
        return answered(work.find(resource.name, text, left, filters, near=(unit, False)) if left else [], near=first)


def answered(options: Sequence[Option], *, near: Sequence[Option] = ()) -> Any:
    """Options as a picker reads them; those of the unit that was named stand first and say so."""
    rows: list[dict[str, Any]] = [{"value": item.value, "label": item.label, "note": item.note} for item in near]
    rows = [{**row, "near": True} for row in rows]
    rows += [{"value": item.value, "label": item.label, "note": item.note} for item in options]
    return jsonify({"options": rows})
