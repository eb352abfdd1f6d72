"""Global search (Ctrl-K): rows of all resources that the viewer may list, and the pages he may open."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext

from app.query.read import searchable
from app.screens.menu import groups
from app.screens.values import Page
from app.screens.web import current_work, show, wants_json
from app.screens.work import Work, address

EACH = 5


class SearchView(BaseView):
    """`/search?q=`: JSON for the palette, a page otherwise."""

    route_base = "/search"
    default_view = "search"
    base_permissions: list[str] = []

    @expose("")
    def search(self) -> Any:
        """What a text finds, by resource."""
        work = current_work()
        text = " ".join(request.args.get("q", "").split())[:60]
        found = places(work, text) + rows(work, text)
        if wants_json():
            return jsonify({"groups": found})
        return show("search.html", Page(title=gettext("Search"), sum=text), query=text, groups=found)


def places(work: Work, text: str) -> list[dict[str, Any]]:
    """Lists whose name holds the text; all of them without one."""
    items = [
        {"label": item.label, "note": group.label, "url": item.url}
        for group in groups(work, "")
        for item in group.items
        if text.lower() in item.label.lower()
    ]
    return [{"label": gettext("Go to"), "items": items[: 2 * EACH]}] if items else []


def rows(work: Work, text: str) -> list[dict[str, Any]]:
    """Rows that the search boxes of the lists would find, a few of each."""
    if not text:
        return []
    found = []
    for resource in work.resources.values():
        if resource.screen.menu is None or not searchable(resource) or not work.may("list", resource):
            continue
        options = work.find(resource.name, text, EACH)
        items = [
            {"label": option.label, "note": option.note, "url": address(resource.name, id=int(option.value))}
            for option in options
        ]
        if items:
            found.append({"label": resource.plural, "items": items})
    return found
