"""Turns what a viewer may open into the frame of every page: sidebar, organisation switch, the phone's bar."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.cases.registry import followed
from app.declare import Menu
from app.fields.base import Option
from app.metadata.resource import Resources
from app.screens.values import Group, Item, Notice, Shell
from app.screens.work import Work, address

PRODUCT = _("Huizhi")
TODO_COUNT = "/todo/count"  # answers with how much waits for the viewer
KEPT = 512  # sidebars that are remembered


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A written page in the sidebar: above the lists of its group, or right above the list that it belongs to."""

    group: Menu
    item: Item
    above: str = ""  # the name of a resource


def shell(
    work: Work,
    *,
    current: str,
    theme: str,
    csrf: str,
    nonce: str,
    pages: Sequence[Placed] = (),
    notices: Sequence[Notice] = (),
) -> Shell:
    """The frame of a page. `pages` are written pages with their place; `current` is the resource or page shown."""
    viewer = work.viewer
    homes = viewer.holdings
    here = next((holding for holding in homes if holding.organisation_id == work.within), viewer.home)
    return Shell(
        locale=work.locale,
        theme=theme,
        product=str(PRODUCT),
        organisation=here.organisation if here else "",
        organisations=tuple(
            {
                holding.organisation_id: Option(
                    value=str(holding.organisation_id), label=holding.organisation, note=str(holding.role.label)
                )
                for holding in homes
            }.values()
        ),
        within="own" if work.own_level else "subtree",
        user=viewer.name,
        roles=gettext(", ").join(str(role.label) for role in viewer.roles),
        user_key=hashlib.sha256(f"{viewer.user_id}".encode()).hexdigest()[:12],
        menu=groups(work, current, pages),
        phone=phone(work, current),
        csrf=csrf,
        nonce=nonce,
        notices=tuple(notices),
    )


_groups: dict[tuple[Any, ...], tuple[Resources, tuple[Group, ...]]] = {}


def groups(work: Work, current: str, pages: Sequence[Placed] = ()) -> tuple[Group, ...]:
    """The sidebar: only what the viewer may open, by work. Made once for all who have the same roles."""
    viewer = work.viewer
    key = (viewer.rights, viewer.roles, viewer.unlimited, work.locale, current, tuple(pages))
    kept = _groups.get(key)
    if kept is not None and kept[0] is work.resources:
        return kept[1]
    if len(_groups) >= KEPT:
        _groups.clear()
    made = arranged(work, current, pages)
    _groups[key] = work.resources, made
    return made


def arranged(work: Work, current: str, pages: Sequence[Placed]) -> tuple[Group, ...]:
    """The groups with their items."""
    items: dict[Menu, list[Item]] = {group: [] for group in Menu}
    listed = {
        name: resource
        for name, resource in work.resources.items()
        if resource.screen.menu is not None and work.may("list", resource)
    }
    for page in pages:
        if page.above not in listed:
            items[page.group].append(page.item)
    for name, resource in listed.items():
        assert resource.screen.menu is not None
        items[resource.screen.menu] += [page.item for page in pages if page.above == name]
        items[resource.screen.menu].append(
            Item(
                label=resource.plural,
                url=address(resource.name),
                icon=resource.screen.icon,
                current=resource.name == current,
            )
        )
    return tuple(
        Group(label="" if group is Menu.TODO else str(group.value), items=tuple(found))  # it begins with "My work"
        for group, found in items.items()
        if found
    )


def waits(work: Work) -> bool:
    """Whether anything that goes through steps may wait for the viewer: issues, or the entries of a register."""
    return any(followed(item) is not None and work.may("list", item) for item in work.resources.values())


LOOP_PAGES = ("loop", "meeting")  # its written pages, as their `current`


def phone(work: Work, current: str) -> tuple[Item, ...]:
    """The four places at the bottom of a phone, as far as the viewer may open them."""
    issue, sessions = work.resources.get("issue"), work.resources.get("deliberation_session")
    sees = issue is not None and work.may("list", issue)
    places = [
        Item(
            label=gettext("To-dos"),
            url="/",
            icon="checklist",
            current=current == "home",
            badge=TODO_COUNT if waits(work) else "",
        )
    ]
    if sees or (sessions is not None and work.may("list", sessions)):
        shown = work.resources.get(current)
        places.append(
            Item(
                label=gettext("Sessions"),
                url="/loop/" if sees else address("deliberation_session"),
                icon="layout-kanban",
                current=current in LOOP_PAGES or (shown is not None and shown.screen.menu is Menu.LOOP),
            )
        )
    if issue is not None and work.may("add", issue):
        url = address("issue", action="add").rstrip("/")
        places.append(Item(label=gettext("Report"), url=url, icon="camera-plus"))  # its form covers the bar
    places.append(Item(label=gettext("Mine"), url="/me", icon="user", current=current == "me"))
    return tuple(places)
