"""Downloads: a file is reached through its record, under the record's scope and the field's right."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask_appbuilder import BaseView, expose

from app.access.files import open_for, send
from app.access.scope import OutOfScope
from app.declare import Right
from app.screens.web import current_work, not_found
from app.screens.work import Work


class FileView(BaseView):
    """`/file/<id>`, and `/file/<id>?small=1` for a picture's small form."""

    route_base = "/file"
    default_view = "file"
    base_permissions: list[str] = []

    @expose("/<int:number>")
    def file(self, number: int) -> Any:
        """One file."""
        work = current_work()
        try:
            entry = open_for(work.session, number, work.viewer.user_id, lambda *at: may_see(work, *at))
        except OutOfScope:
            return not_found()
        return send(current_app.extensions["huizhi"].blobs, entry, small=bool(request.args.get("small")))


def may_see(work: Work, name: str, record_id: int, field: str) -> bool:
    """Whether the viewer sees a field of a record: the record in scope, the field at least readable."""
    if name not in work.resources:
        return False
    resource = work.resources[name]
    record = work.record(resource, record_id, bin=work.may("restore", resource))
    if record is None or not work.decide("show", resource, record):
        return False
    return field == "_comments" or work.viewer.right(resource, field) >= Right.READ
