"""Turns requests for a resource into its pages; one subclass per resource is made by `build.view_class`.

Here are the list and what is done with its rows; what concerns one record stands in the views that are mixed in. No
state is kept: FAB shares one view object between all requests. Each method reads the request, asks whether the viewer
may, and hands values to a template.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Response, abort, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.access import views as saved
from app.fields.base import Option
from app.metadata.resource import Resource
from app.query.read import Query
from app.screens import bulk
from app.screens.chart_view import ChartView
from app.screens.detail_view import DetailView
from app.screens.export_view import ExportView
from app.screens.mask_view import MaskView
from app.screens.notices import tell
from app.screens.pick_view import PickView
from app.screens.resource_view import Numbered, back, beside
from app.screens.save_view import SaveView
from app.screens.table import add_label, link, table
from app.screens.values import Button, Item, Page
from app.screens.web import go, not_found, show, whole
from app.screens.work import Work, address

__all__ = ["Numbered", "RecordView"]


class RecordView(DetailView, SaveView, PickView, MaskView, ChartView, ExportView, BaseView):
    """The pages of one resource."""

    default_view = "list"
    base_permissions: list[str] = []

    @expose("/list/")
    def list(self) -> Any:
        """The list page."""
        work, resource = self.start("list")
        return self._list(work, resource, bin=False)

    @expose("/bin/")
    def bin(self) -> Any:
        """The recycle bin: the list of deleted rows."""
        work, resource = self.start("restore")
        if not resource.soft:
            abort(404)
        return self._list(work, resource, bin=True)

    def _list(self, work: Work, resource: Resource, *, bin: bool) -> Response:
        kept = saved.kept(work.session, work.viewer, resource.name)
        last = next((view for view in kept if view.name == saved.LAST and view.user_id == work.viewer.user_id), None)
        query = self.query(work, resource, columns=last.columns.split(",") if last else (), bin=bin)
        url = f"/{resource.name}/bin/" if bin else address(resource.name)
        shared = (
            tuple(Option(value=role.value, label=str(role.label)) for role in work.viewer.roles)
            if work.may("share", resource)
            else ()
        )
        shown = table(
            work,
            query,
            url=url,
            views=[
                Item(
                    label=view.name,
                    url=f"{url}?{view.address}",
                    icon="users" if view.role else "bookmark",
                    own=view.id if view.user_id == work.viewer.user_id else None,
                )
                for view in kept
                if view.name
            ],
            save_view=f"/{resource.name}/views",
            share=shared,
        )
        title = gettext("%(resource)s: recycle bin", resource=resource.plural) if bin else resource.plural
        page = Page(
            title=title,
            sum=shown.count,
            buttons=() if bin else self.buttons(work, resource, query),
            crumbs=(Item(label=resource.plural, url=address(resource.name)),) if bin else (),
        )
        return show("bin.html" if bin else "list.html", page, current=resource.name, table=shown)

    def buttons(self, work: Work, resource: Resource, query: Query) -> tuple[Button, ...]:
        """What stands beside the title of the list."""
        name = resource.name
        parameters = urlencode(query.parameters())
        found = []
        if resource.charts:
            found.append(
                Button(label=gettext("Charts"), url=link(f"/{name}/chart/", query), icon="chart-bar", wide=True)
            )
        if work.may("export", resource):
            found.append(
                Button(
                    label=gettext("Export"),
                    url=f"/{name}/export",
                    icon="download",
                    method="post",
                    wide=True,
                    fields=(("address", parameters), ("format", "xlsx")),
                )
            )
        found += beside(work, resource)
        if work.may("restore", resource) and resource.soft:
            found.append(Button(label=gettext("Recycle bin"), url=f"/{name}/bin/", icon="trash", wide=True))
        for action in resource.screen.actions:
            if action.on == "list" and work.may(action.name, resource):
                found.append(
                    Button(
                        label=str(action.label),
                        url=f"/{name}/do/{action.name}",
                        icon=action.icon,
                        method="dialog" if action.fields else "post",
                    )
                )
        if work.may("add", resource) and not resource.screen.readonly:
            found.append(Button(label=add_label(resource), url=f"/{name}/add", icon="plus", tone="primary", key="n"))
        return tuple(found)

    @expose("/columns", methods=["POST"])
    def columns(self) -> Any:
        """Remember the chosen columns."""
        work, resource = self.start("list")
        chosen = [name for name in request.form.getlist("columns") if name]
        self.query(work, resource, arguments=MultiDict({"columns": ",".join(chosen)}))
        saved.remember_columns(
            work.session, work.viewer, resource.name, ",".join(chosen) if tuple(chosen) != resource.screen.list else ""
        )
        work.session.commit()
        return go(back(address(resource.name)))

    @expose("/views", methods=["POST"])
    def views(self) -> Any:
        """Save the list as it stands under a name, or forget a saved one."""
        work, resource = self.start("list")
        forget = whole(request.form.get("forget"))
        if forget is not None:
            dropped = saved.drop_view(work.session, work.viewer, resource.name, forget)
            if dropped is None:
                return not_found()
            tell(gettext("Deleted the view %(name)s.", name=dropped))
        else:
            name = " ".join(request.form.get("name", "").split())[:60]
            role = request.form.get("role") or None
            if not name:
                tell(gettext("Give the view a name."), tone="late")
                return go(back(address(resource.name)))
            if role is not None and not (work.may("share", resource) and role in work.viewer.roles):
                abort(403)
            parameters = request.form.get("address", "").removeprefix("?")
            query = self.query(work, resource, arguments=MultiDict(parse_qsl(parameters)))
            saved.save_view(
                work.session,
                work.viewer,
                resource.name,
                name,
                urlencode(query.parameters()),
                ",".join(path.name for path in query.columns),
                role,
            )
            tell(gettext("Saved the view %(name)s.", name=name))
        work.session.commit()
        return go(back(address(resource.name)))

    @expose("/delete/<int:number>", methods=["POST"])
    def delete(self, number: int) -> Any:
        """Move one record to the recycle bin, or say what depends on it."""
        work, resource = self.start("delete")
        return bulk.delete(work, resource, [number], address(resource.name))

    @expose("/delete", methods=["POST"])
    def delete_many(self) -> Any:
        """Move selected records to the recycle bin."""
        work, resource = self.start("delete")
        return bulk.delete(work, resource, bulk.selected(), back(address(resource.name)))

    @expose("/restore", methods=["POST"])
    def restore(self) -> Any:
        """Bring records back from the recycle bin."""
        work, resource = self.start("restore")
        return bulk.restore(work, resource, bulk.selected())

    @expose("/purge", methods=["POST"])
    def purge(self) -> Any:
        """Delete records of the recycle bin for good."""
        work, resource = self.start("purge")
        return bulk.purge(work, resource, bulk.selected())

    @expose("/do/<name>", methods=["GET", "POST"])
    def do(self, name: str) -> Any:
        """Run a declared action; GET shows what it asks first."""
        work, resource = self.start(name)
        action = resource.action(name)
        if action is None:
            abort(404)
        return bulk.act(work, resource, action)
