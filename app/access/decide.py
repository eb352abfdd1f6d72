"""Answers whether a viewer may do something, and why: role, then right, then scope, then the field.

The first question that fails decides. `flask why` prints the reason; screens ask only whether.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.scope import Regions
from app.access.viewer import Viewer
from app.declare import Right
from app.metadata.resource import Resource

STEPS = ("role", "right", "scope", "field")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """An answer with its reason in words, and the step that decided."""

    allowed: bool
    step: str  # one of STEPS
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


def decide(
    viewer: Viewer,
    action: str,
    resource: Resource,
    record: Any = None,
    field: str = "",
    *,
    session: Session | None = None,
    regions: Regions | None = None,
    seen: bool = True,
) -> Decision:
    """Whether `viewer` may do `action` on a resource, on one of its records, on one field of it.

    With a record, `session` and `regions` are needed when the posts reach fewer rows for this action than for reading:
    one statement asks the database.
    """
    if viewer.unlimited:
        return Decision(allowed=True, step="role", reason=gettext("The house itself acts."))
    if not viewer.holdings:
        return Decision(allowed=False, step="role", reason=gettext("%(name)s holds no post today.", name=viewer.name))
    ways = viewer.to(action, resource.name)
    if not ways:
        return Decision(
            allowed=False,
            step="right",
            reason=gettext(
                "None of the roles of %(name)s (%(roles)s) may %(action)s %(resource)s.",
                name=viewer.name,
                roles=listed(str(role.label) for role in viewer.roles),
                action=action_words(action, resource),
                resource=resource.plural,
            ),
        )
    if record is not None and not covered(viewer, action, resource, record, session, regions, seen=seen):
        return Decision(
            allowed=False,
            step="scope",
            reason=gettext(
                "The row is outside what %(name)s reaches: %(reach)s.",
                name=viewer.name,
                reach=listed(f"{way.holding.organisation} ({way.grant.scope.value})" for way in ways),
            ),
        )
    if field:
        right = viewer.right(resource, field)
        needed = Right.WRITE if action in ("edit", "add") else Right.MASKED
        reason = gettext(
            "The field %(field)s is %(right)s for %(name)s.",
            field=str(resource.field(field).label),
            right=right_words(right),
            name=viewer.name,
        )
        told = " ".join([reason, *limit_words(resource, field)])
        return Decision(allowed=right >= needed, step="field", reason=told)
    way = ways[0]
    return Decision(
        allowed=True,
        step="scope" if record is not None else "right",
        reason=gettext(
            "The role %(role)s in %(organisation)s may %(action)s %(resource)s (%(scope)s).",
            role=str(way.holding.role.label),
            organisation=way.holding.organisation,
            action=action_words(action, resource),
            resource=resource.plural,
            scope=way.grant.scope.value,
        ),
    )


def covered(
    viewer: Viewer,
    action: str,
    resource: Resource,
    record: Any,
    session: Session | None,
    regions: Regions | None,
    *,
    seen: bool = True,
) -> bool:
    """Whether the ways that allow the action reach this record.

    A record that was read through the viewer's session is inside the reading scope already (`seen`); only when some way
    to read does not allow the action, the database is asked.
    """
    if viewer.unlimited or (seen and viewer.to(action, resource.name) == viewer.to("name", resource.name)):
        return True
    assert session is not None and regions is not None, "a record is judged with its session"
    model = resource.model
    found = session.execute(
        select(model.id)
        .where(model.id == record.id, regions.condition(model, model, action))
        .execution_options(bin=True)
    ).first()
    return found is not None


def listed(words: Any) -> str:
    """Words in a row, each once."""
    return gettext(", ").join(dict.fromkeys(words))


def action_words(action: str, resource: Resource) -> str:
    """The name of an action in the viewer's language."""
    own = resource.action(action)
    if own is not None:
        return str(own.label)
    words = {
        "name": gettext("name"),
        "list": gettext("list"),
        "show": gettext("open"),
        "add": gettext("add"),
        "edit": gettext("edit"),
        "delete": gettext("delete"),
        "restore": gettext("restore"),
        "purge": gettext("purge"),
        "export": gettext("export"),
        "comment": gettext("comment on"),
        "unmask": gettext("unmask"),
        "share": gettext("share views of"),
    }
    return words.get(action, action)


def limit_words(resource: Resource, field: str) -> list[str]:
    """What a street's form says of a field: who sees it, who changes it."""
    limit = resource.limits.get(field)
    if limit is None:
        return []
    found = []
    if limit.see is not None:
        roles = listed(str(role.label) for role in limit.see)
        found.append(gettext("By the form of the unit, it is seen by: %(roles)s.", roles=roles))
    if limit.write is not None:
        roles = listed(str(role.label) for role in limit.write)
        found.append(gettext("By the form of the unit, it is changed by: %(roles)s.", roles=roles))
    return found


def right_words(right: Right) -> str:
    """A field right in the viewer's language."""
    return {
        Right.HIDDEN: gettext("hidden"),
        Right.MASKED: gettext("masked"),
        Right.READ: gettext("readable"),
        Right.WRITE: gettext("writable"),
    }[right]
