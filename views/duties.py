"""What the page of an issue loads behind itself: who does what until when and on which days that was written down
(承办清单), and the sessions that were held on it (相关议事会).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_appbuilder import BaseView, expose
from flask_babel import gettext, ngettext

from app.cases import days
from app.fields.day import short_day
from app.process.calendar import Calendar
from app.screens.light import lamp
from app.screens.web import allow, not_found, part, resource_named
from app.screens.work import Work, address
from models.deliberation import SessionState
from models.loop.assignment import AssignmentState
from models.loop.daily import MISSING, OFF, WAITING, WRITTEN, Duty, duties
from models.loop.sittings import sittings


class DutiesView(BaseView):
    """`/issue/duties/<number>`."""

    route_base = "/issue/duties"
    default_view = "show"
    base_permissions: list[str] = []

    @expose("/<int:number>")
    def show(self, number: int) -> Any:
        """A piece for the page of an issue, empty where there is nothing to show."""
        work, resource = resource_named("issue")
        allow(work, "show", resource)
        issue = work.record(resource, number)
        if issue is None or not work.decide("show", resource, issue):
            return not_found()
        now = work.now.astimezone(work.timezone)
        calendar = days.calendar(work.session.connection(), issue.street_id)
        rows = running(work, number, now, calendar) if work.may("list", work.resources["assignment"]) else ()
        return part("duties.html", rows=rows, sittings=sat(work, number, now, calendar))


def running(work: Work, number: int, now: datetime, calendar: Calendar) -> list[dict[str, Any]]:
    """The running assignments of an issue, as its page shows them."""
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
    return [
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


def sat(work: Work, number: int, now: datetime, calendar: Calendar) -> list[dict[str, Any]]:
    """The sessions on an issue, as its page shows them."""
    resource = work.resources["deliberation_session"]
    if not work.may("list", resource):
        return []
    decisions = work.resources["session_decision"]
    found = sittings(work.session, number, work.may("list", decisions))
    people = work.titles(
        "person",
        [one.row.chair_id for one in found] + [made.owner_person_id for one in found for made in one.decisions],
    )
    return [
        {
            "title": one.row.title,
            "url": address("deliberation_session", id=one.row.id),
            "state": str(SessionState(one.row.state).label),
            "tone": SessionState(one.row.state).tone,
            "about": told(work, one.row, people.get(one.row.chair_id, "")),
            "resolution": one.row.resolution or "",
            "decisions": [
                {
                    "text": made.text,
                    "who": people.get(made.owner_person_id, ""),
                    "lamp": None if made.done else lamp(made.due_on, now, calendar),
                }
                for made in one.decisions
            ],
        }
        for one in found
    ]


def told(work: Work, row: Any, chair: str) -> list[str]:
    """When and where it was held, under whom, and how many came."""
    held = row.held_on.astimezone(work.timezone)
    facts = [f"{short_day(held.date(), work.locale)} {held:%H:%M}", row.venue or ""]
    if chair:
        facts.append(gettext("chaired by %(name)s", name=chair))
    if row.present is not None and row.expected:
        facts.append(gettext("%(present)d of %(expected)d came", present=row.present, expected=row.expected))
    elif row.present is not None:
        facts.append(ngettext("%(num)d came", "%(num)d came", row.present))
    return [fact for fact in facts if fact]


def writing(duty: Duty, issue: int) -> str:
    """Where today's log is written; afterwards the page of the issue is there again."""
    return f"/progress_log/add?assignment={duty.row.id}&_next=/issue/show/{issue}"
