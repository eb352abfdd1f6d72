"""Issues that are probably the same matter, as JSON, while somebody types a new one."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext

from app.fields.day import short_day
from app.screens.web import allow, resource_named, whole
from app.screens.work import address
from models.loop.merge import likely

LONGEST = 120


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
