"""Turns a reason into one masked value and a line in the history; mixed into `RecordView`."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from flask_appbuilder import expose
from flask_babel import gettext

from app.access.audit import note_action
from app.screens.resource_view import ResourceView
from app.screens.web import not_found


class MaskView(ResourceView):
    """`/<resource>/unmask/<id>/<field>`."""

    @expose("/unmask/<int:number>/<field>", methods=["POST"])
    def unmask(self, number: int, field: str) -> Any:
        """Show one masked value for a reason, which is recorded."""
        work, resource = self.start("unmask")
        record = work.record(resource, number)
        if (
            record is None
            or field not in resource.fields
            or not resource.field(field).secret
            or not work.decide("unmask", resource, record, field)
        ):
            return not_found()
        reason = " ".join(request.form.get("reason", "").split())[:200]
        if len(reason) < 2:
            return jsonify({"error": gettext("Say why you need to see it.")}), 422
        declared = resource.field(field)
        note_action(
            work.session,
            "unmask",
            resource.name,
            record=record,
            note=reason,
            changes={field: [None, declared.mask(declared.read(record))]},
        )
        work.session.commit()
        return jsonify({"value": declared.text(declared.read(record), work.context), "seconds": 30})
