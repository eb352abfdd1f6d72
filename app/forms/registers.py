"""Registers (台账) that a unit makes itself: one table for the entries of all of them, one mapped class for each.

The class makes the database session know what it reads: its condition stands in every statement, in lists, joins,
counts, pickers and charts alike, without a screen having to think of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from types import MappingProxyType
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Index, String
from sqlalchemy.orm import Mapped, configure_mappers, mapped_column

from app.declare import (
    ADMINISTRATORS,
    KEEPING,
    READING,
    WRITING,
    Grant,
    Menu,
    Public,
    Role,
    Scope,
    Screen,
    Section,
)
from app.fields.base import ColumnSource, Field, mapped
from app.fields.choice import choice
from app.fields.day import day
from app.fields.due import DueDay
from app.forms.follow import NONE, Follow, Processes, read_follow
from app.forms.public import read_public
from app.forms.vocabulary import Faults, label, words
from app.metadata.resource import Resource
from app.record import Extra, Record, declared_fields, key_of

PREFIX = "register/"
KEY = re.compile(r"[a-z][a-z0-9_]{1,29}")
MOST = 100  # registers of one unit
TITLES = 3  # fields that name an entry
UNNAMED = ("photo", "file", "signature", "place", "links", "note", "choices")  # kinds that name nothing

LEVELS: Mapping[str, tuple[str, ...]] = {
    "read": (*READING, "export", "comment"),
    "write": WRITING,
    "keep": (*KEEPING, "share"),
    "run": (*KEEPING, "purge", "share", "unmask"),
}
"""What a role may do with a register, the least first."""
REACHES = (Scope.SUBTREE, Scope.STREET, Scope.ORGANISATION, Scope.OWN)
ICONS = (
    "notebook", "clipboard-list", "clipboard-check", "clipboard-heart", "checklist", "shield-check", "flame",
    "building-store", "building-community", "home-check", "home", "heart-handshake", "users", "user-check",
    "address-book", "old", "school", "gift", "leaf", "tree", "map-pin", "truck", "tools", "bulb", "bus", "armchair",
    "calendar-event", "gavel", "scale", "license", "certificate", "coins", "receipt", "package", "key", "bell",
    "award", "star",
)  # fmt: skip
"""What a register can be drawn with."""
PARTS = ("label", "icon", "menu", "description", "title", "sort", "rights", "public", "process", "owner")
MENUS = {
    group.name.lower(): group
    for group in (Menu.REGISTERS, Menu.LOOP, Menu.PEOPLE, Menu.SERVICE, Menu.PROPERTY, Menu.POINTS)
}
"""Where a register may stand in the sidebar, by the name in a form; the first where a form does not say."""


class RegisterEntry(Record):
    """An entry of any register. Asked for by the class of its register, never by this one."""

    __tablename__ = "register_entry"
    __table_args__ = (
        Index("ix_register_entry_list", "street_id", "register", "id"),
        Index("ix_register_entry_stage", "street_id", "register", "stage", "id"),
        Index("ix_register_entry_due", "street_id", "register", "due_on", "id"),
    )
    __mapper_args__: Any = {**Record.__mapper_args__, "polymorphic_on": "register"}

    register: Mapped[str] = mapped_column(String(60), nullable=False)  # "<unit that made it>/<key>"
    stage: Mapped[str | None] = choice(_("Handling stage"), readonly=True, state=True)
    due_on: Mapped[date | None] = mapped(DueDay(label=_("Due on"), readonly=True))
    closed_on: Mapped[date | None] = day(_("Closed on"), readonly=True)
    brief: Mapped[dict[str, Any] | None] = mapped_column(Extra, deferred=True)  # a trigger's: see `app/forms/brief.py`


ENTRIES = Resource(
    name=RegisterEntry.__tablename__,
    model=RegisterEntry,
    screen=Screen(label=_("Register entry"), plural=_("Register entries"), menu=None, title=("organisation",), list=()),
    fields=MappingProxyType({}),
)
"""The entries of all registers together, where a row is depended on by registers that one may not know of."""

CASE = ("stage", "due_on", "closed_on")
"""What an entry shows of its case; hidden in registers that follow no process."""

_classes: dict[str, type[RegisterEntry]] = {}
_making = Lock()


def entry_class(register: str) -> type[RegisterEntry]:
    """The mapped class of a register's entries; made once in a process."""
    with _making:
        made = _classes.get(register)
        if made is None:
            name = "RegisterEntry_" + re.sub(r"\W", "_", register)
            made = type(name, (RegisterEntry,), {"__mapper_args__": {"polymorphic_identity": register}})
            configure_mappers()
            _classes[register] = made
    return made


