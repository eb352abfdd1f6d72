"""Turns a Resource and a record, or what was typed, into the form that is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from flask_babel import gettext

from app.declare import Condition, Right, Section, When
from app.fields.base import UPLOADS, Context, Field, Option
from app.fields.link import Link, Linked
from app.fields.links import is_id
from app.metadata.resource import Resource
from app.screens.clash import listed
from app.screens.values import Form, FormSection, Input
from app.screens.work import Work, address

WIDE = ("note", "address", "photo", "file", "choices", "links", "place", "signature")


def form(
    work: Work,
    resource: Resource,
    *,
    values: Mapping[str, Any] | None = None,
    number: int | None = None,
    version: int | None = None,
    typed: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
    token: str = "",
    dialog: bool = False,
    error_id: str = "",
    after: str = "",
) -> Form:
    """The form of a new record (no number) or of one that is there.

    `values` are the stored or starting values; `typed` is what a refused form held, shown again as it was.
    """
    context = work.context
    values = dict(values or {})
    if number is None and typed is None:
        values = {**starting(work, resource, context), **values}
    errors = errors or {}
    held = Holder(work, resource, context, values, typed, errors, new=number is None)
    sections = tuple(found for section in resource.sections if (found := held.section(section)) is not None)
    hidden = [("_token", token or str(uuid4()))]
    if version is not None:
        hidden.append(("_version", str(version)))
    if after:
        hidden.append(("_next", after))
    action = (
        address(resource.name, action="add").rstrip("/")
        if number is None
        else address(resource.name, id=number, action="edit")
    )
    return Form(
        action=action,
        sections=sections,
        errors=tuple((name, message) for name, messages in errors.items() for message in messages),
        hidden=tuple(hidden),
        save_label=gettext("Save"),
        cancel_url=address(resource.name, id=number) if number is not None else address(resource.name),
        draft_key=f"{resource.name}/{number or 'new'}",
        error_id=error_id,
        dialog=dialog,
    )


def starting(work: Work, resource: Resource, context: Context) -> dict[str, Any]:
    """The values a new form starts with: declared defaults, and the viewer's own organisation."""
    found = {
        name: value
        for name, declared in resource.fields.items()
        if (value := declared.initial(context)) is not None and not declared.readonly
    }
    if "organisation" in resource.fields and work.viewer.home is not None:
        home = work.viewer.home
        found.setdefault(
            "organisation", Linked(work.within or home.organisation_id, None if work.within else home.organisation)
        )
    return found


