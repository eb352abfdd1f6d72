"""有事找谁说、谁来办、怎么办: the page of a unit for its residents. It shares its code with
the form for reports."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import BaseView, expose

from app.access.marks import unit_of, unit_token
from app.screens.visitor import page, public_session
from app.screens.web import go
from app.screens.work import now
from models.station import keepers_of, station_of
from views.report import lost


class HelpingView(BaseView):
    """`/help/<token>`."""

    route_base = "/help"
    default_view = "show"
    base_permissions: list[str] = []

    @expose("/<token>", methods=["GET"])
    def show(self, token: str) -> Any:
        """Where to say it, who looks after it, how it goes on."""
        with public_session() as (house, session):
            today = now().astimezone(house.config.timezone).date()
            unit = unit_of(token)
            station = None if unit is None else station_of(session, unit, today)
            if station is None:
                return lost()
            if station.closed:
                return go(f"/r/{token}")  # says so, and where to go instead
            keepers = keepers_of(session, station.line, today)
            return page(
                "helping.html",
                station=station,
                url=f"/help/{token}",
                report_url=f"/r/{unit_token(station.id)}",
                keepers=[(keeper.name, str(keeper.role.label)) for keeper in keepers],
            )
