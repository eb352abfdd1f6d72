"""Finds grants that give too much, too little or nothing that exists."""

from __future__ import annotations

from collections.abc import Iterator

from app.declare import ACTIONS, ADMINISTRATORS, Grant, Right, Scope
from app.fields.link import Link
from app.fields.links import MultiLink
from app.metadata.checks.place import Declared, class_of, place, problem
from app.metadata.problem import Problem, nearest
from app.metadata.resource import Resource

CHANGING = ("add", "edit", "delete", "restore", "purge")
READING_IT = ("list", "show", "add", "edit", "export")


def each(resource: Resource) -> Iterator[tuple[str, Grant]]:
    """(place, grant) of every grant."""
    for index, grant in enumerate(resource.screen.grants):
        yield place(resource, f"grants[{index}]"), grant


def actions_known(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """grant.E001: no such action."""
    known = (*ACTIONS, "name", *(action.name for action in resource.screen.actions))
    for at, grant in each(resource):
        for name in grant.can:
            if name not in known:
                what = f"allows '{name}', which is no action of {class_of(resource)}."
                yield problem(resource, "grant.E001", at, what, nearest(name, known))


def administrators_apart(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """grant.E002: the three administrators see business rows by name only, and only those that their work names."""
    for at, grant in each(resource):
        apart = grant.scope is Scope.ASSIGNED and set(grant.can) <= {"name"}
        if resource.screen.business and grant.role in ADMINISTRATORS and not apart:
            what = f"opens somebody's data to the {grant.role.value} administrator."
            hint = 'At most Grant(…, Scope.ASSIGNED, can=("name",)); or business=False where no row tells of a person.'
            yield problem(resource, "grant.E002", at, what, hint)


def reach_said(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """grant.E003, grant.E004: the scope needs a condition that the model does not give."""
    for at, grant in each(resource):
        if grant.scope is Scope.ASSIGNED and resource.screen.assigned is None:
            what = "reaches assigned rows, but the screen does not say which those are."
            yield problem(resource, "grant.E003", at, what, "Give the screen assigned=lambda entity, post: ….")
        if grant.scope is Scope.OWN and resource.screen.own is None:
            what = "reaches one's own rows, but the screen does not say which those are."
            yield problem(resource, "grant.E004", at, what, "Give the screen own=lambda entity, viewer: ….")


def somebody(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """grant.E005: nobody was granted anything."""
    if not any(grant.can for grant in resource.screen.grants):
        what = "grants nobody anything: no screen of it would ever open."
        yield problem(
            resource, "grant.E005", place(resource, "grants"), what, "Add a Grant for each role that works with it."
        )


def links_can_be_named(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """grant.W001: a role reads rows whose links it cannot name, so it would see "not visible to you" everywhere."""
    links = {
        key: item.target
        for key, item in resource.fields.items()
        if isinstance(item, (Link, MultiLink)) and not item.hidden and item.target in declared.resources
    }
    seen: set[tuple[str, str]] = set()
    for at, grant in each(resource):
        if not set(READING_IT) & set(grant.can):
            continue
        closed = {name for name, right in grant.fields if right is Right.HIDDEN}
        for key, target in links.items():
            named = any(other.role is grant.role for other in declared.resources[target].screen.grants)
            if not named and key not in closed and (grant.role, key) not in seen:
                seen.add((grant.role, key))
                what = f"lets {grant.role.value} read rows whose {key} it cannot name: {target} grants it nothing."
                hint = f'Grant {grant.role.value} "name" on {target}, or hide it: fields=(("{key}", Right.HIDDEN),).'
                yield problem(resource, "grant.W001", at, what, hint)


def not_against_readonly(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """grant.W002: rows come from actions only, so this grant can never be used."""
    for at, grant in each(resource):
        void = [name for name in CHANGING if name in grant.can]
        if resource.screen.readonly and void:
            what = f"allows {', '.join(void)}, but the screen is readonly: its rows come from actions only."
            yield problem(resource, "grant.W002", at, what, "Take these out, or take readonly out.")
