"""Posters for doors and notice boards: a sheet for each grid below a unit, with the code of its page for reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, request
from flask_appbuilder import BaseView, expose
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import and_, or_, select

from app.access.marks import unit_token
from app.access.tree import after
from app.declare import Role
from app.fields.base import Words
from app.screens.qr import drawn
from app.screens.values import Page
from app.screens.web import current_work, show, whole
from app.screens.work import Work
from models.organisation import Organisation
from models.station import GRIDS, SHEETS, keepers_of, stations_below

MOST = 300  # sheets at once
KINDS: dict[str, tuple[Words, tuple[str, ...]]] = {
    "grid": (_("Grids"), GRIDS),
    "micro_grid": (_("Micro-grids"), SHEETS[-1:]),
    "all": (_("Grids and micro-grids"), SHEETS),
}
CHOSEN = ("street", "community", "village")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One poster."""

    name: str
    above: str
    phone: str
    url: str
    code: Any
    keeperless: bool


class PosterView(BaseView):
    """`/posters/`."""

    route_base = "/posters"
    default_view = "sheets"
    base_permissions: list[str] = []

    @expose("/", methods=["GET"])
    def sheets(self) -> Any:
        """The sheets of a unit, one after the other, each on a page of its own."""
        work = current_work()
        if not work.may("share", work.resources["issue"]):
            abort(403)
        units = units_of(work)
        wanted = whole(request.args.get("unit")) or (units[0][0] if units else None)
        kind = request.args.get("kind", "grid")
        if kind not in KINDS or (wanted is not None and wanted not in dict(units)):
            abort(404)
        today = work.now.astimezone(work.timezone).date()
        stations = [] if wanted is None else stations_below(work.session, wanted, KINDS[kind][1], today)
        keepers = keepers_of(work.session, [station.id for station in stations], today)
        led = {keeper.unit for keeper in keepers if keeper.role is Role.GRID_LEADER}
        made = [
            Sheet(
                name=station.name,
                above=station.above,
                phone=station.phone,
                url=(url := f"{request.url_root}r/{unit_token(station.id)}"),
                code=drawn(url),
                keeperless=station.kind in GRIDS and station.id not in led,
            )
            for station in stations[:MOST]
        ]
        return show(
            "posters.html",
            Page(title=gettext("Posters for residents")),
            poster=words_of_a_sheet(),
            current="posters",
            sheets=made,
            left=max(0, len(stations) - MOST),
            units=[(number, name, number == wanted) for number, name in units],
            kinds=[(key, str(words), key == kind) for key, (words, _kinds) in KINDS.items()],
        )


def words_of_a_sheet() -> dict[str, Any]:
    """What every sheet says; it hangs in a Chinese street, whoever prints it."""
    with force_locale("zh"):
        return {
            "call": gettext("Tell us, we look after it"),
            "steps": (
                gettext("Scan it with WeChat or the camera"),
                gettext("Write what it is, take a photo"),
                gettext("Keep the code: follow it, rate it"),
            ),
            "promise": gettext("No account needed, answered within one working day"),
            "phone": gettext("Phone"),
        }


def units_of(work: Work) -> list[tuple[int, str]]:
    """The units whose posters the viewer may print: his own, the highest first, and the communities below."""
    ways = work.viewer.to("share", "issue")
    own = [way.holding for way in ways]
    if not own:
        return []
    inside = or_(
        *(
            or_(
                Organisation.id == holding.organisation_id,
                and_(
                    Organisation.path >= holding.path,
                    Organisation.path < after(holding.path),
                    Organisation.kind.in_(CHOSEN),
                ),
            )
            for holding in own
        )
    )
    found = work.session.execute(select(Organisation.id, Organisation.name).where(inside).order_by(Organisation.path))
    return [(number, name) for number, name in found]
