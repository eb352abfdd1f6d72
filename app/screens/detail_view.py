"""Turns one record into its page, its paper, its tabs, its timeline and the remarks on it; mixed into `RecordView`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import abort, jsonify, request
from flask_appbuilder import expose
from flask_babel import gettext
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from app.access.comments import Comment
from app.access.files import attach
from app.fields.base import Invalid
from app.fields.file import File
from app.metadata.resource import Resource
from app.query.read import read
from app.query.select import ids
from app.screens import detail as details
from app.screens.case import CasePanel, panel
from app.screens.case_trail import case_for, steps_of
from app.screens.notices import tell
from app.screens.resource_view import Numbered, ResourceView, beside
from app.screens.table import table
from app.screens.values import Button, Item, Page
from app.screens.web import allow, go, not_found, part, show
from app.screens.work import Work, address


class DetailView(ResourceView):
    """`/<resource>/show/<id>` and what is opened from there."""

    @expose("/show/<int:number>")
    def show(self, number: int) -> Any:
        """The detail page."""
        work, resource = self.start("show")
        values = work.fetch(resource, number, details.shown_names(work, resource))
        if values is None or not self.covers(work, "show", resource, number):
            return not_found()
        case = case_for(work, resource, number)
        shown = replace(
            details.detail(work, resource, values, steps_of(work, case)),
            edit=self.edit_button(work, resource, number),
            case=panel(work, resource, number, case) if case is not None else None,
        )
        return show("detail.html", self.head(work, resource, values, shown.case), current=resource.name, detail=shown)

    def edit_button(self, work: Work, resource: Resource, number: int) -> Button | None:
        """The main button of the detail page."""
        if resource.screen.readonly or not work.may("edit", resource):
            return None
        return Button(
            label=gettext("Edit"),
            url=address(resource.name, id=number, action="edit"),
            icon="pencil",
            tone="primary",
            key="e",
        )

    def head(self, work: Work, resource: Resource, values: Any, case: CasePanel | None = None) -> Page:
        """Title, state and buttons of a detail page. Where a case goes on, its next step is the main button."""
        number, name = values["id"], resource.name
        tags: tuple[tuple[str, str], ...] = ()
        if resource.screen.state and values.get(resource.screen.state) is not None:
            declared: Any = resource.field(resource.screen.state)
            tags = (
                (
                    declared.text(values[resource.screen.state], work.context),
                    declared.tone_of(values[resource.screen.state]),
                ),
            )
        buttons = [
            Button(label=gettext("Print"), url=address(name, id=number, action="print"), icon="printer", wide=True)
        ]
        buttons += beside(work, resource, number, values)
        for action in resource.screen.actions:
            if action.on == "record" and work.may(action.name, resource) and offered(action, values):
                buttons.append(
                    Button(
                        label=str(action.label),
                        url=f"/{name}/do/{action.name}?ids={number}",
                        icon=action.icon,
                        method="dialog" if action.fields else "post",
                        confirm=str(action.confirm),
                    )
                )
        edit = self.edit_button(work, resource, number)
        if edit is not None and case is not None and not case.over:
            edit = replace(edit, tone="")
        more = []
        if work.may("delete", resource) and not resource.screen.readonly:
            more.append(
                Button(
                    label=gettext("Delete"),
                    url=address(name, id=number, action="delete"),
                    icon="trash",
                    method="post",
                    tone="danger",
                )
            )
        return Page(
            title=values["title"] or gettext("(no name)"),
            crumbs=(Item(label=resource.plural, url=address(name)),),
            tags=tags,
            buttons=(*buttons, *((edit,) if edit else ())),
            more=tuple(more),
        )

    @expose("/print/<int:number>")
    def print(self, number: int) -> Any:
        """The page for paper."""
        work, resource = self.start("show")
        values = work.fetch(resource, number, details.shown_names(work, resource))
        if values is None or not self.covers(work, "show", resource, number):
            return not_found()
        page = Page(title=values["title"], crumbs=(Item(label=resource.label, url=""),))
        return show(
            "print.html",
            page,
            current=resource.name,
            detail=details.detail(work, resource, values),
            printed=details.full(work, work.now),
        )

    @expose("/tab/<int:number>/<key>")
    def tab(self, number: int, key: str) -> Any:
        """The rows of one tab of the detail page."""
        work, resource, other, by = self.related(number, key)
        arguments = MultiDict([*request.args.items(multi=True), (by, str(number))])
        columns = next(
            (item.columns for item in resource.screen.related if (item.resource, item.by) == (other.name, by)), ()
        )
        query = replace(read(arguments, other, work.resources, work.viewer, work.context, columns=columns), size=25)
        query = replace(query, columns=tuple(path for path in query.columns if path.name != by))
        url = f"/{resource.name}/tab/{number}/{key}"
        shown = table(work, query, url=url)
        if by in other.title:  # the page says already whose rows these are
            parent = f"{work.titles(resource.name, [number]).get(number, '')} "
            shown = replace(
                shown, rows=tuple(replace(row, title=str(row.title).removeprefix(parent)) for row in shown.rows)
            )
        return part("tab.html", table=shown, title=other.plural)

    @expose("/history/<int:number>")
    def history(self, number: int) -> Any:
        """Older entries of the timeline."""
        work, resource = self.start("show")
        if number not in work.titles(resource.name, [number]) or not self.covers(work, "show", resource, number):
            return not_found()
        try:
            before = datetime.fromisoformat(request.args.get("before", ""))
        except ValueError:
            abort(400, gettext("Give a day and a time such as 2026-07-08 09:30."))
        mix = steps_of(work, case_for(work, resource, number))
        ending = before if before.tzinfo else before.replace(tzinfo=UTC)
        found, older = details.events(work, resource, number, ending, mix)
        return part("timeline.html", events=found, more_events=older)

    @expose("/count/<int:number>/<key>")
    def count(self, number: int, key: str) -> Any:
        """How many rows a tab holds."""
        work, _resource, other, by = self.related(number, key)
        query = read(MultiDict({by: str(number)}), other, work.resources, work.viewer, work.context)
        inner = ids(query, work.resources, work.regions, work.context).limit(1000).subquery()
        found = work.session.execute(select(func.count()).select_from(inner)).scalar_one()
        return jsonify({"count": found, "words": "999+" if found == 1000 else str(found)})

    def related(self, number: int, key: str) -> tuple[Work, Resource, Resource, str]:
        """(work, resource, the other resource, its link field) of a tab; 404 where there is no such tab for this
        viewer.
        """
        work, resource = self.start("show")
        name, _, by = key.partition(".")
        if (name, by) not in resource.related or name not in work.resources:
            abort(404)
        other = work.resources[name]
        allow(work, "list", other)
        if not self.covers(work, "show", resource, number) or number not in work.titles(resource.name, [number]):
            abort(404)
        return work, resource, other, by

    @expose("/comment/<int:number>", methods=["POST"])
    def comment(self, number: int) -> Any:
        """Add a remark to the timeline."""
        work, resource = self.start("comment")
        if work.record(resource, number) is None or not self.covers(work, "comment", resource, number):
            return not_found()
        text = request.form.get("text", "").strip()[:4000]
        if not text:
            tell(gettext("Write something first."), tone="late")
            return go(address(resource.name, id=number))
        files = self.attachments(work, resource, number)
        said = Comment(
            user_id=work.viewer.user_id,
            user_name=work.viewer.name,
            resource=resource.name,
            record_id=number,
            text=text,
            files=files or None,
        )
        work.session.add(said)
        work.session.commit()
        return go(address(resource.name, id=number) + "#timeline")

    def attachments(self, work: Work, resource: Resource, number: int) -> Any:
        """The files sent with a remark, stored under the record."""
        declared = replace(File(label=gettext("Attachments")), key="_comments")
        sent = request.files.getlist("files")
        try:
            found = declared.parse(sent, replace(work.context, resource=resource.name, record_id=number)) or []
        except Invalid as refused:
            abort(400, str(refused))
        if found:
            attach(work.session, Numbered(number), resource.name, "_comments", found, work.viewer.user_id, adds=True)
        return found


def offered(action: Any, values: Any) -> bool:
    """Whether an action fits the record's state."""
    if action.when is None:
        return True
    name, wanted = action.when
    wanted = wanted if isinstance(wanted, (tuple, list)) else (wanted,)
    return values.get(name) in wanted
