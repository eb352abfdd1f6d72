"""Turns forms that are there into beginnings of others: fields copied from another form, a register begun from a
template that comes with the product or from another register.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import request
from flask_babel import gettext, ngettext

from app.forms import arrange, edit
from app.forms.package import read_package
from app.forms.registers import ICONS
from app.forms.store import standing
from app.forms.vocabulary import made_of
from app.screens.design import Desk, label_of
from app.screens.design_canvas import arranged, laid
from app.screens.design_palette import NAMES
from app.screens.work import Work

FOLDER = Path(__file__).parents[2] / "seed" / "packages"  # the registers that come with the product


@dataclass(frozen=True, kw_only=True)
class Source:
    """A form that another one can begin from."""

    name: str  # in an address: "template-djlr", "form-12"
    label: str
    icon: str
    spec: Mapping[str, Any]
    template: bool = False

    @property
    def words(self) -> str:
        """How many fields it has."""
        count = len([item for item in edit.fields(self.spec) if not item.get("retired")])
        return ngettext("%(num)d field", "%(num)d fields", count)


@cache
def packaged() -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """The registers that come with the product, by the name of their file."""
    return tuple(
        (path.stem, spec)
        for path in sorted(FOLDER.glob("*.json"))
        for spec in read_package(path.read_bytes()).values()
        if "register" in spec
    )


def shipped(work: Work) -> list[Source]:
    """The registers that come with the product."""
    return [
        Source(
            name=f"template-{name}",
            label=label_of(spec["register"], work.locale),
            icon=spec["register"].get("icon", ICONS[0]),
            spec=spec,
            template=True,
        )
        for name, spec in packaged()
    ]


def templates(work: Work) -> list[Source]:
    """What a new register can begin from: templates that come with the product, then registers that the viewer sees."""
    known = shipped(work)
    held = [item.spec for item in known]
    return [*known, *(found for found in published(work) if "register" in found.spec and found.spec not in held)]


def published(work: Work) -> list[Source]:
    """The forms with fields of their own that reach the viewer, of resources that he may list."""
    home = work.viewer.home
    chain = {int(part) for part in home.path.split("/") if part.isdigit()} if home is not None else set()
    found = []
    for item in standing(work.session):
        resource = work.resources.get(item.resource)
        if item.owner in chain and resource is not None and work.may("list", resource) and edit.fields(item.spec):
            found.append(
                Source(name=f"form-{item.id}", label=resource.plural, icon=resource.screen.icon, spec=item.spec)
            )
    return found


def sources(desk: Desk) -> list[Source]:
    """The forms that fields can be copied from: others of the unit, then templates that are not in use like that."""
    others = [item for item in published(desk.work) if item.spec != desk.published]
    held = [desk.published, *(item.spec for item in others)]
    return [*others, *(item for item in shipped(desk.work) if item.spec not in held)]


def found_source(items: list[Source], name: str) -> Source | None:
    """The one of that name."""
    return next((item for item in items if item.name == name), None)


def pickable(desk: Desk, source: Source) -> list[dict[str, Any]]:
    """The fields of a form that can be copied, as the page lists them."""
    return [
        {
            "key": item["key"],
            "label": label_of(item, desk.work.locale),
            "kind": str(NAMES[item["kind"]][0]),
            "icon": NAMES[item["kind"]][1],
            "rules": len(edit.rules(source.spec, item["key"])),
        }
        for item in edit.fields(source.spec)
        if not item.get("retired")
    ]


def copy_fields(desk: Desk, taken: set[str]) -> tuple[edit.Spec, str]:
    """The draft with the fields that were ticked, and the first of them. Raises NotThere where none was."""
    source = found_source(sources(desk), request.form.get("from", ""))
    offered = {item["key"] for item in pickable(desk, source)} if source is not None else set()
    keys = [key for key in request.form.getlist("pick") if key in offered]
    if source is None or not keys:
        raise edit.NotThere("pick")
    spec = desk.draft.spec
    after = edit.copied(spec, source.spec, keys, taken)
    had = {item["key"] for item in edit.fields(spec)}
    made = [item for item in edit.fields(after) if item["key"] not in had]
    if "sections" in spec:
        sections = laid(desk, spec)
        for item in made:
            sections = arrange.insert(sections, item["key"], "")
        after = arranged(desk, sections, after)
    if desk.makes:
        for item in made:
            after = edit.used(after, item["key"], made_of(item))
    return after, f"field={made[0]['key']}"


def begun_from(work: Work, source: Source, register: Mapping[str, Any]) -> tuple[edit.Spec, list[str]]:
    """The first draft of a register made from another form, under its own name and picture; and what was left out.

    A field that points at rows which the viewer's unit does not have stays behind.
    """
    spec: edit.Spec = {**source.spec, "register": {**source.spec["register"], **register}}
    lost = [item for item in edit.fields(spec) if item.get("target") and item["target"] not in work.resources]
    for item in (*lost, *(item for item in edit.fields(spec) if item.get("retired"))):
        spec = edit.remove(spec, item["key"], ())
    return spec, [label_of(item, work.locale) for item in lost]


def left_out(names: list[str]) -> str:
    """What is said of fields that stayed behind."""
    return gettext("Left out, since your unit does not have what they point at: %(names)s.", names=", ".join(names))
