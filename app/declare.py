"""The words an author writes to turn a model into screens: `Screen` and what stands in it.

Everything here is a frozen value, so a misspelt option fails on import. Names of fields are strings; the checks
(`app/metadata/checks`) find the misspelt ones at start-up and report them all together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum
from functools import cached_property
from typing import Any

from flask_babel import lazy_gettext as _

from app.fields.base import Field, Words
from app.fields.choice import Choices


class Role(Choices):
    """What a post makes of a person. Rights come from posts; see `Grant`."""

    SYSTEM = "system", _("System administrator")
    SECURITY = "security", _("Security administrator")
    AUDIT = "audit", _("Audit administrator")
    PARTY_SECRETARY = "party_secretary", _("Party work committee secretary")
    STREET_CENTRE = "street_centre", _("Street governance centre")
    SECTION = "section", _("Section staff")
    COMMUNITY_SECRETARY = "community_secretary", _("Community secretary")
    GRID_LEADER = "grid_leader", _("Grid leader")
    GRID_STAFF = "grid_staff", _("Grid staff")
    MICRO_GRID = "micro_grid", _("Micro-grid staff")
    PROPERTY_MANAGER = "property_manager", _("Property manager")
    MEDIATOR = "mediator", _("Mediator")
    POLICE = "police", _("Community police officer")
    COURT = "court", _("Court liaison")
    PROCURATORATE = "procuratorate", _("Procuratorate liaison")
    INSPECTOR = "inspector", _("Discipline inspector")
    VOLUNTEER = "volunteer", _("Volunteer")


ADMINISTRATORS = (Role.SYSTEM, Role.SECURITY, Role.AUDIT)  # exclude each other, and business data


class Scope(StrEnum):
    """Whose rows a grant reaches, seen from the organisation of the post."""

    ALL = "all"
    STREET = "street"
    SUBTREE = "subtree"
    ORGANISATION = "organisation"
    ASSIGNED = "assigned"  # what the model's `assigned` says
    OWN = "own"  # what the model's `own` says


class Right(IntEnum):
    """What a viewer may do with one field."""

    HIDDEN = 0
    MASKED = 1
    READ = 2
    WRITE = 3


class Menu(Enum):
    """The groups of the sidebar, by work and not by table, in their order."""

    TODO = _("My work")
    LOOP = _("Deliberation loop")
    MEDIATION = _("Mediation and documents")
    PEOPLE = _("Residents and members")
    SERVICE = _("Volunteering")
    PROPERTY = _("Compounds and property")
    POINTS = _("Points")
    REGISTERS = _("Registers")
    FIGURES = _("Figures")
    SETTINGS = _("Settings")


READING = ("list", "show")
WRITING = ("list", "show", "add", "edit", "export", "comment")
KEEPING = (*WRITING, "delete", "restore")
ACTIONS = (*KEEPING, "purge", "unmask", "share")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Who sees a field, and who changes it, where a street's form says so; None is as the grants say."""

    see: tuple[Role, ...] | None = None
    write: tuple[Role, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class When:
    """A condition on another field of the same form: it has one of these values, or any value at all."""

    field: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Section:
    """A titled part of a form and of a detail page; each tuple is a row of one or two fields."""

    label: Words
    rows: tuple[tuple[str, ...], ...]
    note: Words = ""
    when: When | None = None
    folded: bool = False  # on a detail page it is opened by who wants to see it

    def __init__(
        self, label: Words, *rows: tuple[str, ...], note: Words = "", when: When | None = None, folded: bool = False
    ) -> None:
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "note", note)
        object.__setattr__(self, "when", when)
        object.__setattr__(self, "folded", folded)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Its fields in reading order."""
        return tuple(name for row in self.rows for name in row)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A field that is shown, or required, only when another has certain values."""

    field: str
    when: When
    require: bool = False  # shown always, required when; otherwise shown only when


@dataclass(frozen=True)
class Chart:
    """A figure counted by the database: rows or a sum, by a field, by periods of a day.

    Chart(_("By month"), count_by="registered_on", every="month")
    Chart(_("Hours"), sum_of="hours", by="organisation", kind="bar")
    Chart(_("Fee collection"), ratio=("received", "receivable"), by="compound.name")   # per cent
    """

    label: Words
    count_by: str = ""
    sum_of: str = ""
    ratio: tuple[str, str] | tuple[()] = ()
    by: str = ""
    every: str = ""  # day, month, quarter, year: for days and moments
    kind: str = ""  # bar, line, pie, number; found from the fields when empty
    where: tuple[tuple[str, str], ...] = ()  # fixed filters, as in an address
    most: int = 12  # groups shown; the rest is summed up as "Other"

    @property
    def group(self) -> str:
        """The field it groups by; empty for a single number."""
        return self.count_by or self.by


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One of the figures at the head of a detail page: a field, or a count of related rows."""

    label: Words
    field: str = ""
    count: str = ""  # the name of a related list, "<resource>.<link field>"
    where: tuple[tuple[str, str], ...] = ()
    unit: Words = ""


@dataclass(frozen=True, kw_only=True)
class Related:
    """A tab of rows that point here: the resource and its link field, and the columns worth showing."""

    resource: str
    by: str
    label: Words = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A written page as a button: of the detail page where its address holds {id}, else of the list."""

    label: Words
    url: str  # "/papers/of/issue/{id}"
    resource: str  # shown to who may do `action` with this resource
    action: str = "list"
    icon: str = "file-text"
    when: Callable[..., Any] | None = None  # (values of the record) -> whether it is offered
    phone: bool = False  # also on a phone