class Holder:
    """What all inputs of one form look at, while it is put together."""

    def __init__(
        self,
        work: Work,
        resource: Resource,
        context: Context,
        values: Mapping[str, Any],
        typed: Any,
        errors: Mapping[str, Sequence[str]],
        *,
        new: bool,
    ) -> None:
        self.work, self.resource, self.context = work, resource, context
        self.values, self.typed, self.errors, self.new = values, typed, errors, new
        self.titles = self._titles()

    def _titles(self) -> dict[str, dict[int, str]]:
        """The titles of all linked rows that the stored values do not bring along, one statement a resource."""
        wanted: dict[str, list[int]] = {}
        for name, declared in self.resource.fields.items():
            target = getattr(declared, "target", "")
            if not target or self.work.viewer.right(self.resource, name) is Right.HIDDEN:
                continue
            for item in self.raw(declared):
                if is_id(str(item)) and not self._known(declared, item):
                    wanted.setdefault(target, []).append(int(item))
        return {target: dict(self.context.titles(target, numbers)) for target, numbers in wanted.items()}

    def _known(self, declared: Field, item: str) -> str | None:
        value = self.values.get(declared.key)
        return value.title if isinstance(value, Linked) and str(value.id) == item else None

    def section(self, section: Section) -> FormSection | None:
        """One titled part; None when the viewer sees no field of it."""
        rows = tuple(
            row
            for names in section.rows
            if (row := tuple(found for name in names if (found := self.input(name)) is not None))
        )
        if not rows:
            return None
        return FormSection(
            label=str(section.label),
            note=str(section.note),
            rows=rows,
            when=self.rule(section.when) if section.when else "",
            why=self.why(section.when) if section.when else "",
        )

    def raw(self, declared: Field) -> list[str]:
        """What the input holds: as typed, else the stored value."""
        if self.typed is not None and declared.key in self.typed:
            return list(self.typed[declared.key])
        value = self.values.get(declared.key)
        if isinstance(value, Linked):
            return [str(value.id)]
        return [] if value is None or declared.secret else listed(declared.raw(value, self.context))

    def input(self, name: str) -> Input | None:
        """One input; None for what the viewer may not see, or what only exists once saved."""
        declared = self.resource.field(name)
        right = self.work.viewer.right(self.resource, name)
        if declared.hidden or right is Right.HIDDEN or (self.new and (declared.readonly or right is not Right.WRITE)):
            return None
        value = self.values.get(name)
        conditions = [item for item in self.resource.screen.conditions if item.field == name]
        readonly = right is not Right.WRITE
        masked = declared.secret or right is Right.MASKED
        raw = self.raw(declared)
        return Input(
            name=name,
            label=str(declared.label),
            widget="readonly" if readonly and not masked else declared.widget,
            raw=self.shown(declared, value)
            if readonly
            else raw
            if declared.json_kind == "array"
            else raw[0]
            if raw
            else "",
            required=declared.required and not readonly,
            readonly=readonly,
            masked=declared.mask(value) if masked and value is not None else "",
            help=str(declared.help),
            unit=str(getattr(declared, "unit", "") or ""),
            errors=tuple(self.errors.get(name, ())),
            options=() if readonly else tuple(declared.options(self.context)),
            chosen=self.chosen(declared, raw),
            source=self.source(declared),
            near=getattr(declared, "near", ""),
            add=self.add(declared),
            wide=declared.kind in WIDE,
            secret=declared.secret,
            when=json.dumps([self.rule_of(item) for item in conditions]) if conditions else "",
            why=" ".join(self.why(item.when) for item in conditions if not item.require),
            attributes=attributes(declared, self.context),
        )

    def shown(self, declared: Field, value: Any) -> Any:
        """A value that can only be read."""
        return "" if value is None else declared.detail(value, self.context)

    def chosen(self, declared: Field, raw: list[str]) -> tuple[Option, ...]:
        """What a picker or a file input holds now."""
        target = getattr(declared, "target", "")
        if target:
            known = self.titles.get(target, {})
            hidden = gettext("not visible to you")
            return tuple(
                Option(value=item, label=self._known(declared, item) or known.get(int(item), hidden))
                for item in raw
                if is_id(item)
            )
        if declared.kind in UPLOADS and self.context.files is not None:
            numbers = [int(item) for item in raw if is_id(item)]
            found = self.context.files.info(numbers) if numbers else {}
            return tuple(Option(value=str(item.id), label=item.name, note=item.media_type) for item in found.values())
        return ()

    def source(self, declared: Field) -> str:
        """Where a picker searches."""
        target = getattr(declared, "target", "")
        if not target:
            return ""
        fixed = list(getattr(declared, "where", ()))
        url = f"/{target}/pick"
        return f"{url}?{urlencode(fixed)}" if fixed else url

    def add(self, declared: Field) -> str:
        """Where a picker makes a new row, for those who may."""
        if not isinstance(declared, Link) or not declared.quick_add or declared.target not in self.work.resources:
            return ""
        target = self.work.resources[declared.target]
        return f"/{target.name}/add?dialog=1" if self.work.may("add", target) and not target.screen.readonly else ""

    def rule_of(self, condition: Condition) -> dict[str, Any]:
        """A condition as the script reads it."""
        return {**json.loads(self.rule(condition.when)), "require": condition.require}

    def rule(self, when: When) -> str:
        """A condition's field and values, in the form that inputs hold."""
        declared = self.resource.field(when.field)
        held = [listed(declared.raw(alone(declared, value), self.context)) for value in when.values]
        values = [next(iter(raw), "") for raw in held]  # a no is an empty input
        return json.dumps({"field": when.field, "values": values})

    def why(self, when: When) -> str:
        """A condition in words."""
        declared = self.resource.field(when.field)
        if not when.values:
            return gettext("Asked when %(field)s is filled in.", field=str(declared.label))
        values = gettext(", ").join(str(declared.text(alone(declared, value), self.context)) for value in when.values)
        return gettext("Asked when %(field)s is %(values)s.", field=str(declared.label), values=values)


def alone(declared: Field, value: Any) -> Any:
    """One value of a condition, as a field that holds several would hold it alone."""
    return [value] if declared.json_kind == "array" else value


def attributes(declared: Field, context: Context) -> tuple[tuple[str, str], ...]:
    """What a browser checks by itself."""
    found: list[tuple[str, str]] = []
    for option, attribute in (("minimum", "min"), ("maximum", "max"), ("length", "maxlength")):
        limit = getattr(declared, option, None)
        if limit is not None:
            found.append((attribute, str(limit)))
    if declared.kind in ("number", "money", "percent"):
        decimals = int(getattr(declared, "decimals", 0))
        found.append(("inputmode", "decimal" if decimals else "numeric"))
    if getattr(declared, "past", False):
        found.append(("max", context.today.isoformat()))
    if getattr(declared, "future", False):
        found.append(("min", context.today.isoformat()))
    if getattr(declared, "most", 0):
        found.append(("data-most", str(declared.most)))  # type: ignore[attr-defined]
    return tuple(found)
