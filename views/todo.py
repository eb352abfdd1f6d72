"""Turns what waits for a viewer into the rows of his page: what he must do, by when, and the button that does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext, ngettext
from sqlalchemy import func, select

from app.cases import versions
from app.cases.store import BEGUN
from app.fields.day import short_day
from app.fields.moment import brief
from app.process.calendar import Calendar
from app.process.process import Doing, Transition
from app.process.standing import unit_of
from app.screens.case import take_url
from app.screens.light import Lamp, lamp
from app.screens.values import Button
from app.screens.work import Work, address
from models.issue import OPEN, Issue
from models.loop import tasks
from models.loop import waiting_entries as entries
from models.loop.notices import Notice, NoticeRule, entry_url
from models.loop.waiting import LATE, LATER, TODAY, Asking, Queue, Turns, Waits, counted, turns, waiting
from models.organisation import Organisation

GROUPS = {"late": LATE, "today": TODAY, "later": LATER}
FEW, MANY = 20, 200  # rows of a group: among others, and alone
MINE, NOTICES = 6, 8
BUTTONS = 2


@dataclass(frozen=True, kw_only=True)
class Todo:
    """One row."""

    bucket: int
    due: datetime | None
    title: str
    url: str
    words: str  # what the viewer must do
    notes: tuple[str, ...]
    light: Lamp | None
    buttons: tuple[Button, ...]


@dataclass(frozen=True, kw_only=True)
class TodoGroup:
    """The rows of one group; `more` says how many are not shown."""

    key: str
    label: str
    count: int
    rows: tuple[Todo, ...]
    more: int
    url: str


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One of the counts above the rows."""

    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class MyIssue:
    """An issue that the viewer entered."""

    title: str
    url: str
    number: str
    state: str
    light: Lamp | None
    owner: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """A reminder, with its rule."""

    id: int
    text: str
    rule: str
    late: bool
    when: str
    url: str


def now_of(work: Work) -> datetime:
    """The present moment on the clocks of the street."""
    return work.now.astimezone(work.timezone)


def night_of(work: Work) -> datetime:
    """The last moment of today there."""
    return now_of(work).replace(hour=23, minute=59, second=59, microsecond=999999)


def turns_of(work: Work) -> Turns:
    """The processes that cases of the viewer's streets follow."""
    streets = {holding.street_id for holding in work.viewer.holdings if holding.street_id is not None}
    return turns(versions.in_use(work.session.connection(), streets))


def asking(work: Work, found: Turns) -> Asking:
    """What is asked of the cases for him."""
    return Asking(work.viewer, found, now_of(work), night_of(work))


def may_list(work: Work, name: str) -> bool:
    """Whether the viewer has anything to do with rows of this kind."""
    return name in work.resources and work.may("list", work.resources[name])


def tasks_of(work: Work) -> list[tasks.Task]:
    """What is given to him beside the cases; at most three statements."""
    found: list[tasks.Task] = []
    if may_list(work, "assignment"):
        found += tasks.assignments(work.session, work.viewer)
    if may_list(work, "session_decision"):
        found += tasks.decisions(work.session, work.viewer)
    if may_list(work, "deliberation_session"):
        found += tasks.sessions(work.session, work.viewer, night_of(work))
    return found


def how_many(work: Work) -> tuple[int, int]:
    """(all that waits, what of it is late): the number at the menu."""
    issues, registers = may_list(work, "issue"), entries.registers(work)
    found = turns_of(work) if issues or registers else None
    counts = Counter(counted(work.session, asking(work, found)) if issues and found else {})
    if registers and found:
        for more in entries.counted(work, registers, found, now_of(work), night_of(work)).values():
            counts.update(more)
    beside = [bucket_of(work, task.due) for task in tasks_of(work)]
    return sum(counts.values()) + len(beside), counts.get(LATE, 0) + beside.count(LATE)


def follows(work: Work) -> bool:
    """Whether there are registers whose entries may wait for him."""
    return bool(entries.registers(work))


def waiting_for(work: Work, found: Turns, *, issues: bool, only: str) -> Queue:
    """What waits of issues, where he may list them, and of the entries of registers."""
    most, group = MANY if only else FEW, GROUPS.get(only)
    queue = waiting(work.session, asking(work, found), most=most, only=group) if issues else Queue()
    among = entries.registers(work)
    if not among:
        return queue
    more = entries.waiting(work, among, found, now_of(work), night_of(work), most=most, only=group)
    counts = Counter(queue.counts)
    counts.update(more.counts)
    return Queue(rows=(*queue.rows, *more.rows), counts=counts)


# -- rows -----------------------------------------------------------------------------------------------------------


