"""Turns what was typed into a picker into the rows that it offers; mixed into `RecordView`."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from flask_appbuilder import expose
from werkzeug.datastructures import MultiDict

from app.fields.base import Option
from app.query.read import read
from app.screens.resource_view import ResourceView
from app.screens.web import allow, resource_named, whole


class PickView(ResourceView):
    """`/<resource>/pick`."""

    @expose("/pick")
    def pick(self) -> Any:
        """Options for a picker: rows that the viewer may name, found by what was typed."""
        work, resource = resource_named(self.named())
        allow(work, "name", resource)
        arguments = MultiDict(
            [(name, value) for name, value in request.args.items(multi=True) if name not in ("q", "limit", "ids")]
        )
        filters = read(arguments, resource, work.resources, work.viewer, work.context).filters
        wanted = [found for item in request.args.get("ids", "").split(",") if (found := whole(item)) is not None]
        if wanted:
            options = [
                Option(value=str(number), label=title) for number, title in work.titles(resource.name, wanted).items()
            ]
        else:
            options = work.find(resource.name, request.args.get("q", ""), 20, filters)
        return jsonify({"options": [{"value": item.value, "label": item.label, "note": item.note} for item in options]})
