"""Turns who sees a field, and who changes it, into a part of the designer's panel, and that part into JSON again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.viewer import field_right
from app.declare import Right, Role
from app.forms import edit
from app.forms.rights import ALWAYS, OPEN, PARTS
from app.screens.design import Desk

USUAL: tuple[tuple[Role, ...], ...] = (
    (),
    (Role.COMMUNITY_SECRETARY,),
    (Role.COMMUNITY_SECRETARY, Role.GRID_LEADER),
    (Role.COMMUNITY_SECRETARY, Role.GRID_LEADER, Role.GRID_STAFF),
)
"""The answers that are asked for most, the street's centre always among them."""
ALL, TABLE = "all", "table"  # as the rights of the entries; as the table below says
NOTHING, SEES, WRITES = "nothing", "sees", "writes"


WHOEVER = {"see": _("Whoever sees the entries"), "write": _("Whoever changes the entries")}


def limits_of(spec: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """What a form says of a field: in its own fields, else in its changes of others."""
    own = next((item for item in edit.fields(spec) if item.get("key") == key), None)
    return own if own is not None else spec.get("changes", {}).get(key, {})


def rights_panel(desk: Desk, key: str, spec: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    """What the part shows; None for a field that the form says nothing of."""
    fields = {item["key"] for item in edit.fields(desk.draft.spec)}
    above = desk.resource.fields.get(key)
    if key not in fields and (above is None or above.hidden or above.readonly or key == "organisation"):
        return None
    limits = limits_of(spec or desk.draft.spec, key)
    roles = possible(desk, key)
    rows = [(role.value, str(role.label), state(role, limits)) for role in roles if role is not ALWAYS]
    see, write = (answer(limits.get(part)) for part in PARTS)
    return {
        "told": [told(part, limits.get(part)) for part in PARTS],
        "see": see,
        "write": write,
        "sees": answers(str(WHOEVER["see"]), roles),
        "writes": answers(str(WHOEVER["write"]), roles),
        "rows": rows,
        "states": [
            (NOTHING, gettext("Does not see it")),
            (SEES, gettext("Sees only")),
            (WRITES, gettext("Sees and changes")),
        ],
        "table": TABLE in (see, write),
        "always": str(ALWAYS.label),
    }


def possible(desk: Desk, key: str) -> list[Role]:
    """The roles that have to do with the entries, and were left the field by the units above."""
    grants = desk.resource.screen.grants
    if desk.makes:
        try:
            grants = desk.made().screen.grants
        except ValueError:  # a draft that cannot be used yet
            return list(OPEN.values())
    known = key in desk.resource.fields
    secret = known and desk.resource.fields[key].secret
    left = [
        grant.role
        for grant in grants
        if grant.role in OPEN.values() and (not known or field_right(grant, key, secret=secret) is not Right.HIDDEN)
    ]
    return list(dict.fromkeys(left))


def state(role: Role, limits: Mapping[str, Any]) -> str:
    """What a role may do with the field, as far as this form says."""
    if "see" in limits and role.value not in limits["see"]:
        return NOTHING
    return SEES if "write" in limits and role.value not in limits["write"] else WRITES


def answer(names: Sequence[str] | None) -> str:
    """Which of the usual answers a list of roles is."""
    if names is None:
        return ALL
    mine = {name for name in names if name != ALWAYS.value}
    found = next((number for number, roles in enumerate(USUAL) if {role.value for role in roles} == mine), None)
    return TABLE if found is None else str(found)


def told(part: str, names: Sequence[str] | None) -> str:
    """Who sees a field, or changes it, in words."""
    who = str(WHOEVER[part]) if names is None else listed([OPEN[name] for name in names if name in OPEN])
    return gettext("Seen by: %(who)s", who=who) if part == "see" else gettext("Changed by: %(who)s", who=who)


def listed(roles: Sequence[Role]) -> str:
    """The names of roles in their usual order, with the one that is always among them."""
    return gettext(", ").join(str(role.label) for role in OPEN.values() if role is ALWAYS or role in roles)


def answers(everybody: str, roles: Sequence[Role]) -> list[tuple[str, str]]:
    """The answers of a select; of the usual ones those whose roles all have to do with the entries."""
    usual = [(str(number), listed(some)) for number, some in enumerate(USUAL) if set(some) <= set(roles)]
    return [(ALL, everybody), *usual, (TABLE, gettext("Each role by itself…"))]


def limiting(desk: Desk, spec: edit.Spec, key: str) -> edit.Spec:
    """The spec with what the part says; as it was where the panel does not ask. Raises NotThere."""
    sent = request.form
    if not {*PARTS} & {*sent}:
        return spec
    panel = rights_panel(desk, key)
    if panel is None:
        raise edit.NotThere(key)
    states = {name: sent.get(f"right_{name}", was) for name, _label, was in panel["rows"]}
    see = chosen(sent.get("see", ALL), [name for name, found in states.items() if found != NOTHING])
    write = chosen(sent.get("write", ALL), [name for name, found in states.items() if found == WRITES])
    if see is not None and write is not None:
        write = [name for name in write if name in see]
    options = {"see": see, "write": write}
    if key in {item["key"] for item in edit.fields(spec)}:
        return edit.change(spec, key, options)
    held = {name: value for name, value in limits_of(spec, key).items() if name not in PARTS}
    return edit.reworded(spec, key, {**held, **options})


def chosen(picked: str, table: list[str]) -> list[str] | None:
    """The roles of an answer; None for everybody."""
    if picked == TABLE:
        return table
    if picked.isascii() and picked.isdigit() and int(picked) < len(USUAL):
        return [role.value for role in USUAL[int(picked)]]
    return None
