"""From the page of an issue to the empty log of its assignment, in one tap."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from sqlalchemy import select

from app.screens.web import allow, fail, go, resource_named
from models.loop.assignment import RUNNING, Assignment


class DailyLogView(BaseView):
    """`/issue/log/<number>`: on to the form of the log."""

    route_base = "/issue/log"
    default_view = "log"
    base_permissions: list[str] = []

    @expose("/<int:number>")
    def log(self, number: int) -> Any:
        """The form of a log on the latest assignment that runs; one's own first."""
        work, resource = resource_named("progress_log")
        allow(work, "add", resource)
        issues = work.resources["issue"]
        allow(work, "show", issues)
        if work.record(issues, number) is None:
            abort(404)
        mine = (Assignment.owner_person_id == work.viewer.person_id).is_(True)
        found = work.session.scalars(
            select(Assignment.id)
            .where(Assignment.issue_id == number, Assignment.state.in_(RUNNING))
            .order_by(mine.desc(), Assignment.id.desc())
            .limit(1)
        ).first()
        if found is None:
            return fail(
                404,
                gettext("Nothing to log"),
                gettext("Nothing is assigned on this issue at present. A log belongs to an assignment."),
            )
        return go(f"/progress_log/add?assignment={found}&_next=/issue/show/{number}")
