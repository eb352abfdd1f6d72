"""Turns the JSON of a street's form into a `Form`, or into the list of everything that is wrong with it.

A form belongs to one resource. It adds fields, changes the words of declared ones, arranges sections, and says what is
listed, filtered, searched and charted. What an upper unit decided, a lower one may add to and not take away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from graphlib import TopologicalSorter
from typing import Any

from flask_babel import gettext

from app.declare import Chart, Condition, Limits, Right, Section, When
from app.fields.base import Context, Field, Invalid
from app.fields.worked import type_of
from app.forms.circles import circle_in, circular
from app.forms.follow import NONE, Processes
from app.forms.public import check_conditions
from app.forms.registers import CASE, PREFIX, Register, read_register
from app.forms.rights import PARTS as LIMITS
from app.forms.rights import read_limits
from app.forms.vocabulary import Faults, Own, label, read_field, words, yes
from app.metadata.resource import Resource, Resources
from app.process.expression import GUARDED, MESSAGES, TYPE_WORDS, Expression, Wrong, read_expression

MOST_FIELDS = 200
MOST_FAST = 8  # fields with an index
MOST_PARTS = 100  # sections, conditions, charts
HOUSE = ("created_at", "created_by", "updated_at", "updated_by", "deleted_at", "deleted_by")
PARTS = ("register", "fields", "changes", "sections", "conditions", "list", "filters", "search", "charts")
CHANGES = {"label": label, "help": words, "required": yes, "hidden": yes}
CHARTS = ("label", "count_by", "sum_of", "by", "every", "kind")
DRAWN = ("bar", "line", "pie", "number")
PERIODS = ("day", "month", "quarter", "year")


class Faulty(ValueError):
    """A form that cannot be used; `faults` names every reason with its place."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, kw_only=True)
class Form:
    """What one unit adds to one resource."""

    resource: str
    fields: tuple[Own, ...] = ()
    changes: Mapping[str, Mapping[str, Any]]
    sections: tuple[Section, ...] = ()
    conditions: tuple[Condition, ...] = ()
    list: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    limits: Mapping[str, Limits] = dataclass_field(default_factory=dict)  # who sees a field, who changes it
    register: Register | None = None  # of the unit that made the register
    computed: Mapping[str, Expression] = dataclass_field(default_factory=dict)  # each after those that it reads


def read_form(
    spec: Any,
    resource: Resource,
    resources: Resources,
    context: Context,
    declared: Resource | None = None,
    *,
    processes: Processes = NONE,
    trusted: bool = False,
) -> Form:
    """The form of its JSON. Raises Faulty.

    `resource` is as the units above left it; `declared` is as the program declares it. `processes` are those that
    registers of the unit may follow; of a `trusted` form, which was published, it is not asked anew whether they can.
    """
    return Reading(spec, resource, resources, context, declared or resource, processes, trusted).form()


