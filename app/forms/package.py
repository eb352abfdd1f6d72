"""Turns forms into one JSON file and back: what a file would change is told first; importing merges, never deletes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from app.fields.base import Context
from app.forms.book import FormBook, known
from app.forms.convert import against
from app.forms.converting import publish_whole, unfit
from app.forms.follow import NONE
from app.forms.registers import MOST, PREFIX, blank, is_name
from app.forms.spec import PARTS, Faulty, read_form
from app.forms.store import current, standing
from app.metadata.resource import Resource

VERSION = 1
LARGEST = 5 * 1024 * 1024  # bytes
DEEPEST = 20
SAME = ("list", "filters", "search")


@dataclass(frozen=True, kw_only=True)
class Change:
    """What importing does to one resource: its spec afterwards, and the differences in words."""

    resource: str
    seen: int
    spec: Mapping[str, Any]
    lines: tuple[str, ...]
    of: Resource  # whose records it holds for
    context: Context


def read_package(raw: bytes) -> dict[str, Any]:
    """The forms of a file, by resource. Raises Faulty."""
    if len(raw) > LARGEST:
        raise Faulty([gettext("The file is larger than %(most)s MB.", most=LARGEST // 1024 // 1024)])
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Faulty([gettext("The file is no JSON: %(reason)s.", reason=str(error)[:200])]) from error
    if not isinstance(found, dict) or found.get("huizhi_forms") != VERSION or not isinstance(found.get("forms"), dict):
        raise Faulty(
            [gettext("This is no package of forms: it has huizhi_forms %(version)s and forms.", version=VERSION)]
        )
    unknown = sorted(set(found) - {"huizhi_forms", "forms", "from"})
    if unknown:
        raise Faulty([gettext("A package has no such part: %(names)s.", names=", ".join(unknown)[:200])])
    forms: dict[str, Any] = found["forms"]
    return forms


def write_package(session: Session, owner: int, name: str, resource: str = "") -> str:
    """The forms of a unit as JSON text, in a stable order: that of one resource, else all. Raises LookupError."""
    forms = {item.resource: item.spec for item in standing(session) if item.owner == owner}
    if resource:
        forms = {resource: forms[resource]}
    package = {"huizhi_forms": VERSION, "from": name, "forms": dict(sorted(forms.items()))}
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def plan(
    session: Session, book: FormBook, owner: int, path: str, forms: Mapping[str, Any], context: Context
) -> list[Change]:
    """What importing forms into a unit would change. Raises Faulty with everything that stands against it."""
    faults: list[str] = []
    found = []
    above = book.at(session, path.rsplit(f"/{owner}/", 1)[0] + "/", lambda: context)
    made = {
        name: resource
        for name, resource in book.at(session, path, lambda: context).items()
        if name.startswith(PREFIX) and name not in above
    }
    for name, incoming in forms.items():  # before any is read, since they may link to each other
        if is_name(name) and name not in above and isinstance(incoming, dict) and "register" in incoming:
            made.setdefault(name, blank(owner, name))
    for name, incoming in forms.items():
        declared = book.resources.get(name) or above.get(name)
        if declared is None and is_name(name):
            declared = blank(owner, name)
        if declared is None:
            names = ", ".join(item.name for item in book.resources.values() if item.screen.extensible)
            faults.append(f"{name}: " + gettext("There is no such resource. Resources: %(names)s.", names=names))
            continue
        if not isinstance(incoming, dict) or not set(incoming) <= set(PARTS) or _deep(incoming):
            faults.append(f"{name}: " + gettext("A form has these parts: %(names)s.", names=", ".join(PARTS)))
            continue
        stands = current(session, owner, name)
        before: Mapping[str, Any] = stands.spec if stands else {}
        try:
            spec, lines = merge(before, incoming)
            read_form(
                spec,
                above.get(name, declared),
                known(above, made),
                context,
                declared.declared or declared,
                processes=book.processes(session, owner) if "register" in spec else NONE,
            )
        except Faulty as faulty:
            faults += [f"{name}: {fault}" for fault in faulty.faults]
            continue
        faults += [f"{name}: {fault}" for fault in against(before, spec)]
        if stands:
            faults += [f"{name}: {fault}" for fault in unfit(session, owner, declared, spec, context)]
        if lines:
            found.append(
                Change(
                    resource=name,
                    seen=stands.number if stands else 0,
                    spec=spec,
                    lines=tuple(lines),
                    of=declared,
                    context=context,
                )
            )
    count = len(
        {*made, *(item.resource for item in standing(session) if item.owner == owner and "register" in item.spec)}
    )
    if count > MOST:
        faults.append(
            gettext(
                "A unit keeps at most %(most)s registers of its own; these would be %(count)s.", most=MOST, count=count
            )
        )
    if faults:
        raise Faulty(faults)
    return found


def apply(session: Session, owner: int, changes: list[Change], by: str, note: str) -> None:
    """Publish what was planned, and turn stored values with it. Raises Overtaken, or Unfit."""
    for change in changes:
        how = {"seen": change.seen, "by": by, "note": note}
        publish_whole(session, owner, change.of, change.spec, change.context, **how)


def merge(before: Mapping[str, Any], incoming: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """A form with another one put over it, and the differences in words. Nothing that was there goes."""
    spec = {name: before[name] for name in PARTS if name in before}
    lines: list[str] = []
    if "register" in incoming:
        register = {**_dictionary(spec.get("register"), "register"), **_dictionary(incoming["register"], "register")}
        if register != spec.get("register"):
            lines.append(
                gettext("new register") if "register" not in spec else gettext("name, order and rights of the register")
            )
            spec["register"] = register
    _fields(spec, incoming, lines)
    for name, given in _dictionary(incoming.get("changes"), "changes").items():
        held = spec.get("changes", {})
        if held.get(name) != given:
            lines.append(gettext("changes %(name)s", name=name))
            spec["changes"] = {**held, name: {**_dictionary(held.get(name), name), **_dictionary(given, name)}}
    for part in SAME:
        more = [name for name in _listed(incoming.get(part), part) if name not in spec.get(part, ())]
        if more:
            spec[part] = [*spec.get(part, ()), *more]
            lines.append(gettext("%(part)s: adds %(names)s", part=part, names=", ".join(map(str, more))))
    for part in ("conditions", "charts"):
        more = [item for item in _listed(incoming.get(part), part) if item not in spec.get(part, ())]
        if more:
            spec[part] = [*spec.get(part, ()), *more]
            lines.append(gettext("%(part)s: adds %(count)s", part=part, count=len(more)))
    if incoming.get("sections") and incoming["sections"] != spec.get("sections"):
        spec["sections"] = incoming["sections"]
        lines.append(gettext("arranges the sections anew"))
    return spec, lines


def _fields(spec: dict[str, Any], incoming: Mapping[str, Any], lines: list[str]) -> None:
    held = {item.get("key"): item for item in spec.get("fields", ())}
    made: list[Any] = list(spec.get("fields", ()))
    for item in _listed(incoming.get("fields"), "fields"):
        key = item.get("key") if isinstance(item, dict) else None
        if not isinstance(key, str) or key not in held:
            made.append(item)
            lines.append(gettext("new field %(key)s", key=str(key)[:40]))
        elif held[key].get("kind") != item.get("kind"):  # whether it may become so is asked of what records hold
            made[made.index(held[key])] = item
            lines.append(gettext("%(key)s becomes another kind: %(kind)s", key=key, kind=str(item.get("kind"))[:40]))
        elif {**held[key], **item} != held[key]:
            made[made.index(held[key])] = {**held[key], **item}
            lines.append(gettext("changed field %(key)s", key=key))
    if made:
        spec["fields"] = made


def _listed(given: Any, part: str) -> list[Any]:
    if given is None:
        return []
    if not isinstance(given, list):
        raise Faulty([f"{part}: " + gettext("Give a list.")])
    return given


def _dictionary(given: Any, part: str) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise Faulty([f"{part}: " + gettext("Give an object.")])
    return given


def _deep(value: Any, depth: int = 0) -> bool:
    """Whether values stand in each other deeper than any form's do."""
    if depth > DEEPEST:
        return True
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_deep(item, depth + 1) for item in items)