def register_of(resource: Resource) -> str | None:
    """Which register a resource is, as its entries say it; None for what the program declares."""
    identity = resource.model.__mapper__.polymorphic_identity
    return str(identity) if resource.name.startswith(PREFIX) else None


def is_name(name: str) -> bool:
    """Whether a resource of that name would be a register."""
    return name.startswith(PREFIX) and KEY.fullmatch(name.removeprefix(PREFIX)) is not None


def blank(owner: int, name: str) -> Resource:
    """A register before its form says anything: the fields of every record, and no grant to anybody."""
    model = entry_class(f"{owner}/{name.removeprefix(PREFIX)}")
    fields: dict[str, Field] = {}
    for attribute, declared in declared_fields(model).items():
        key = key_of(attribute, declared)
        bound = declared.bind(key, ColumnSource(attribute))
        fields[key] = replace(bound, hidden=True) if key in CASE else bound
    screen = Screen(
        label=name.removeprefix(PREFIX),
        plural=name.removeprefix(PREFIX),
        menu=Menu.REGISTERS,
        title=("organisation",),
        list=(),
        icon=ICONS[0],
        add_label=_("Add an entry"),
        sections=(Section(_("Belongs to"), ("organisation",)),),
        own=made_by,
    )
    return Resource(name=name, model=model, screen=screen, fields=MappingProxyType(fields), source="app/forms")


def made_by(entity: Any, values: Any) -> ColumnElement[bool]:
    """The entries that somebody made himself."""
    return entity.created_by_id == values.user_id


@dataclass(frozen=True, kw_only=True)
class Register:
    """What a form says of its register as a whole."""

    label: Any
    icon: str
    menu: Menu
    description: Any
    title: tuple[str, ...]
    sort: tuple[str, ...]
    grants: tuple[Grant, ...]
    public: Public | None = None
    follow: Follow | None = None


def read_register(
    given: Any,
    fields: Mapping[str, Field],
    own: Sequence[str],
    faults: Faults,
    processes: Processes = NONE,
    trusted: bool = False,
) -> Register:
    """The register of its JSON. `fields` are all that an entry has, `own` the names of those that the form makes."""
    if not isinstance(given, dict) or "label" not in given or not set(given) <= set(PARTS):
        faults.add("register", gettext("Give label; %(names)s where they apply.", names=", ".join(PARTS[1:])))
        given = {"label": "?"}
    title = read_title(given.get("title"), fields, own, faults)
    return Register(
        label=label(given["label"], "register.label", faults) or "",
        icon=read_icon(given.get("icon", ICONS[0]), faults),
        menu=read_menu(given.get("menu", next(iter(MENUS))), faults),
        description=words(given["description"], "register.description", faults) if given.get("description") else "",
        title=title,
        sort=read_sort(given.get("sort", []), fields, faults),
        grants=read_rights(given.get("rights"), faults),
        public=None if given.get("public") is None else read_public(given["public"], fields, own, faults),
        follow=read_follow(given, fields, own, faults, processes, trusted),
    )


def nameable(field: Field) -> bool:
    """Whether a field can name an entry."""
    return not field.secret and not field.hidden and field.kind not in UNNAMED