@dataclass(frozen=True)
class Grant:
    """What a role may do with a resource, and with whose rows."""

    role: Role
    scope: Scope = Scope.SUBTREE
    can: tuple[str, ...] = READING
    fields: tuple[tuple[str, Right], ...] = ()  # departures from the field's own right


@dataclass(frozen=True, kw_only=True)
class Call:
    """What an action's function is given: the session, who calls, the rows, what was filled in, the fields' context."""

    session: Any
    viewer: Any
    records: tuple[Any, ...]
    values: dict[str, Any]
    context: Any
    token: str = ""  # names this asking: the same form sent twice has the same one


@dataclass(frozen=True, kw_only=True)
class Action:
    """A doing of its own (award, redeem, reverse …). `run(call)` returns the sentence to show.

    It raises `app.fields.base.Invalid`, or an error with `reasons`, to refuse. What it writes is one transaction with
    its audit entry.
    """

    name: str
    label: Words
    run: Callable[[Call], Any]
    icon: str = "bolt"
    on: str = "record"  # record: on a detail page; rows: on selected rows; list: on no row
    fields: tuple[Field, ...] = ()  # what it asks first; each with its key
    confirm: Words = ""
    danger: bool = False
    when: tuple[str, Any] | None = None  # (field, value or tuple of values): offered only then


@dataclass(frozen=True, kw_only=True)
class Public:
    """What everybody may fill in without an account, and what he is told afterwards."""

    fields: tuple[str, ...]
    thanks: Words = ""


@dataclass(frozen=True, kw_only=True)
class Following:
    """The process that new entries of a register follow, and the field that names who is in charge of one."""

    process: str  # its key
    street: int | None  # whose version of it: the maker's street; None has none of its own
    owner: str = ""  # a field that links to people


@dataclass(frozen=True, kw_only=True)
class Screen:
    """All that a model says about how it looks, who may use it and where it stands."""

    label: Words  # one record: "Volunteer"
    plural: Words  # many: "Volunteers"
    menu: Menu | None
    title: tuple[str, ...] | str  # the field, or fields, that name a record
    list: tuple[str, ...]
    icon: str = "file"
    description: Words = ""  # what this is for, in a sentence or two: shown when there is nothing yet
    add_label: Words = ""  # the button: "Register a volunteer"
    sort: tuple[str, ...] = ()  # "-registered_on"; the newest first when empty
    search: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    conditions: tuple[Condition, ...] = ()
    facts: tuple[Fact, ...] = ()
    charts: tuple[Chart, ...] = ()
    related: tuple[Related, ...] = ()
    actions: tuple[Action, ...] = ()
    grants: tuple[Grant, ...] = ()
    note: tuple[str, ...] = ()  # the second line in pickers, after the title
    state: str = ""  # the choice shown beside the title
    assigned: Callable[..., Any] | None = None  # (entity, post) -> SQL condition, for Scope.ASSIGNED
    own: Callable[..., Any] | None = None  # (entity, viewer) -> SQL condition, for Scope.OWN
    validate: Callable[..., Any] | None = None  # (values, context, record or None) -> {field: message}
    near: Callable[..., Any] | None = None  # (entity, unit) -> SQL condition: what belongs to it, for `Link.near`
    made: Callable[..., Any] | None = None  # (session, record): what a row that somebody enters brings along
    then: Callable[..., Any] | None = None  # (number, values) -> the page after it was entered; "" is its own
    propose: Callable[..., Any] | None = None  # (values given) -> {field: value}: what an empty form begins with
    readonly: bool = False  # rows come from actions only
    business: bool = True  # rows are somebody's data: closed to the three administrators
    extensible: bool = True  # a street may add fields
    beside: tuple[Beside, ...] = ()  # written pages that belong to it, as buttons
    page: str = ""  # a written page in the place of the generated detail page: an endpoint
    public: Public | None = None  # the form that is open to everybody; only registers of a unit's own have one
    follows: Following | None = None  # the process of its rows; only registers of a unit's own say so here
