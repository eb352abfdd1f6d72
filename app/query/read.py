"""Turns the address of a list into a Query: a frozen value that says which rows, in which order, on which page.

    ?q=王&state=active&hours__gte=10&sort=-hours&page=2&size=50&columns=person,hours&scope=own&organisation=12

A name that is no field, an operator that a kind does not have, a field that the viewer may not read: all are told
together as `Unreadable`, a 400, never "all rows".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext, ngettext

from app.access.viewer import Viewer
from app.declare import Right
from app.fields.base import OPERATORS, Context, Invalid, clean, flag
from app.fields.link import Link
from app.metadata.resource import Path, Resource, Resources, UnknownField

SIZES = (25, 50, 100)
RESERVED = ("q", "page", "size", "sort", "columns", "view", "scope", "within", "after", "before")
DEEPEST = 1_000_000


class Unreadable(ValueError):
    """An address that cannot be read: every reason, in words."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One condition: a path, an operator, the values as they stand in the address."""

    path: Path
    operator: str
    raw: tuple[str, ...]

    @property
    def parameter(self) -> str:
        """Its name in an address."""
        return self.path.name if self.operator == "eq" else f"{self.path.name}__{self.operator}"


@dataclass(frozen=True, kw_only=True)
class Sort:
    path: Path
    descending: bool = False


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is asked of a resource."""

    resource: Resource
    text: str = ""
    filters: tuple[Filter, ...] = ()
    sort: tuple[Sort, ...] = ()
    page: int = 1
    size: int = 25
    after: str = ""  # a cursor: the rows behind it; takes the place of `page`
    before: str = ""
    columns: tuple[Path, ...] = ()
    own_level: bool = False  # 本级: rows of the organisation itself, without those below
    within: int | None = None  # the organisation switch: only rows of this organisation (and below)
    action: str = "list"  # what the viewer wants to do with the rows: a picker only names them
    near: tuple[int, bool] | None = None  # (a unit, True): only what belongs to it; (a unit, False): only the rest
    bin: bool = False  # the recycle bin instead of the living rows

    def without(self, condition: Filter) -> Query:
        """The same query with one condition less, on the first page."""
        return replace(self, filters=tuple(item for item in self.filters if item is not condition), page=1)

    def parameters(self) -> list[tuple[str, str]]:
        """The query as parameters of an address, in a stable order; defaults are left out."""
        found = [("q", self.text)] if self.text else []
        found += [(item.parameter, value) for item in self.filters for value in item.raw]
        order = tuple(("-" if item.descending else "") + item.path.name for item in self.sort)
        if order and order != self.resource.screen.sort:
            found.append(("sort", ",".join(order)))
        if self.size != SIZES[0]:
            found.append(("size", str(self.size)))
        if self.page > 1:
            found.append(("page", str(self.page)))
        return found


def read(
    arguments: Any,
    resource: Resource,
    resources: Resources,
    viewer: Viewer,
    context: Context,
    *,
    columns: Sequence[str] = (),
    also: Iterable[str] = (),
    bin: bool = False,
) -> Query:
    """The Query of an address. `arguments` is a MultiDict; `columns` are the remembered ones; `also` are extra names.

    Raises Unreadable with every reason.
    """
    reasons: list[str] = []
    filters: list[Filter] = []
    skipped = {*RESERVED, *also}
    for parameter in arguments:
        if parameter in skipped or parameter.startswith("_"):
            continue
        raw = tuple(value for value in arguments.getlist(parameter) if value != "")
        if not raw:
            continue
        name, _, operator = parameter.partition("__")
        try:
            path = readable(resource, resources, viewer, name)
            filters.append(_filter(path, operator, raw, context))
        except UnknownField as error:
            reasons.append(unknown(error, resource, viewer))
        except Invalid as error:
            reasons.append(f"{parameter}: {error}")
    asked = [name for name in arguments.get("columns", "").split(",") if name]
    chosen = []
    for name in asked or columns or resource.screen.list:
        try:
            chosen.append(readable(resource, resources, viewer, name, masked=True))
        except UnknownField as error:
            if asked:
                reasons.append(unknown(error, resource, viewer))
    query = Query(
        resource=resource,
        text=" ".join((clean(arguments.get("q")) or "").split())[:100],
        filters=tuple(filters),
        sort=_sorts(arguments.get("sort", ""), resource, resources, viewer, reasons),
        page=_whole(arguments, "page", 1, DEEPEST, reasons),
        size=_size(arguments, reasons),
        after=arguments.get("after", ""),
        before=arguments.get("before", ""),
        columns=tuple(chosen),
        own_level=_level(arguments.get("scope", ""), reasons),
        bin=bin,
    )
    if query.text and not searchable(resource):
        reasons.append(gettext("%(resource)s cannot be searched by text.", resource=resource.plural))
    if reasons:
        raise Unreadable(reasons)
    return query


def searchable(resource: Resource) -> bool:
    """Whether its list has a search box."""
    return bool(resource.screen.search)


def readable(resource: Resource, resources: Resources, viewer: Viewer, name: str, *, masked: bool = False) -> Path:
    """A path that the viewer may read. Raises UnknownField, the same for what is hidden as for what is not there.

    Own fields by name; paths through links only where the declaration shows them. Masked ones where only shown, or
    where the kind is found by its exact value.
    """
    path = resources.path(resource, name)
    if path.links and name not in {
        *resource.screen.list,
        *resource.screen.filters,
        *resource.screen.search,
        *resource.title,
    }:
        raise UnknownField(resource.name, name, readable_names(resource, viewer))
    right = viewer.right(path.owner, path.field.key)
    if path.field.hidden or right is Right.HIDDEN or (right is Right.MASKED and not (masked or path.field.secret)):
        raise UnknownField(resource.name, name, readable_names(resource, viewer))
    return path


def readable_names(resource: Resource, viewer: Viewer) -> list[str]:
    """The names that a list's address may use."""
    return [
        name
        for name, found in resource.fields.items()
        if not found.hidden and viewer.right(resource, name) >= Right.READ
    ]


