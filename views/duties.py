"""承办清单 on the page of an issue: who does what until when, and on which days it was written down."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import BaseView, expose
from flask_babel import gettext

from app.cases import days
from app.fields.day import short_day
from app.screens.light import lamp
from app.screens.web import allow, not_found, part, resource_named
from app.screens.work import address
from models.loop.assignment import AssignmentState
from models.loop.daily import MISSING, OFF, WAITING, WRITTEN, Duty, duties


class DutiesView(BaseView):
    """`/issue/duties/<number>`."""

    route_base = "/issue/duties"
    default_view = "show"
    base_permissions: list[str] = []

    @expose("/<int:number>")
    def show(self, number: int) -> Any:
        """The running assignments of an issue: a piece for its page, empty where there are none."""
        work, resource = resource_named("issue")
        allow(work, "show", resource)
        issue = work.record(resource, number)
        if issue is None or not work.decide("show", resource, issue):
            return not_found()
        if not work.may("list", work.resources["assignment"]):
            return part("duties.html", rows=())
        now = work.now.astimezone(work.timezone)
        calendar = days.calendar(work.session.connection(), issue.street_id)
        found = duties(work.session, number, now.date(), calendar)
        units = work.titles("organisation", [duty.row.owner_organisation_id for duty in found])
        people = work.titles("person", [duty.row.owner_person_id for duty in found])
        may_write = work.may("add", work.resources["progress_log"])
        words = {
            WRITTEN: gettext("written down"),
            MISSING: gettext("missing"),
            OFF: gettext("day off"),
            WAITING: gettext("today, not yet"),
        }
        rows = [
            {
                "title": duty.row.text,
                "url": address("assignment", id=duty.row.id),
                "who": " ".join(
                    filter(None, (units.get(duty.row.owner_organisation_id), people.get(duty.row.owner_person_id)))
                ),
                "state": str(AssignmentState(duty.row.state).label),
                "lamp": lamp(duty.row.due_on, now, calendar),
                "missing": duty.missing,
                "cells": [
                    {
                        "state": cell.state,
                        "day": cell.day.day,
                        "title": f"{short_day(cell.day, work.locale)} {words[cell.state]}",
                        "url": address("progress_log", id=cell.log) if cell.log else "",
                    }
                    for cell in duty.cells
                ],
                "write": writing(duty, number) if may_write and duty.waits else "",
            }
            for duty in found
        ]
        return part("duties.html", rows=rows)


def writing(duty: Duty, issue: int) -> str:
    """Where today's log is written; afterwards the page of the issue is there again."""
    return f"/progress_log/add?assignment={duty.row.id}&_next=/issue/show/{issue}"