def grouped(work: Work, queue: Queue, given: Sequence[tasks.Task], calendar: Calendar, only: str) -> list[TodoGroup]:
    """Everything that waits, in its groups."""
    rows = [case_row(work, waits, calendar) for waits in queue.rows]
    rows += [task_row(work, task, calendar) for task in given]
    beside = [bucket_of(work, task.due) for task in given]
    labels = {"late": gettext("Overdue"), "today": gettext("Today"), "later": gettext("Later")}
    found = []
    for key, bucket in GROUPS.items():
        count = queue.counts.get(bucket, 0) + beside.count(bucket)
        if not count or only not in ("", key):
            continue
        mine = sorted((row for row in rows if row.bucket == bucket), key=lambda row: urgency(work, row))
        shown = mine[: MANY if only else FEW]
        found.append(
            TodoGroup(
                key=key,
                label=labels[key],
                count=count,
                rows=tuple(shown),
                more=count - len(shown),
                url=f"/?only={key}" if not only else f"{address('issue')}?{urlencode([('overdue', '1')])}",
            )
        )
    return found


def urgency(work: Work, row: Todo) -> tuple[bool, datetime]:
    """What is due first comes first, what has no day last."""
    return row.due is None, row.due or now_of(work)


def tabs(work: Work, queue: Queue, given: Sequence[tasks.Task], only: str) -> list[Tab]:
    """The counts: all, overdue, today, later."""
    beside = [bucket_of(work, task.due) for task in given]
    counts = {key: queue.counts.get(bucket, 0) + beside.count(bucket) for key, bucket in GROUPS.items()}
    labels = {"": gettext("All"), "late": gettext("Overdue"), "today": gettext("Today"), "later": gettext("Later")}
    return [
        Tab(
            label=label,
            count=counts[key] if key else sum(counts.values()),
            url=f"/?only={key}" if key else "/",
            current=key == only,
        )
        for key, label in labels.items()
    ]


def case_row(work: Work, waits: Waits, calendar: Calendar) -> Todo:
    """An issue, or an entry of a register, with the steps that lead it on."""
    notes = [waits.number, shorter(work, waits.unit)]
    if waits.resource != "issue":
        notes.insert(0, work.resources[waits.resource].plural)
    if waits.reports > 1:
        notes.append(gettext("%(num)d reports", num=waits.reports))
    return Todo(
        bucket=waits.bucket,
        due=waits.due,
        title=waits.title or gettext("(no name)"),
        url=address(waits.resource, id=waits.id),
        words=must(work, waits),
        notes=tuple(filter(None, notes)),
        light=lamp(waits.due, now_of(work), calendar, unit=unit_of(waits.stage)),
        buttons=buttons(work, waits),
    )


def must(work: Work, waits: Waits) -> str:
    """What the viewer must do, and since whose doing: "accepted by Li on 3 July; yours now: dispatch"."""
    if waits.request is not None and any(way.does is Doing.GRANT for way in waits.ways):
        return gettext(
            "%(name)s asks for %(days)s more days; yours to decide.",
            name=waits.request.get("name", ""), days=waits.request.get("amount", ""),
        )  # fmt: skip
    if waits.visit:
        return gettext("%(stage)s: you settled it, so you visit.", stage=waits.stage.label.told(work.locale))
    verb = next((way.label.told(work.locale) for way in waits.ways), waits.stage.label.told(work.locale))
    if not waits.last_by or waits.last_at is None:
        return gettext("%(stage)s. Yours now: %(verb)s.", stage=waits.stage.label.told(work.locale), verb=verb)
    came = waits.process.ways.get(waits.last)
    return gettext(
        "%(name)s, %(day)s: %(did)s. Yours now: %(verb)s.",
        name=waits.last_by,
        day=short_day(waits.last_at.astimezone(work.timezone).date(), work.locale),
        did=(came.label if came else BEGUN).told(work.locale),
        verb=verb,
    )


def buttons(work: Work, waits: Waits) -> tuple[Button, ...]:
    """The verbs: a decision that is asked for first, then the visit, then the ways on."""
    found = []
    ways: Iterable[Transition] = sorted(waits.ways, key=lambda way: way.does is Doing.MOVE)
    for way in ways:
        url = f"{take_url(work.resources[waits.resource], waits.id, way.key)}?_next=/"
        found.append(Button(label=way.label.told(work.locale), url=url, method="dialog"))
    if waits.visit:
        url = f"/return_visit/add?issue={waits.id}&_next=/"
        found.insert(0, Button(label=gettext("Enter the visit"), url=url))
    return tuple(found[:BUTTONS])


