"""The loop's board: open issues in a column for each step, most urgent first; and the same rows on a map.

The list is the third face of the same conditions. A card is moved by the process alone: dropping it on a column, or its
button, asks which transitions lead there.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import abort, jsonify, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.cases import days, versions
from app.fields.place import read_place
from app.metadata.resource import Resource
from app.query.read import Filter, Query, read
from app.query.select import count, page
from app.screens.board import Kept, Sums, lanes, sums
from app.screens.chart import conditions_bar
from app.screens.light import lamp
from app.screens.limits import limits
from app.screens.table import add_label, link, search_hint
from app.screens.values import Button, Item, Page
from app.screens.web import allow, part, resource_named, show, whole
from app.screens.work import Work, address
from models.issue import ENDED, OPEN
from models.processes import LOOP

CARD = Kept(
    state="state",
    due="due_on",
    owner="owner_organisation",
    unit="organisation",
    since="reported_at",
    number="number",
    flags=("supervised",),
)
QUICK = (
    # (what the chip says, the condition, which of the sums it counts)
    ("overdue", ("overdue", "1"), "late"),
    ("today", ("due_on__within", "today"), "today"),
    ("ownerless", ("owner_organisation__empty", "1"), "ownerless"),
)
ON_MAP = 1000  # dots at most
WATCHED = 90  # days in which a closed matter may come back


class BoardView(BaseView):
    """`/loop/`."""

    route_base = "/loop"
    default_view = "board"
    base_permissions: list[str] = []

    def start(self) -> tuple[Work, Resource, Query]:
        """This request's work, the issues, and what the address asks of them."""
        work, resource = resource_named("issue")
        allow(work, "list", resource)
        arguments = MultiDict((name, value) for name, value in request.args.items(multi=True) if name != "state")
        query = read(arguments, resource, work.resources, work.viewer, work.context, also=("lane", "lane_page"))
        level = query.own_level if "scope" in request.args else work.own_level
        return work, resource, replace(query, within=work.within, own_level=level, page=1)

    @expose("/")
    def board(self) -> Any:
        """All columns."""
        work, resource, query = self.start()
        counted = sums(work, query, CARD, [state.value for state in OPEN])
        closed = closed_lately(work, resource, query)
        calendar = days.calendar(work.session.connection(), street(work))
        shown = lanes(work, query, CARD, columns(work), counted, calendar)
        return show(
            "board.html",
            head(work, resource, query, counted, "board"),
            current="loop",
            lanes=shown,
            first=next((lane.key for lane in shown if lane.count), shown[0].key),
            table=replace(conditions_bar(work, query, "/loop/"), search_hint=search_hint(work, resource)),
            quick=quick(work, query, counted),
            closed=told_count(*count(work.session, closed, work.resources, work.regions, work.context)),
            closed_url=link(address("issue"), closed),
            url=link("/loop/", query),
        )

    @expose("/lane")
    def lane(self) -> Any:
        """More cards of one column."""
        work, _resource, query = self.start()
        key, number = request.args.get("lane", ""), whole(request.args.get("lane_page")) or 1
        named = columns(work)
        if key not in named or number > 10_000:
            abort(404)
        counted = sums(work, query, CARD, [key])
        calendar = days.calendar(work.session.connection(), street(work))
        found = lanes(work, query, CARD, {key: named[key]}, counted, calendar, number)
        return part("lane.html", lane=found[0], url=link("/loop/", query))

    @expose("/map")
    def map(self) -> Any:
        """The same rows as dots."""
        work, resource, query = self.start()
        counted = sums(work, query, CARD, [state.value for state in OPEN])
        return show(
            "board_map.html",
            head(work, resource, query, counted, "map"),
            current="loop",
            table=replace(conditions_bar(work, query, "/loop/map"), search_hint=search_hint(work, resource)),
            quick=(),
            points=link("/loop/points", query),
            url=link("/loop/map", query),
        )

    @expose("/points")
    def points(self) -> Any:
        """The dots of the map as JSON: place, title, address, tone."""
        work, resource, query = self.start()
        location = work.resources.path(resource, "location")
        state = work.resources.path(resource, CARD.state)
        filters = (
            *query.filters,
            Filter(path=location, operator="empty", raw=("0",)),
            Filter(path=state, operator="eq", raw=tuple(item.value for item in OPEN)),
        )
        asked = replace(
            query,
            filters=filters,
            columns=tuple(work.resources.path(resource, name) for name in ("location", "due_on", "state")),
            size=ON_MAP,
        )
        found = page(work.session, asked, work.resources, work.regions, work.context)
        calendar = days.calendar(work.session.connection(), street(work))
        dots = []
        for number, title, (place, due, at) in found.rows:
            said = lamp(due, work.now.astimezone(work.timezone), calendar)
            latitude, longitude = read_place(place)
            dots.append(
                {
                    "at": [latitude, longitude],
                    "title": title,
                    "url": address("issue", id=number),
                    "words": gettext(", ").join(
                        filter(None, (state.field.text(at, work.context), said.words if said else ""))
                    ),
                    "tone": said.tone if said else "",
                }
            )
        return jsonify({"dots": dots, "more": found.more, "most": ON_MAP})