def unknown(error: UnknownField, resource: Resource, viewer: Viewer) -> str:
    """The sentence for a name that is no field, with the valid ones."""
    return gettext(
        "“%(name)s” is no field of %(resource)s. Valid names: %(names)s.",
        name=error.name[:60],
        resource=resource.plural,
        names=", ".join([*readable_names(resource, viewer), *RESERVED[:6]]),
    )


def _filter(path: Path, operator: str, raw: tuple[str, ...], context: Context) -> Filter:
    field = path.field
    operator = operator or ("eq" if "eq" in field.operators else field.operators[0])
    if operator not in field.operators:
        allowed = ", ".join(f"{path.name}__{name}" for name in field.operators)
        raise Invalid(gettext("cannot be compared that way; use %(operators)s.", operators=allowed))
    if OPERATORS[operator].values != "many" and len(raw) > 1:
        raw = raw[-1:]
    if len(raw) > 100:
        raise Invalid(gettext("Give at most 100 values."))
    # Read the values once here, so that a bad one is told with the address and not by the database.
    field.filter(field.expression(path.owner.model), operator, raw, context)
    return Filter(path=path, operator=operator, raw=raw)


def _sorts(
    given: str, resource: Resource, resources: Resources, viewer: Viewer, reasons: list[str]
) -> tuple[Sort, ...]:
    found = []
    for name in [item for item in given.split(",") if item][:3] or resource.screen.sort:
        descending, name = name.startswith("-"), name.removeprefix("-")
        try:
            path = readable(resource, resources, viewer, name)
            if not path.field.sortable or path.field.secret:
                raise UnknownField(resource.name, name, readable_names(resource, viewer))
        except UnknownField as error:
            if given:
                reasons.append(unknown(error, resource, viewer))
            continue
        found.append(Sort(path=path, descending=descending))
    return tuple(found)


def _whole(arguments: Mapping[str, str], name: str, least: int, most: int, reasons: list[str]) -> int:
    given = arguments.get(name, "")
    if given == "":
        return least
    if not (given.isascii() and given.isdigit() and len(given) < 10 and least <= int(given) <= most):
        reasons.append(
            gettext("%(name)s takes a whole number from %(least)s to %(most)s.", name=name, least=least, most=most)
        )
        return least
    return int(given)


def _size(arguments: Mapping[str, str], reasons: list[str]) -> int:
    size = _whole(arguments, "size", 1, SIZES[-1], reasons)
    return SIZES[0] if arguments.get("size", "") == "" else size


def _level(given: str, reasons: list[str]) -> bool:
    if given not in ("", "own", "subtree"):
        reasons.append(gettext("scope takes own or subtree."))
    return given == "own"


def words(condition: Filter, context: Context) -> str:
    """The values of a condition in words, for its chip."""
    told = condition.path.field.filter_text(condition.operator, condition.raw, context)
    if condition.operator == "empty":
        return gettext("empty") if flag(condition.raw[0]) else gettext("filled in")
    if condition.operator in ("eq", "within"):
        return told
    return gettext("%(comparison)s %(value)s", comparison=str(OPERATORS[condition.operator].label), value=told)


def count_words(number: int, capped: bool, resource: Resource) -> str:
    """'138 rows', 'more than 10,000 rows'."""
    if capped:
        return gettext("more than %(count)s", count=f"{number:,}")
    return ngettext("%(num)s row", "%(num)s rows", number, num=f"{number:,}")


def is_link(path: Path) -> bool:
    """Whether a path ends in a reference."""
    return isinstance(path.field, Link)
