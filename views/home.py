"""我的待办, the first page after signing in: what waits for the viewer, what is overdue below, where to begin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import abort, g, jsonify, request
from flask_appbuilder import BaseView, expose
from flask_babel import format_date, gettext, ngettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from app.cases import days
from app.declare import Role
from app.fields.base import Words
from app.process.calendar import Calendar
from app.query.read import Unreadable, read
from app.screens.menu import groups
from app.screens.notices import tell
from app.screens.table import add_label
from app.screens.values import Button, Group, Item, Page
from app.screens.web import allow, current_work, go, resource_named, show, wants_json, whole
from app.screens.work import Work, address
from models.loop.waiting import LATE, Queue
from views import overview, todo

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


LOOKING = (
    Waiting(
        label=_("Decisions past their date"), resource="session_decision", conditions=(("overdue", "1"),), late=True
    ),
    Waiting(label=_("Public notices out of date"), resource="disclosure", conditions=(("stale", "1"),), late=True),
    Waiting(label=_("Deliberations planned"), resource="deliberation_session", conditions=(("state", "planned"),)),
    Waiting(label=_("Activities looking for volunteers"), resource="activity", conditions=(("state", "open"),)),
    Waiting(label=_("Rewards waiting for pick-up"), resource="redemption", conditions=(("state", "held"),)),
    Waiting(label=_("Compounds without a party branch"), resource="compound", conditions=(("branch__empty", "1"),)),
    Waiting(label=_("Buildings without a head"), resource="building", conditions=(("head__empty", "1"),)),
    Waiting(label=_("Posts that end this month"), resource="post", conditions=(("ends_on__within", "this-month"),)),
    Waiting(
        label=_("Accounts with a password that was given"),
        resource="account",
        conditions=(("must_change_password", "1"), ("active", "1")),
    ),
)


LEADERS = (Role.PARTY_SECRETARY, Role.STREET_CENTRE)


class HomeView(BaseView):
    """`/`."""

    route_base = ""
    default_view = "home"
    base_permissions: list[str] = []

    @expose("/")
    def home(self) -> Any:
        """What waits, the figures, what is overdue below; then what to begin, and where to work."""
        work = current_work()
        only = request.args.get("only", "")
        if only not in ("", *todo.GROUPS):
            abort(404)
        street = work.viewer.home.street_id if work.viewer.home else None
        calendar = days.calendar(work.session.connection(), street)
        given = todo.tasks_of(work)
        issues = overview.area(work)
        queue = Queue()
        mine: tuple[tuple[todo.MyIssue, ...], int] = ((), 0)
        told: tuple[tuple[todo.Told, ...], int] = ((), 0)
        figures: tuple[overview.FigureTile, ...] = ()
        units: tuple[overview.Unit, ...] = ()
        found = todo.turns_of(work) if issues is not None or todo.follows(work) else None
        if found is not None:
            queue = todo.waiting_for(work, found, issues=issues is not None, only=only)
        if issues is not None and found is not None:
            mine = todo.entered(work, calendar)
            if overview.urges(work, [process for process, _stage in found.stages.values()]):
                figures, units = overview.figures(work, issues), overview.below(work, issues, calendar)
        if todo.may_list(work, "notice"):
            told = todo.told(work)
        total = sum(queue.counts.values()) + len(given)
        late = sum(todo.bucket_of(work, task.due) == LATE for task in given)
        begin = beginnings(work)
        return show(
            "home.html",
            Page(
                title=gettext("My work"),
                sum=todo.sum_words(queue, late, total),
                buttons=(replace(begin[0], tone="primary", key="n"),) if begin else (),
            ),
            current="home",
            day=weekday(work),
            groups=todo.grouped(work, queue, given, calendar, only),
            tabs=todo.tabs(work, queue, given, only) if total else (),
            total=total,
            business=found is not None or bool(given),
            figures=figures,
            leads=bool(set(work.viewer.roles) & set(LEADERS)),
            units=units[: overview.UNITS],
            overdue=sum(unit.count for unit in units),
            mine=mine[0],
            mine_count=mine[1],
            mine_url=f"{address('issue')}?{urlencode([('created_by', str(work.viewer.user_id))])}",
            told=told[0],
            told_count=told[1],
            begin=begin,
            waiting=looking(work),
            home=places(work),
            warning=days_unknown(work, calendar),
        )

    @expose("/todo/count")
    def count(self) -> Any:
        """How much waits, for the menu."""
        total, late = todo.how_many(current_work())
        return jsonify({"count": total, "hot": late > 0})

    @expose("/todo/urge", methods=["POST"])
    def urge(self) -> Any:
        """Urge everything that is overdue at a unit."""
        work, resource = resource_named("issue")
        allow(work, "list", resource)
        processes = [process for process, _stage in todo.turns_of(work).stages.values()]
        if not overview.urges(work, processes):
            abort(403, gettext("Your post may not urge anybody."))
        issues = overview.area(work)
        unit = request.form.get("unit", "")
        number = whole(unit)
        if issues is None or (unit and number is None):
            abort(400, gettext("This form is incomplete. Open it again."))
        done, refused = overview.urge(work, issues, number)
        words = ngettext("Urged %(num)d issue.", "Urged %(num)d issues.", done)
        if refused:
            words += " " + ngettext(
                "%(num)d could not be urged: it moved on meanwhile.",
                "%(num)d could not be urged: they moved on meanwhile.",
                refused,
            )
        if wants_json():
            return jsonify({"done": done, "words": words})
        tell(words, tone="ok" if done else "soon")
        return go("/")


def places(work: Work) -> list[Group]:
    """Everywhere the viewer may work."""
    found = groups(work, "", g.get("pages", ()))
    return [group for group in found if any(item.url != "/" for item in group.items)]


def weekday(work: Work) -> str:
    """Today, with the day of the week."""
    return format_date(work.context.today, "M月d日 EEEE" if work.locale == "zh" else "EEEE d MMM")


def days_unknown(work: Work, calendar: Calendar) -> str:
    """What those who keep the calendar are told while nobody knows the days off of a year that limits reach into."""
    home = work.viewer.home
    if home is None or not set(work.viewer.roles) & set(days.KEEPERS):
        return ""
    years = days.unknown_years(calendar, work.now.astimezone(work.timezone).date())
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


def looking(work: Work) -> tuple[Item, ...]:
    """The lists that somebody should look at, as far as the viewer may open them with these conditions."""
    found = []
    for wait in LOOKING:
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