def street(work: Work) -> int | None:
    """The street whose calendar counts."""
    return work.viewer.home.street_id if work.viewer.home else None


def closed_lately(work: Work, resource: Resource, query: Query) -> Query:
    """What was closed so lately that it may yet come back."""
    since = (work.context.today - timedelta(days=WATCHED)).isoformat()
    ended = Filter(
        path=work.resources.path(resource, CARD.state), operator="eq", raw=tuple(state.value for state in ENDED)
    )
    lately = Filter(path=work.resources.path(resource, "closed_on"), operator="from", raw=(since,))
    return replace(query, filters=(*query.filters, ended, lately), columns=(), sort=())


def told_count(found: int, more: bool) -> str:
    """A number, or that there are more than are counted."""
    return f"{found:,}+" if more else f"{found:,}"


def columns(work: Work) -> dict[str, tuple[str, str]]:
    """The steps of the loop with their limits in words, as the street has them: "Accept: 1 working day"."""
    number = street(work)
    process = versions.current(work.session.connection(), number, LOOP.key).process if number is not None else LOOP
    states = {state.value for state in OPEN}
    known = {step.key: step for step in (*LOOP.steps, *process.steps) if step.key in states}
    return {key: (step.label.told(work.locale), limits(process, key, work.locale)) for key, step in known.items()}


def head(work: Work, resource: Resource, query: Query, counted: dict[str, Sums], face: str) -> Page:
    """Title, how many, and the three faces."""
    is_open = [counted.get(state.value, Sums()) for state in OPEN]
    count, late = sum(item.count for item in is_open), sum(item.late for item in is_open)
    words = [gettext("%(count)s open", count=f"{count:,}")]
    if late:
        words.append(gettext("%(count)s overdue", count=f"{late:,}"))
    buttons = []
    if work.may("add", resource):
        buttons.append(
            Button(
                label=add_label(resource),
                url=address("issue", action="add").rstrip("/"),
                icon="plus",
                tone="primary",
                key="n",
            )
        )
    return Page(title=gettext("Loop board"), sum=gettext(", ").join(words), buttons=tuple(buttons))


def quick(work: Work, query: Query, counted: dict[str, Sums]) -> tuple[Item, ...]:
    """The chips that are pressed most: late ones, due today, without an owner, each with its number."""
    is_open = [counted.get(state.value, Sums()) for state in OPEN]
    labels = {"overdue": gettext("Overdue"), "today": gettext("Due today"), "ownerless": gettext("Nobody in charge")}
    held = query.parameters()
    found = []
    for name, condition, which in QUICK:
        number = sum(getattr(item, which) for item in is_open)
        pressed = condition in held
        rest = [pair for pair in held if pair != condition]
        parameters = rest if pressed else [*rest, condition]
        found.append(
            Item(
                label=labels[name],
                url="/loop/" + (f"?{urlencode(parameters)}" if parameters else ""),
                badge=f"{number:,}",
                current=pressed,
                late=name == "overdue" and number > 0,
            )
        )
    return tuple(found)