def read_title(given: Any, fields: Mapping[str, Field], own: Sequence[str], faults: Faults) -> tuple[str, ...]:
    """The fields that name an entry; the first that can, where the form says nothing."""
    if given is None:
        first = next((name for name in own if nameable(fields[name])), None)
        if first is None:
            faults.add("register.title", gettext("An entry needs a field that names it: a text, a day, a choice."))
            return ("organisation",)
        return (first,)
    if not isinstance(given, list) or not 1 <= len(given) <= TITLES:
        faults.add("register.title", gettext("Give the names of one to %(most)s fields.", most=TITLES))
        return ("organisation",)
    for name in given:
        if name not in fields or not nameable(fields[name]):
            faults.add("register.title", gettext("%(name)s cannot name an entry.", name=str(name)[:40]))
            return ("organisation",)
    return tuple(dict.fromkeys(given))


def read_sort(given: Any, fields: Mapping[str, Field], faults: Faults) -> tuple[str, ...]:
    """The order of the list: names of fields, with "-" for the largest first."""
    if not isinstance(given, list) or len(given) > TITLES:
        faults.add("register.sort", gettext("Give the names of at most %(most)s fields.", most=TITLES))
        return ()
    for item in given:
        field = fields.get(item.removeprefix("-")) if isinstance(item, str) else None
        if field is None or not field.sortable or field.secret:
            faults.add("register.sort", gettext("Entries cannot be sorted by %(name)s.", name=str(item)[:40]))
            return ()
    return tuple(dict.fromkeys(given))


def read_icon(given: Any, faults: Faults) -> str:
    """The name of an icon that is there."""
    if not isinstance(given, str) or given not in ICONS:
        faults.add("register.icon", gettext("There is no such icon. Icons: %(names)s.", names=", ".join(ICONS)))
        return ICONS[0]
    return given


def read_menu(given: Any, faults: Faults) -> Menu:
    """The group of the sidebar that a register stands in."""
    if not isinstance(given, str) or given not in MENUS:
        faults.add("register.menu", gettext("One of: %(names)s.", names=", ".join(MENUS)))
        return Menu.REGISTERS
    return MENUS[given]


def usual() -> list[dict[str, str]]:
    """Who may do what where a form does not say: the street runs it, communities keep it, grids write in it."""
    return [
        {"role": Role.PARTY_SECRETARY.value, "level": "read"},
        {"role": Role.STREET_CENTRE.value, "level": "run"},
        {"role": Role.COMMUNITY_SECRETARY.value, "level": "keep"},
        {"role": Role.GRID_LEADER.value, "level": "write"},
        {"role": Role.GRID_STAFF.value, "level": "write"},
        {"role": Role.MICRO_GRID.value, "level": "write"},
    ]


def read_rights(given: Any, faults: Faults) -> tuple[Grant, ...]:
    """Who may do what. The street's centre always runs its registers, so that nobody locks himself out."""
    if given is None:
        given = usual()
    if not isinstance(given, list) or len(given) > 2 * len(Role):
        faults.add("register.rights", gettext("Give a list."))
        return ()
    open_to = {role.value: role for role in Role if role not in ADMINISTRATORS}
    reaches = {scope.value: scope for scope in REACHES}
    found: dict[Role, Grant] = {}
    for number, item in enumerate(given):
        place = f"register.rights[{number}]"
        if not isinstance(item, dict) or not {"role", "level"} <= set(item) <= {"role", "level", "scope"}:
            faults.add(place, gettext("Give role and level; scope where it applies."))
            continue
        role, level, scope = item["role"], item["level"], item.get("scope", Scope.SUBTREE.value)
        for name, value, known in (("role", role, open_to), ("level", level, LEVELS), ("scope", scope, reaches)):
            if not isinstance(value, str) or value not in known:
                faults.add(f"{place}.{name}", gettext("One of: %(names)s.", names=", ".join(known)))
                break
        else:
            if open_to[role] in found:
                faults.add(f"{place}.role", gettext("%(name)s stands there already.", name=role))
            found[open_to[role]] = Grant(open_to[role], reaches[scope], LEVELS[level])
    found[Role.STREET_CENTRE] = Grant(Role.STREET_CENTRE, Scope.SUBTREE, LEVELS["run"])
    return tuple(found.values())
