"""Turns what a form says of who sees a field, and who changes it, into the field rights of a resource's grants.

Nothing is loosened: what a unit says here is put on top of what the grants and the units above it left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask_babel import gettext

from app.access.viewer import field_right
from app.declare import ADMINISTRATORS, Grant, Limits, Right, Role
from app.fields.base import Field
from app.forms.vocabulary import Faults

PARTS = ("see", "write")
ALWAYS = Role.STREET_CENTRE  # so that nobody locks the house's own people out
OPEN = {role.value: role for role in Role if role not in ADMINISTRATORS}


def read_limits(spec: Mapping[str, Any], place: str, faults: Faults) -> Limits | None:
    """Who sees and who changes a field, of the JSON of one; None where it does not say."""
    see, write = (read_roles(spec[name], f"{place}.{name}", faults) if name in spec else None for name in PARTS)
    if see is not None and write is not None:
        for role in write:
            if role not in see:
                words = gettext("%(name)s cannot change what it does not see.", name=role.value)
                faults.add(f"{place}.write", words)
    return None if see is None and write is None else Limits(see=see, write=write)


def read_roles(given: Any, place: str, faults: Faults) -> tuple[Role, ...]:
    """The roles of a list of names. An empty one leaves the street's centre alone."""
    if not isinstance(given, list) or len(given) > len(Role):
        faults.add(place, gettext("Give a list."))
        return (ALWAYS,)
    found = [ALWAYS]
    for number, name in enumerate(given):
        if isinstance(name, str) and name in OPEN:
            found.append(OPEN[name])
        elif isinstance(name, str) and name in {role.value for role in ADMINISTRATORS}:
            faults.add(f"{place}[{number}]", gettext("Administrators see no entries, and so none of their fields."))
        else:
            words = gettext("There is no role %(name)s. Roles: %(names)s.", name=str(name)[:40], names=", ".join(OPEN))
            faults.add(f"{place}[{number}]", words)
    return tuple(dict.fromkeys(found))


def limited(grants: Iterable[Grant], limits: Mapping[str, Limits], fields: Mapping[str, Field]) -> tuple[Grant, ...]:
    """Grants with the limits of fields put on them."""
    return tuple(_limited(grant, limits, fields) for grant in grants)


def _limited(grant: Grant, limits: Mapping[str, Limits], fields: Mapping[str, Field]) -> Grant:
    rights = dict(grant.fields)
    for name, limit in limits.items():
        stands = field_right(grant, name, secret=fields[name].secret)
        if (left := min(stands, at_most(grant.role, limit, secret=fields[name].secret))) < stands:
            rights[name] = left
    return replace(grant, fields=tuple(rights.items())) if rights != dict(grant.fields) else grant


def at_most(role: Role, limit: Limits, *, secret: bool) -> Right:
    """What a limit leaves a role."""
    if limit.see is not None and role not in limit.see:
        return Right.HIDDEN
    if limit.write is not None and role not in limit.write:
        return Right.MASKED if secret else Right.READ
    return Right.WRITE


def merged(before: Mapping[str, Limits], more: Mapping[str, Limits]) -> dict[str, Limits]:
    """The limits of two units, one above the other: a role must stand in both."""
    found = dict(before)
    for name, limit in more.items():
        held = found.get(name, Limits())
        found[name] = Limits(see=both(held.see, limit.see), write=both(held.write, limit.write))
    return found


def both(one: tuple[Role, ...] | None, other: tuple[Role, ...] | None) -> tuple[Role, ...] | None:
    """The roles in both of two lists; None is everybody."""
    if one is None or other is None:
        return other if one is None else one
    return tuple(role for role in one if role in other)
