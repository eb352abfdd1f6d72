"""What a model has become: a `Resource`, the value that every screen is a function of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from types import MappingProxyType
from typing import Any

from app.declare import Action, Chart, Limits, Screen, Section
from app.fields.base import Field, Words, plain
from app.fields.link import Link
from app.process.expression import Expression


class UnknownField(LookupError):
    """A name that is no field of a resource; `names` holds the valid ones."""

    def __init__(self, resource: str, name: str, names: Iterable[str]) -> None:
        super().__init__(f"{resource} has no field {name}")
        self.resource, self.name, self.names = resource, name, tuple(names)


@dataclass(frozen=True, kw_only=True)
class Path:
    """A field reached through links: `person.name` on a volunteer is one link and one field."""

    name: str
    links: tuple[Link, ...]
    field: Field
    owner: Resource = dataclass_field(repr=False)  # the resource that the field belongs to

    @property
    def label(self) -> Words:
        """What its column is called."""
        return self.field.label


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A described model. Frozen; a street's fields make a new one (`app/forms`)."""

    name: str
    model: type[Any]
    screen: Screen
    fields: Mapping[str, Field]
    related: tuple[tuple[str, str], ...] = ()  # (resource, link field) that point here as to their parent
    source: str = ""  # the file, for messages of the checks
    form: int | None = None  # the version of a street's form that made this of the declared one
    declared: Resource | None = dataclass_field(default=None, repr=False, compare=False)  # which was before any form
    computed: Mapping[str, Expression] = dataclass_field(
        default_factory=dict
    )  # what streets' fields are worked out by, in order
    limits: Mapping[str, Limits] = dataclass_field(default_factory=dict)  # who may what with a field, as streets say it

    def field(self, name: str) -> Field:
        """One of its own fields. Raises UnknownField."""
        try:
            return self.fields[name]
        except KeyError:
            raise UnknownField(self.name, name, self.fields) from None

    @property
    def label(self) -> str:
        return str(self.screen.label)

    @property
    def plural(self) -> str:
        return str(self.screen.plural)

    @property
    def title(self) -> tuple[str, ...]:
        """The paths that name a record."""
        return (self.screen.title,) if isinstance(self.screen.title, str) else self.screen.title

    @property
    def sections(self) -> tuple[Section, ...]:
        return self.screen.sections

    @property
    def charts(self) -> tuple[Chart, ...]:
        return self.screen.charts

    def action(self, name: str) -> Action | None:
        """The declared action of that name."""
        return next((action for action in self.screen.actions if action.name == name), None)

    @property
    def own(self) -> tuple[Field, ...]:
        """The fields that streets made."""
        known = self.fields if self.declared is None else self.declared.fields
        return tuple(found for name, found in self.fields.items() if name not in known)

    @property
    def soft(self) -> bool:
        """Whether deleted rows wait in the recycle bin."""
        return hasattr(self.model, "deleted_at")

    def to_dict(self) -> dict[str, Any]:
        """The resource as plain JSON values, for the golden files."""
        screen = self.screen
        return {
            "name": self.name,
            "label": str(screen.label),
            "plural": str(screen.plural),
            "menu": screen.menu.name if screen.menu else None,
            "title": list(self.title),
            "list": list(screen.list),
            "sort": list(screen.sort),
            "search": list(screen.search),
            "filters": list(screen.filters),
            "sections": [{"label": str(section.label), "rows": plain(section.rows)} for section in screen.sections],
            "charts": [
                {"label": str(chart.label), "of": chart.group or "all", "every": chart.every} for chart in screen.charts
            ],
            "actions": [action.name for action in screen.actions],
            "grants": [f"{grant.role.value} {grant.scope.value}: {', '.join(grant.can)}" for grant in screen.grants],
            "related": [".".join(pair) for pair in self.related],
            "fields": {name: found.to_dict() for name, found in self.fields.items()},
        }


class Resources(Mapping[str, Resource]):
    """All resources by name, in menu order. Frozen."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self.given = tuple(resources)  # two of one name, too: a check says so
        self._by_name = MappingProxyType({resource.name: resource for resource in self.given})
        self._by_model = {resource.model: resource for resource in self._by_name.values()}
        self._paths: dict[tuple[str, str], Path] = {}
        self.kept: dict[tuple[Any, ...], Any] = {}  # what was worked out of these resources alone; see `keep`

    def __getitem__(self, name: str) -> Resource:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def of(self, model: type[Any]) -> Resource | None:
        """The resource of a mapped class."""
        return self._by_model.get(model)

    def keep(self, key: tuple[Any, ...], made: Any) -> None:
        """Remember what was worked out of these resources alone. Keys may come from addresses, so not for ever."""
        if len(self.kept) >= 1000:
            self.kept.clear()
        self.kept[key] = made

    def path(self, resource: Resource, name: str) -> Path:
        """Resolve `person.name` from a resource. Raises UnknownField with the names that would do."""
        cached = self._paths.get((resource.name, name))
        if cached is None:
            cached = self._paths[resource.name, name] = self._walk(resource, name)
        return cached

    def _walk(self, resource: Resource, name: str) -> Path:
        *steps, last = name.split(".")
        links: list[Link] = []
        owner = resource
        for step in steps:
            found = owner.field(step)
            if not isinstance(found, Link) or found.target not in self:
                raise UnknownField(
                    owner.name, f"{step}.", [key for key, item in owner.fields.items() if isinstance(item, Link)]
                )
            links.append(found)
            owner = self[found.target]
        return Path(name=name, links=tuple(links), field=owner.field(last), owner=owner)
