"""The first page after signing in: what one may do, and the figures behind it."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_appbuilder import BaseView, expose
from flask_babel import gettext

from app.screens.menu import groups
from app.screens.table import add_label
from app.screens.values import Button, Page
from app.screens.web import current_work, show


class HomeView(BaseView):
    """`/`."""

    route_base = ""
    default_view = "home"
    base_permissions: list[str] = []

    @expose("/")
    def home(self) -> Any:
        """Groups of work with their lists; the ways to begin something."""
        work = current_work()
        found = groups(work, "", g.get("pages", ()))
        begin = tuple(
            Button(label=add_label(resource), url=f"/{resource.name}/add", icon=resource.screen.icon)
            for resource in work.resources.values()
            if resource.screen.menu is not None and not resource.screen.readonly and work.may("add", resource) and not resource.screen.menu.name == "SETTINGS"
        )
        greeting = gettext("Hello, %(name)s", name=work.viewer.name)
        return show("home.html", Page(title=greeting, sum=work.viewer.home.organisation if work.viewer.home else ""), current="home", home=found, begin=begin[:6])
