"""Lists the written pages that stand in the sidebar: where, for whom, and under which words; `PAGES` is their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from app.access.viewer import Viewer
from app.declare import Menu, Role
from app.fields.base import Words
from app.screens.design import may_design
from app.screens.draw import reads
from app.screens.menu import TODO_COUNT, Placed, waits
from app.screens.values import Item
from app.screens.work import Work


@dataclass(frozen=True, kw_only=True)
class Written:
    """One page. Its line is marked on the page itself and, where it has more (`below`), on those."""

    group: Menu
    label: Words
    url: str
    icon: str
    may: Callable[[Viewer], bool]
    below: bool = False
    above: str = ""  # the resource whose list it stands above; without one it stands above all lists of its group


def may(action: str, resource: str) -> Callable[[Viewer], bool]:
    """For those who may do something with rows of a resource."""
    return lambda viewer: bool(viewer.to(action, resource))


def holds(role: Role) -> Callable[[Viewer], bool]:
    """For those who have a role."""
    return lambda viewer: role in viewer.roles


SEES_ISSUES = may("list", "issue")

PAGES = (
    Written(group=Menu.TODO, label=_("My work"), url="/", icon="checklist", may=lambda viewer: True),
    Written(group=Menu.LOOP, label=_("Loop board"), url="/loop/", icon="layout-kanban", may=SEES_ISSUES, below=True),
    Written(
        group=Menu.FIGURES, label=_("Loop figures"), url="/indicators/", icon="chart-bar", may=SEES_ISSUES, below=True
    ),
    Written(
        group=Menu.SETTINGS,
        label=_("Posters for residents"),
        url="/posters/",
        icon="qrcode",
        may=may("share", "issue"),
    ),
    Written(
        group=Menu.LOOP,
        label=_("Log a meeting"),
        url="/meeting/",
        icon="notebook",
        may=may("edit", "deliberation_session"),
        below=True,
        above="deliberation_session",
    ),
    Written(group=Menu.SETTINGS, label=_("Audit trace"), url="/trace/", icon="list-search", may=holds(Role.AUDIT)),
    Written(group=Menu.SETTINGS, label=_("Form design"), url="/forms/", icon="forms", may=may_design, below=True),
    Written(
        group=Menu.SETTINGS,
        label=_("Processes"),
        url="/processes/",
        icon="arrows-join-2",
        may=lambda viewer: reads(viewer) is not None,
        below=True,
    ),
    Written(
        group=Menu.SETTINGS,
        label=_("Document templates"),
        url="/papers/templates/",
        icon="file-text",
        may=holds(Role.STREET_CENTRE),
    ),
)


def written_pages(work: Work, path: str) -> tuple[Placed, ...]:
    """Those that the viewer may open, with the one that `path` belongs to marked."""
    viewer, badge = work.viewer, TODO_COUNT if waits(work) else ""
    return tuple(
        Placed(
            group=page.group,
            above=page.above,
            item=Item(
                label=str(page.label),
                url=page.url,
                icon=page.icon,
                current=path.startswith(page.url) if page.below else path == page.url,
                badge=badge if page.url == "/" else "",
            ),
        )
        for page in PAGES
        if page.may(viewer)
    )