def task_row(work: Work, task: tasks.Task, calendar: Calendar) -> Todo:
    """Something that was given to the viewer beside the cases."""
    due = task.due
    url = address(task.resource, id=task.id)
    words = {
        "assignment": gettext("Given to you: write down what was done today."),
        "session_decision": gettext("Decided at a session: carry it out and enter the result."),
        "deliberation_session": gettext("You keep this session: who came, and what was decided."),
    }[task.resource]
    label, verb, needed = {
        "assignment": (
            gettext("Write today's log"),
            f"/progress_log/add?assignment={task.id}&_next=/",
            ("progress_log", "add"),
        ),
        "session_decision": (
            gettext("Enter the result"),
            f"/session_decision/edit/{task.id}?_next=/",
            ("session_decision", "edit"),
        ),
        "deliberation_session": (gettext("Begin"), f"/meeting/{task.id}", ("deliberation_session", "edit")),
    }[task.resource]
    may = needed[0] in work.resources and work.may(needed[1], work.resources[needed[0]])
    button = Button(label=label, url=verb) if may else Button(label=gettext("Open"), url=url)
    if isinstance(due, datetime):
        at: datetime | None = due.astimezone(work.timezone)
        light: Lamp | None = Lamp(
            words=brief(due.astimezone(work.timezone), work.context), tone="late" if due < work.now else "soon"
        )
    else:
        at = None if due is None else end_of_day(work, due)
        light = lamp(due, now_of(work), calendar)
    return Todo(
        bucket=bucket_of(work, due),
        due=at,
        title=task.title,
        url=url,
        words=words,
        notes=tuple(filter(None, (task.number, task.about))),
        light=light,
        buttons=(button,),
    )


def end_of_day(work: Work, due: date) -> datetime:
    """The last moment of a day of the street."""
    return datetime(due.year, due.month, due.day, 23, 59, 59, tzinfo=work.timezone)


def bucket_of(work: Work, due: date | datetime | None) -> int:
    """The group of a day: over, today, or later."""
    if due is None:
        return LATER
    day = due.astimezone(work.timezone).date() if isinstance(due, datetime) else due
    today = work.context.today
    return LATE if day < today else TODAY if day == today else LATER


def shorter(work: Work, unit: str) -> str:
    """A unit without the name of the viewer's own before it."""
    home = work.viewer.home
    return (unit.removeprefix(home.organisation) or unit) if home is not None else unit


# -- what I entered, what I am told -----------------------------------------------------------------------------------


def entered(work: Work, calendar: Calendar) -> tuple[tuple[MyIssue, ...], int]:
    """The open issues that the viewer entered, the newest first, and how many there are. One statement."""
    unit: Any = Organisation.__table__
    statement = (
        select(Issue.id, Issue.title, Issue.number, Issue.state, Issue.due_on, unit.c.name, func.count().over())
        .outerjoin(unit, unit.c.id == Issue.owner_organisation_id)  # past the scope: see views/overview.py
        .where(Issue.created_by_id == work.viewer.user_id, Issue.state.in_([state.value for state in OPEN]))
        .order_by(Issue.id.desc())
        .limit(MINE)
    )
    rows = work.session.execute(statement).all()
    state = work.resources["issue"].field("state")
    return tuple(
        MyIssue(
            title=row[1],
            url=address("issue", id=row[0]),
            number=row[2] or "",
            state=state.text(row[3], work.context),
            light=lamp(row[4], now_of(work), calendar),
            owner=shorter(work, row[5] or ""),
        )
        for row in rows
    ), (rows[0][6] if rows else 0)


def told(work: Work) -> tuple[tuple[Told, ...], int]:
    """The reminders that the viewer has not seen yet, the newest first, and how many there are. One statement."""
    statement = (
        select(
            Notice.id, Notice.text, Notice.rule, Notice.created_at, Notice.issue_id, Notice.entry, func.count().over()
        )
        .where(Notice.account_id == work.viewer.user_id, Notice.seen_at.is_(None))
        .order_by(Notice.id.desc())
        .limit(NOTICES)
    )
    rows = work.session.execute(statement).all()
    rules = {rule.value: rule for rule in NoticeRule}
    return tuple(
        Told(
            id=row[0],
            text=row[1],
            rule=str(rules[row[2]].label),
            late=rules[row[2]].tone == "late",
            when=brief(row[3].astimezone(work.timezone), work.context),
            url=about(row[4], row[5]),
        )
        for row in rows
    ), (rows[0][6] if rows else 0)


def about(issue: int | None, entry: str | None) -> str:
    """The page that a reminder is about."""
    return entry_url(entry, address) if entry else address("issue", id=issue)


def sum_words(queue: Queue, given_late: int, total: int) -> str:
    """How much waits: "7 to do, 2 overdue"."""
    late = queue.counts.get(LATE, 0) + given_late
    words = [ngettext("%(num)d to do", "%(num)d to do", total)] if total else []
    if late:
        words.append(ngettext("%(num)d overdue", "%(num)d overdue", late))
    return gettext(", ").join(words)