class Reading:
    """One reading: what was found so far, and what is wrong."""

    def __init__(
        self,
        spec: Any,
        resource: Resource,
        resources: Resources,
        context: Context,
        declared: Resource,
        processes: Processes,
        trusted: bool,
    ) -> None:
        self.spec, self.resource, self.resources, self.context = spec, resource, resources, context
        self.declared, self.processes, self.trusted = declared, processes, trusted
        self.faults = Faults()
        self.fields: dict[str, Field] = dict(resource.fields)
        self.limits: dict[str, Limits] = {}
        self.spoiled: set[str] = set()  # fields at fault: what else names them is not wrong on that account

    def form(self) -> Form:
        """The whole form."""
        if not isinstance(self.spec, dict):
            raise Faulty([gettext("A form is a JSON object.")])
        if not self.resource.screen.extensible or not hasattr(self.resource.model, "extra"):
            raise Faulty([gettext("%(resource)s takes no fields of a street.", resource=self.resource.plural)])
        for name in sorted(set(self.spec) - set(PARTS)):
            known = ", ".join(PARTS)
            self.faults.add(str(name), gettext("A form has no such part. Parts: %(names)s.", names=known))
        own = self.started(self.own())
        register = self.register(own)
        if register is not None and register.follow is not None:
            self.reveal()
        changed = self.changed()
        found = Form(
            resource=self.resource.name,
            register=register,
            fields=own,
            limits=self.limits,
            computed=self.computed(own),
            changes=changed,
            sections=self.sections(),
            conditions=self.conditions(),
            list=self.names("list", lambda item: True),
            filters=self.names("filters", lambda item: bool(item.operators)),
            search=self.names("search", lambda item: item.searchable or item.secret),
            charts=self.charts(),
        )
        if found.register is not None and found.register.public is not None:
            check_conditions(found.register.public, found.conditions, found.sections, self.faults)
        self.seen(found)
        if self.faults:
            raise Faulty(self.faults.found)
        return found

    def register(self, own: tuple[Own, ...]) -> Register | None:
        """What it says of the register that it makes; only the unit that made one says so."""
        is_register = (
            self.resource.name.startswith(PREFIX) and self.resource.form is None and self.declared is self.resource
        )
        if "register" not in self.spec:
            if is_register:
                self.faults.add("register", gettext("There is no register of this name above."))
            return None
        if not is_register:
            self.faults.add("register", gettext("Only the unit that made a register says how it is kept."))
            return None
        names = [made.field.key for made in own if not made.retired]
        return read_register(self.spec["register"], self.fields, names, self.faults, self.processes, self.trusted)

    def reveal(self) -> None:
        """Let the form name what an entry shows of its case."""
        shown = {name: replace(self.resource.fields[name], hidden=False) for name in CASE}
        self.fields |= shown
        self.resource = replace(self.resource, fields={**self.resource.fields, **shown})

    # -- fields ---------------------------------------------------------------------------------------------------

    def part(self, name: str, kind: Any, most: int = MOST_PARTS) -> Any:
        """A part of the form; an empty one when it is missing or of another shape."""
        given: Any = self.spec.get(name, kind())
        if not isinstance(given, kind):
            self.faults.add(name, gettext("Give a list.") if kind is list else gettext("Give an object."))
            return kind()
        if len(given) > most:
            self.faults.add(
                name, gettext("There are %(count)s; at most %(most)s are possible.", count=len(given), most=most)
            )
            return kind()
        return given

    def own(self) -> tuple[Own, ...]:
        """The fields that it makes."""
        found = []
        targets = {name: item for name, item in self.resources.items() if item.screen.menu is not None}
        for number, item in enumerate(self.part("fields", list, MOST_FIELDS)):
            place = f"fields[{number}]"
            made = read_field(item, place, self.faults, targets)
            if made is None:
                self.spoil(item)
                continue
            if made.field.key in self.fields:
                self.faults.add(f"{place}.key", gettext("%(name)s stands there already.", name=made.field.key))
                continue
            self.fields[made.field.key] = made.field
            self.limit(made.field.key, item, place)
            found.append(made)
        if sum(made.fast for made in found) > MOST_FAST:
            self.faults.add("fields", gettext("At most %(most)s fields of a form can be sped up.", most=MOST_FAST))
        return tuple(found)

    def spoil(self, item: Any) -> None:
        """Remember the key of a field that is at fault."""
        if isinstance(item, dict) and isinstance(item.get("key"), str):
            self.spoiled.add(item["key"])

    def strange(self, name: Any, place: str) -> bool:
        """Whether there is no such field; notes it, but for one that is there and at fault itself."""
        if isinstance(name, str) and name in self.fields:
            return False
        if not isinstance(name, str) or name not in self.spoiled:
            self.faults.add(place, self.unknown(name, self.fields))
        return True

    def changed(self) -> dict[str, dict[str, Any]]:
        """What it changes of fields that are there."""
        found: dict[str, dict[str, Any]] = {}
        for name, given in self.part("changes", dict).items():
            place = f"changes.{name}"
            before = self.resource.fields.get(name)
            if before is None or before.hidden or name in HOUSE:
                self.faults.add(place, self.unknown(name, self.resource.fields))
                continue
            if not isinstance(given, dict) or not set(given) <= {*CHANGES, *LIMITS}:
                names = ", ".join((*CHANGES, *LIMITS))
                self.faults.add(place, gettext("What can be changed: %(names)s.", names=names))
                continue
            self.limit(name, given, place)
            words_of = {key: value for key, value in given.items() if key in CHANGES}
            options = {key: CHANGES[key](value, f"{place}.{key}", self.faults) for key, value in words_of.items()}
            if options.get("required") is False and before.required:
                self.faults.add(f"{place}.required", gettext("What was required above stays required."))
            if options.get("required") and before.readonly:
                self.faults.add(f"{place}.required", gettext("Nobody fills this in by hand."))
            if options.get("hidden") and (before.required or name in self.needed() or name not in self.declared.fields):
                self.faults.add(f"{place}.hidden", gettext("This field is needed and cannot be hidden."))
            found[name] = {key: value for key, value in options.items() if value is not None}
        return found

    def limit(self, name: str, given: Mapping[str, Any], place: str) -> None:
        """Note who sees a field and who changes it."""
        limit = read_limits(given, place, self.faults)
        if limit is None:
            return
        self.limits[name] = limit
        if limit.see is not None:
            for key, expression in self.resource.computed.items():
                if name in expression.names:
                    words = gettext("%(name)s is worked out of it, and everybody sees that.", name=key)
                    self.faults.add(f"{place}.see", words)

    def seen(self, found: Form) -> None:
        """Note every field that everybody must see, because it names or orders entries, and is kept from some."""
        screen = self.resource.screen
        named = [*self.resource.title, *screen.note, *screen.sort, screen.state]
        if found.register is not None:
            named = [*found.register.title, *found.register.sort]
        for name in sorted({name.removeprefix("-").split(".")[0] for name in (*named, "organisation")}):
            if name in self.limits and self.limits[name].see is not None:
                words = gettext("%(name)s names entries or orders them, so everybody sees it.", name=name)
                self.faults.add("see", words)

    def needed(self) -> set[str]:
        """The fields that a record cannot be without."""
        return needed(self.resource)

    def started(self, own: tuple[Own, ...]) -> tuple[Own, ...]:
        """The fields with what a new record starts with; each default must be a value that its field takes."""
        specs = {
            item.get("key"): (number, item)
            for number, item in enumerate(self.part("fields", list, MOST_FIELDS))
            if isinstance(item, dict)
        }
        found = []
        for made in own:
            number, item = specs[made.field.key]
            if item.get("default") is not None:
                try:
                    value = made.field.parse(item["default"], self.context)
                    made = replace(made, field=replace(made.field, default=value))
                except Invalid as refused:
                    self.faults.add(f"fields[{number}].default", str(refused))
            found.append(made)
        return tuple(found)

    def computed(self, own: tuple[Own, ...]) -> dict[str, Expression]:
        """What its computed fields are worked out by, each after those that it reads; a circle is refused and named."""
        places = {
            item.get("key"): f"fields[{number}].expression"
            for number, item in enumerate(self.part("fields", list, MOST_FIELDS))
            if isinstance(item, dict) and item.get("kind") == "computed"
        }
        names = readable(self.fields, self.resource, self.limits)
        labels = {str(self.fields[name].label): name for name in names}
        found: dict[str, Expression] = {}
        for made in own:
            key = made.field.key
            if key in places:
                try:
                    found[key] = read_expression(made.expression, names, names[key], labels)
                except Wrong as wrong:
                    self.faults.add(places[key], told(wrong))
        after = {name: [other for other in item.names if other in found] for name, item in found.items()}
        circle = circle_in(after)
        if circle:
            words = gettext("These depend on each other in a circle: %(names)s.", names=" → ".join(circle))
            self.faults.add(places[circle[0]], words)
            return {}
        retired = {made.field.key for made in own if made.retired}
        return {name: found[name] for name in TopologicalSorter(after).static_order() if name not in retired}

    # -- arrangement ----------------------------------------------------------------------------------------------

    def sections(self) -> tuple[Section, ...]:
        """The sections, when it arranges them anew: each field in one of them at most."""
        found = []
        placed: set[str] = set()
        for number, item in enumerate(self.part("sections", list)):
            place = f"sections[{number}]"
            if not isinstance(item, dict) or not {"label", "rows"} <= set(item) <= {"label", "rows", "note", "when"}:
                self.faults.add(place, gettext("Give label and rows; note and when where they apply."))
                continue
            titled = label(item["label"], f"{place}.label", self.faults)
            rows = item["rows"] if isinstance(item["rows"], list) else [None]
            tuples = []
            for line, row in enumerate(rows):
                here = f"{place}.rows[{line}]"
                if (
                    not isinstance(row, list)
                    or not 1 <= len(row) <= 2
                    or not all(isinstance(name, str) for name in row)
                ):
                    self.faults.add(here, gettext("A row holds the names of one or two fields."))
                    continue
                for name in row:
                    if not self.strange(name, here) and name in placed:
                        self.faults.add(here, gettext("%(name)s stands there already.", name=name))
                    placed.add(name)
                tuples.append(tuple(row))
            when = self.when(item["when"], f"{place}.when") if "when" in item else None
            note = words(item["note"], f"{place}.note", self.faults) if "note" in item else ""
            found.append(Section(titled or "", *tuples, note=note or "", when=when))
        return tuple(found)

    def conditions(self) -> tuple[Condition, ...]:
        """What is shown or required when; a circle is refused and named."""
        found = []
        for number, item in enumerate(self.part("conditions", list)):
            place = f"conditions[{number}]"
            if not isinstance(item, dict) or not {"field", "when"} <= set(item) <= {"field", "when", "require"}:
                self.faults.add(place, gettext("Give field and when; require where it applies."))
                continue
            name = item["field"]
            if self.strange(name, f"{place}.field"):
                continue
            if not item.get("require") and (self.fields[name].required and name in self.declared.fields):
                self.faults.add(f"{place}.field", gettext("This field is needed and cannot be hidden."))
            when = self.when(item["when"], f"{place}.when")
            if when is not None:
                found.append(Condition(field=name, when=when, require=item.get("require") is True))
        circle = circular((*self.resource.screen.conditions, *found))
        if circle:
            self.faults.add(
                "conditions", gettext("These depend on each other in a circle: %(names)s.", names=" → ".join(circle))
            )
        return tuple(found)

    def when(self, given: Any, place: str) -> When | None:
        """A condition on another field."""
        if not isinstance(given, dict) or not {"field"} <= set(given) <= {"field", "values"}:
            self.faults.add(place, gettext("Give field, and the values that it must have."))
            return None
        name, values = given["field"], given.get("values", [])
        if self.strange(name, f"{place}.field"):
            return None
        if not isinstance(values, list) or len(values) > MOST_PARTS:
            self.faults.add(f"{place}.values", gettext("Give a list."))
            return None
        field, read = self.fields[name], []
        for value in values:
            try:
                parsed = field.parse([value] if field.json_kind == "array" else value, self.context)
                read.append(parsed[0] if isinstance(parsed, list) else parsed)
            except Invalid as refused:
                self.faults.add(f"{place}.values", str(refused))
        return When(field=name, values=tuple(read))

    def names(self, part: str, fits: Any) -> tuple[str, ...]:
        """The names of fields that a part adds."""
        found = []
        for number, name in enumerate(self.part(part, list)):
            place = f"{part}[{number}]"
            if self.strange(name, place):
                continue
            if self.fields[name].hidden:
                self.faults.add(place, self.unknown(name, self.fields))
            elif not fits(self.fields[name]):
                self.faults.add(place, gettext("A field of this kind cannot be used for that."))
            else:
                found.append(name)
        return tuple(dict.fromkeys(found))

    def charts(self) -> tuple[Chart, ...]:
        """The charts that it adds."""
        found = []
        for number, item in enumerate(self.part("charts", list)):
            place = f"charts[{number}]"
            if not isinstance(item, dict) or "label" not in item or not set(item) <= set(CHARTS):
                self.faults.add(
                    place, gettext("Give label and count_by, or sum_of and by; every and kind where they apply.")
                )
                continue
            titled = label(item["label"], f"{place}.label", self.faults)
            group, summed = item.get("count_by") or item.get("by", ""), item.get("sum_of", "")
            if isinstance(group, str) and group in self.spoiled:
                continue
            field = self.fields.get(group)
            if field is None or not (field.groupable or field.dated or field.kind in ("link", "choice")):
                self.faults.add(place, gettext("Rows cannot be counted by %(name)s.", name=str(group)))
                continue
            if summed and (summed not in self.fields or not self.fields[summed].summable):
                self.faults.add(f"{place}.sum_of", gettext("%(name)s cannot be summed.", name=str(summed)))
                continue
            every, kind = item.get("every", ""), item.get("kind", "")
            if every not in ("", *PERIODS) or bool(every) != field.dated:
                self.faults.add(f"{place}.every", gettext("Days take one of: %(names)s.", names=", ".join(PERIODS)))
                continue
            if kind not in ("", *DRAWN):
                self.faults.add(f"{place}.kind", gettext("A chart is one of: %(names)s.", names=", ".join(DRAWN)))
                continue
            by = {"sum_of": summed, "by": group} if summed else {"count_by": group}
            found.append(Chart(titled or "", every=every, kind=kind, **by))
        return tuple(found)

    def unknown(self, name: Any, names: Iterable[str]) -> str:
        """There is no such field, and which ones there are."""
        shown = ", ".join(key for key in names if key not in HOUSE and not self.fields[key].hidden)
        return gettext("There is no field %(name)s. Fields: %(names)s.", name=str(name)[:40], names=shown)


