"""Who is looking: the value that is made once a request and travels with every question of who may see what.

Rights come from posts. A post gives a person a role in an organisation between two days; a role's grants (declared
on the resources) say what it may do and whose rows it reaches. Several posts add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import cached_property
from types import MappingProxyType

from app.declare import Grant, Right, Role, Scope
from app.metadata.resource import Resource


@dataclass(frozen=True, kw_only=True)
class Holding:
    """A post that its holder has today."""

    post_id: int
    role: Role
    organisation_id: int
    organisation: str
    kind: str
    path: str
    street_id: int | None


@dataclass(frozen=True, kw_only=True)
class Reach:
    """One way to rows of a resource: a grant, held through a post."""

    grant: Grant
    holding: Holding


class Rights:
    """All declared grants: role -> resource -> grants. Frozen; made once from the Resources."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        by_role: dict[Role, dict[str, tuple[Grant, ...]]] = {role: {} for role in Role}
        for resource in resources:
            for grant in resource.screen.grants:
                held = by_role[grant.role]
                held[resource.name] = (*held.get(resource.name, ()), grant)
        self._by_role = MappingProxyType({role: MappingProxyType(grants) for role, grants in by_role.items()})

    def grants(self, role: Role) -> Mapping[str, tuple[Grant, ...]]:
        """What a role was granted, by resource."""
        return self._by_role[role]


@dataclass(frozen=True, kw_only=True, eq=False)
class Viewer:
    """Who is looking. Compare by identity; one is kept per account and epoch of rights."""

    user_id: int
    username: str
    name: str
    person_id: int | None
    holdings: tuple[Holding, ...]
    rights: Rights = dataclass_field(repr=False)
    must_change_password: bool = False
    unlimited: bool = False  # the house itself: set-up, jobs, sign-in. Never a person

    @cached_property
    def reaches(self) -> Mapping[str, tuple[Reach, ...]]:
        """All ways to rows, by resource."""
        found: dict[str, tuple[Reach, ...]] = {}
        for holding in self.holdings:
            for name, grants in self.rights.grants(holding.role).items():
                found[name] = (*found.get(name, ()), *(Reach(grant=grant, holding=holding) for grant in grants))
        return found

    def to(self, action: str, resource: str) -> tuple[Reach, ...]:
        """The ways that allow an action; `name` (to read a title) comes with any of them."""
        ways = self.reaches.get(resource, ())
        if action == "name":
            return ways
        return tuple(reach for reach in ways if action in reach.grant.can)

    def under(self, rights: Rights) -> Viewer:
        """The same person with other rights: those that include the registers of his units. Kept, as he is."""
        if rights is self.rights:
            return self
        kept = self._under.get("seated")
        if kept is None or kept.rights is not rights:
            kept = self._under["seated"] = replace(self, rights=rights)
        return kept

    @cached_property
    def _under(self) -> dict[str, Viewer]:
        return {}

    def may(self, action: str, resource: Resource) -> bool:
        """Whether the action is open on any row at all. For one row, ask `decide`."""
        return self.unlimited or bool(self.to(action, resource.name))

    def right(self, resource: Resource, field: str) -> Right:
        """What may be done with one field, by any of the posts. See `field_right`."""
        key = (resource.name, field)
        found = self._field_rights.get(key)
        if found is None:
            found = self._field_rights[key] = self._right(resource, field)
        return found

    @cached_property
    def _field_rights(self) -> dict[tuple[str, str], Right]:
        return {}

    def _right(self, resource: Resource, name: str) -> Right:
        declared = resource.field(name)
        if self.unlimited:
            return Right.WRITE
        best = Right.HIDDEN
        for reach in self.reaches.get(resource.name, ()):
            best = max(best, field_right(reach.grant, name, secret=declared.secret))
        if declared.hidden:
            return Right.HIDDEN
        return min(best, Right.READ) if declared.readonly else best

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles held, each once, in the order of the posts."""
        return tuple(dict.fromkeys(holding.role for holding in self.holdings))

    @property
    def home(self) -> Holding | None:
        """The first post: where the viewer works."""
        return self.holdings[0] if self.holdings else None


def field_right(grant: Grant, name: str, *, secret: bool) -> Right:
    """What one grant allows on one field: its own word, else write to who may edit or add, else read.

    A secret field is at best masked to readers; who may write it may replace it, and still sees it masked.
    """
    for field, right in grant.fields:
        if field == name:
            return right
    if not {"show", "list", "edit", "add"} & set(grant.can):
        return Right.HIDDEN
    if {"edit", "add"} & set(grant.can):
        return Right.WRITE
    return Right.MASKED if secret else Right.READ


def reaches_everything(reach: Reach) -> bool:
    """Whether a way has no limit of rows."""
    return reach.grant.scope is Scope.ALL
