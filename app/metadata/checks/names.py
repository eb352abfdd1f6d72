"""Finds names in a declaration that are no field, or not one that can stand there."""

from __future__ import annotations

from collections.abc import Iterator

from app.fields.link import Link
from app.metadata.checks.place import Declared, Mention, class_of, found, mentions, place, problem
from app.metadata.problem import Problem, nearest
from app.metadata.resource import Resource

SHOWING = ("title", "list", "sort", "search", "filters", "note", "state", "sections", "charts", "related")


def exist(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """screen.E001: a name is no field."""
    for mention in mentions(resource, declared):
        if found(declared, mention) is None:
            what, hint = missing(mention, declared)
            yield problem(resource, "screen.E001", place(resource, mention.option), what, hint)


def missing(mention: Mention, declared: Declared) -> tuple[str, str]:
    """What is wrong with a name, and the nearest right one."""
    owner, walked = mention.owner, ""
    *steps, last = mention.name.split(".")
    for step in steps:
        links = {key: item.target for key, item in owner.fields.items() if isinstance(item, Link)}
        target = declared.resources.get(links.get(step, ""))
        if target is None:
            rest = mention.name.removeprefix(walked + step)
            near = nearest(walked + step, [walked + key for key in links]).replace("'?", f"{rest}'?")
            return f"names '{mention.name}', but '{step}' is not a link of {class_of(owner)}.", near
        owner, walked = target, f"{walked}{step}."
    if not steps:
        return f"names '{mention.name}', which is not a field of {class_of(owner)}.", nearest(
            mention.name, owner.fields
        )
    what = f"names '{mention.name}', but '{last}' is not a field of {class_of(owner)}."
    return what, nearest(mention.name, [walked + key for key in owner.fields])


def own_where_own_is_meant(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """screen.E008: a path through links stands where only an own field can be read or written."""
    for mention in mentions(resource, declared):
        path = found(declared, mention)
        if mention.own and path is not None and path.links:
            what = f"names '{mention.name}', but only own fields of {class_of(mention.owner)} can stand here."
            yield problem(
                resource,
                "screen.E008",
                place(resource, mention.option),
                what,
                f"Name the link itself: '{path.links[0].key}'.",
            )


def not_hidden(resource: Resource, declared: Declared) -> Iterator[Problem]:
    """screen.E009: a hidden field is to be shown, which never happens."""
    for mention in mentions(resource, declared):
        path = found(declared, mention)
        if path is not None and path.field.hidden and mention.option.split("[")[0] in SHOWING:
            what = f"shows '{mention.name}', which is declared hidden=True."
            yield problem(
                resource, "screen.E009", place(resource, mention.option), what, "Take the name out, or show the field."
            )