def needed(resource: Resource) -> set[str]:
    """The fields that a record cannot be without: its name, its unit, its state, and what conditions ask about."""
    title = {name.split(".")[0] for name in resource.title}
    asked = {item.when.field for item in resource.screen.conditions}
    return {*title, "organisation", resource.screen.state} | asked


def readable(fields: Mapping[str, Field], resource: Resource, limits: Mapping[str, Limits]) -> dict[str, str]:
    """The fields that an expression may name, with their type or the reason why it may not read them.

    What a role sees masked or not at all stays so: it must not come out of another field. `limits` are those of the
    form itself.
    """
    departures = [item for grant in resource.screen.grants for item in grant.fields]
    guarded = {name for name, right in departures if right in (Right.HIDDEN, Right.MASKED)}
    guarded |= {name for name, limit in limits.items() if limit.see is not None}
    return {
        name: GUARDED if name in guarded else type_of(field)
        for name, field in fields.items()
        if not field.hidden and (name not in HOUSE or name == "created_at")
    }


def told(wrong: Wrong) -> str:
    """What is wrong with an expression, in words."""
    values = dict(wrong.values)
    if wrong.code in ("kind", "alike", "result"):
        values.update({name: gettext(TYPE_WORDS[values[name]]) for name in ("found", "wanted")})
    return gettext(MESSAGES[wrong.code], **values)
