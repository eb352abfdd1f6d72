"""Says what everybody may fill in of a register, and turns the place of such a form into an address and back.

The address names three things: the unit that made the register, the register's key, and the unit that the entry will
belong to. A mark made with the data keys stands behind them, so that nobody can guess an address or make one himself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext

from app.access.marks import marked, unmarked
from app.declare import Condition, Public, Section
from app.fields.base import UPLOADS, Field
from app.fields.photo import Photo
from app.forms.vocabulary import Faults, words
from app.metadata.resource import Resource

PARTS = ("fields", "thanks")
LINKS = ("link", "links")
PHOTOS = 3  # that come with one entry, in all its fields
PURPOSE = "public form"
NAMED = re.compile(r"(\d{1,18})\.(\d{1,18})\.([a-z][a-z0-9_]{1,29})")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an entry of the public comes to stand."""

    maker: int  # the unit that made the register
    unit: int  # the unit that the entry will belong to
    key: str  # of the register


def token_of(place: Place) -> str:
    """The last part of the form's address; the same for the same place as long as the last data key stays."""
    return marked(f"{place.maker}.{place.unit}.{place.key}", PURPOSE)


def place_of(token: str) -> Place | None:
    """The place that a token names; None for one that we did not make."""
    found = NAMED.fullmatch(unmarked(token, PURPOSE) or "")
    return None if found is None else Place(maker=int(found[1]), unit=int(found[2]), key=found[3])


def why_not(field: Field) -> str:
    """Why the public cannot be asked for a field; "" when it can."""
    if field.readonly or field.hidden:
        return gettext("Nobody fills this in by hand.")
    if field.kind in UPLOADS and field.kind != "photo":
        return gettext("Files and signatures are taken only from somebody who is signed in.")
    if field.kind in LINKS:
        return gettext("It would show rows of the office to strangers.")
    if field.unique:
        return gettext("A unique field would tell strangers which values are there.")
    return ""


def read_public(given: Any, fields: Mapping[str, Field], own: Sequence[str], faults: Faults) -> Public:
    """The public form of its JSON. `own` are the fields in use that the register's form makes."""
    if not isinstance(given, dict) or not {"fields"} <= set(given) <= set(PARTS):
        faults.add("register.public", gettext("Give fields; thanks where it applies."))
        return Public(fields=())
    names = given["fields"]
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        faults.add("register.public.fields", gettext("Give the names of the fields that are asked for."))
        names = []
    for name in names:
        reason = why_not(fields[name]) if name in own else gettext("The register has no such field of its own in use.")
        if reason:
            faults.add("register.public.fields", f"{name[:40]}: {reason}")
    for name in own:
        if fields[name].required and not fields[name].readonly and name not in names:
            faults.add(
                "register.public.fields",
                gettext(
                    "%(name)s (%(label)s) must be filled in, so the public has to be asked for it.",
                    name=name,
                    label=str(fields[name].label),
                ),
            )
    thanks = words(given["thanks"], "register.public.thanks", faults) if given.get("thanks") else ""
    return Public(fields=tuple(dict.fromkeys(names)), thanks=thanks or "")


def check_conditions(
    public: Public, conditions: Iterable[Condition], sections: Iterable[Section], faults: Faults
) -> None:
    """Note every field asked of the public that is shown by what the public is not asked."""
    for name in public.fields:
        for other in sorted(depends(name, conditions, sections) - set(public.fields)):
            faults.add(
                "register.public.fields",
                gettext("%(name)s is shown by %(other)s, which is not asked for.", name=name, other=other),
            )


def depends(name: str, conditions: Iterable[Condition], sections: Iterable[Section]) -> set[str]:
    """The fields that decide whether a field is shown."""
    found = {rule.when.field for rule in conditions if rule.field == name and not rule.require}
    return found | {part.when.field for part in sections if part.when is not None and name in part.names}


def asked(resource: Resource, public: Public) -> set[str]:
    """The fields that the public is asked for; not one that a lower unit made depend on what is not asked."""
    screen = resource.screen
    found = {name for name in public.fields if name in resource.fields and not why_not(resource.fields[name])}
    while True:
        left = {name for name in found if depends(name, screen.conditions, screen.sections) <= found}
        if left == found:
            return found
        found = left


def fewer(field: Field) -> Field:
    """A field with as many photos as a stranger may send."""
    return replace(field, most=min(PHOTOS, field.most)) if isinstance(field, Photo) else field


def narrowed(resource: Resource, names: Collection[str]) -> Resource:
    """A register as the public sees it: the fields asked for; all others closed, but for whose the entry is.

    What is closed still begins with its default, as in a form where nobody may write it.
    """
    fields = {
        name: fewer(field) if name in names or name == "organisation" else replace(field, readonly=True, required=False)
        for name, field in resource.fields.items()
    }
    sections = []
    for part in resource.screen.sections:
        rows = [row for names_of in part.rows if (row := tuple(name for name in names_of if name in names))]
        if rows:
            sections.append(Section(part.label, *rows, note=part.note, when=part.when))
    conditions = tuple(rule for rule in resource.screen.conditions if rule.field in names and rule.when.field in names)
    screen = replace(resource.screen, sections=tuple(sections), conditions=conditions)
    return replace(resource, fields=fields, screen=screen)
