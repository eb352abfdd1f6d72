"""The first page after signing in: what waits for the viewer, the ways to begin something, and all places to work
in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import g
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from app.cases import days
from app.fields.base import Words
from app.query.read import Unreadable, read
from app.screens.menu import groups
from app.screens.table import add_label
from app.screens.values import Button, Item, Page
from app.screens.web import current_work, show
from app.screens.work import Work, address
from models.issue import OPEN

BEGINNINGS = (
    "issue",
    "deliberation_session",
    "person",
    "volunteer",
    "activity",
    "service_record",
    "account",
    "post",
    "redemption",
)
"""What is begun most often, in this order; the first six that the viewer may make are offered."""
MOST = 6


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Rows that somebody should look at: a list under conditions, with a name of its own."""

    label: Words
    resource: str
    conditions: tuple[tuple[str, str], ...]
    late: bool = False  # something should have happened already


WAITING = (
    Waiting(label=_("Issues past their date"), resource="issue", conditions=(("overdue", "1"),), late=True),
    Waiting(
        label=_("Decisions past their date"), resource="session_decision", conditions=(("overdue", "1"),), late=True
    ),
    Waiting(label=_("Public notices out of date"), resource="disclosure", conditions=(("stale", "1"),), late=True),
    Waiting(
        label=_("Issues due this week"),
        resource="issue",
        conditions=(*(("state", state) for state in OPEN), ("due_on__within", "this-week")),
    ),
    Waiting(label=_("Deliberations planned"), resource="deliberation_session", conditions=(("state", "planned"),)),
    Waiting(label=_("Activities looking for volunteers"), resource="activity", conditions=(("state", "open"),)),
    Waiting(label=_("Rewards waiting for pick-up"), resource="redemption", conditions=(("state", "held"),)),
    Waiting(label=_("Compounds without a party branch"), resource="compound", conditions=(("branch__empty", "1"),)),
    Waiting(label=_("Buildings without a head"), resource="building", conditions=(("head__empty", "1"),)),
)


class HomeView(BaseView):
    """`/`."""

    route_base = ""
    default_view = "home"
    base_permissions: list[str] = []

    @expose("/")
    def home(self) -> Any:
        """What waits, what to begin, and where to work; the numbers load after the page."""
        work = current_work()
        places = [
            group for group in groups(work, "", g.get("pages", ())) if any(item.url != "/" for item in group.items)
        ]
        page = Page(
            title=gettext("Hello, %(name)s", name=work.viewer.name),
            sum=work.viewer.home.organisation if work.viewer.home else "",
        )
        return show(
            "home.html",
            page,
            current="home",
            home=places,
            begin=beginnings(work),
            waiting=waiting(work),
            warning=days_unknown(work),
        )


def days_unknown(work: Work) -> str:
    """What those who keep the calendar are told while nobody knows the days off of a year that limits reach into."""
    home = work.viewer.home
    if home is None or not set(work.viewer.roles) & set(days.KEEPERS):
        return ""
    found = days.calendar(work.session.connection(), home.street_id)
    years = days.unknown_years(found, work.now.astimezone(work.timezone).date())
    if not years:
        return ""
    return gettext(
        "The days off of %(years)s are not known yet, so limits are counted by weekdays. Enter them under Days off.",
        years=gettext(", ").join(map(str, years)),
    )


def beginnings(work: Work) -> tuple[Button, ...]:
    """The buttons of what the viewer makes most often."""
    found = [work.resources[name] for name in BEGINNINGS if name in work.resources]
    return tuple(
        Button(label=add_label(resource), url=f"/{resource.name}/add", icon=resource.screen.icon)
        for resource in found
        if not resource.screen.readonly and work.may("add", resource)
    )[:MOST]


def waiting(work: Work) -> tuple[Item, ...]:
    """The lists of what waits, as far as the viewer may open them with these conditions."""
    found = []
    for wait in WAITING:
        resource = work.resources.get(wait.resource)
        if resource is None or not work.may("list", resource):
            continue
        try:
            query = read(MultiDict(wait.conditions), resource, work.resources, work.viewer, work.context)
        except Unreadable:
            continue  # a condition on a field that this viewer does not see
        parameters = urlencode(query.parameters())
        found.append(
            Item(
                label=str(wait.label),
                url=f"{address(resource.name)}?{parameters}",
                icon=resource.screen.icon,
                badge=f"/api/v1/{resource.name}/?{parameters}",
                late=wait.late,
            )
        )
    return tuple(found)
