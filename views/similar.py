"""Issues like another: probably the same matter, while somebody types it; settled ones, beside the page of one."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext

from app.declare import Right
from app.fields.day import short_day
from app.screens.web import allow, not_found, part, resource_named, whole
from app.screens.work import address
from models.loop.merge import likely, settled_alike

LONGEST = 120
SHOWN = 160  # letters of an outcome


class SimilarView(BaseView):
    """`/issue/similar?title=…&organisation=…&other_than=…`."""

    route_base = "/issue/similar"
    default_view = "similar"
    base_permissions: list[str] = []

    @expose("")
    def similar(self) -> Any:
        """At most five, the most alike first. `closed` ones were settled in the last 90 days: it came back."""
        work, resource = resource_named("issue")
        allow(work, "list", resource)
        title = " ".join(request.args.get("title", "").split())[:LONGEST]
        unit = whole(request.args.get("organisation", ""))
        found = likely(work, title, unit, other_than=whole(request.args.get("other_than", "")) or 0)
        state = resource.field("state")
        context = work.context
        return jsonify(
            {
                "items": [
                    {
                        "id": one.id,
                        "title": one.title,
                        "number": one.number,
                        "state": state.text(one.state, context),
                        "closed": one.closed,
                        "reported": short_day(one.reported_at.astimezone(work.timezone).date(), work.locale),
                        "url": address("issue", id=one.id),
                        "note": gettext("Settled lately: it came back") if one.closed else gettext("Under way"),
                    }
                    for one in found
                ]
            }
        )

    @expose("/<int:number>")
    def settled(self, number: int) -> Any:
        """Closed issues like this one, with what was done: a piece for the side of its page."""
        work, resource = resource_named("issue")
        allow(work, "show", resource)
        issue = work.record(resource, number)
        if issue is None or not work.decide("show", resource, issue):
            return not_found()
        may_read = work.viewer.right(resource, "outcome") >= Right.READ
        rows = [
            {
                "title": other.title,
                "url": address("issue", id=other.id),
                "note": gettext("Closed on %(day)s", day=short_day(other.closed_on, work.locale))
                if other.closed_on
                else "",
                "outcome": (other.outcome or "")[:SHOWN] if may_read else "",
            }
            for other, _likeness in settled_alike(work, issue)
        ]
        return part("similar.html", rows=rows)
