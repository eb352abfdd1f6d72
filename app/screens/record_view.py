"""Turns requests for a resource into its pages; one subclass per resource is made by `build.view_class`.

No state is kept here: FAB shares one view object between all requests. Each method reads the request, asks whether the
viewer may, and hands values to a template.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Response, abort, jsonify, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext, ngettext
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from app.access import views as saved
from app.access.audit import note_action
from app.access.comments import Comment
from app.fields.base import Invalid, Option
from app.fields.link import Linked
from app.metadata.resource import Resource
from app.query.read import Query, read
from app.query.select import ids
from app.screens import bulk, save
from app.screens import clash as clashes
from app.screens import detail as details
from app.screens import form as forms
from app.screens.chart_view import ChartView
from app.screens.entry import entry_form
from app.screens.export_view import ExportView
from app.screens.notices import tell
from app.screens.table import add_label, link, table
from app.screens.values import Button, Item, Page
from app.screens.web import allow, go, not_found, part, resource_named, show, whole
from app.screens.work import Work, address


class RecordView(ChartView, ExportView, BaseView):
    """The pages of one resource."""

    resource_name = ""
    default_view = "list"
    base_permissions: list[str] = []

    def named(self) -> str:
        """The name of the resource that this request is about."""
        return self.resource_name

    def start(self, action: str) -> tuple[Work, Resource]:
        """This request's work and resource; 401, 403 where the action is closed."""
        work, resource = resource_named(self.named())
        allow(work, action, resource)
        return work, resource

    # -- list -----------------------------------------------------------------------------------------------------

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

    def query(
        self, work: Work, resource: Resource, *, columns: Any = (), bin: bool = False, arguments: Any = None
    ) -> Query:
        """The query of this request's address, within the organisation switch."""
        asked = request.args if arguments is None else arguments
        found = read(asked, resource, work.resources, work.viewer, work.context, columns=columns, bin=bin)
        level = found.own_level if "scope" in asked else work.own_level
        return replace(found, within=work.within, own_level=level)

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
        if work.may("restore", resource) and resource.soft:
            found.append(Button(label=gettext("Recycle bin"), url=f"/{name}/bin/", icon="trash", wide=True))
        found += shortcuts(work, resource, "list")
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

    # -- one record -----------------------------------------------------------------------------------------------

    @expose("/show/<int:number>")
    def show(self, number: int) -> Any:
        """The detail page."""
        work, resource = self.start("show")
        values = work.fetch(resource, number, details.shown_names(work, resource))
        if values is None or not self.covers(work, "show", resource, number):
            return not_found()
        return show(
            "detail.html",
            self.head(work, resource, values),
            current=resource.name,
            detail=replace(details.detail(work, resource, values), edit=self.edit_button(work, resource, number)),
        )

    def covers(self, work: Work, action: str, resource: Resource, number: int) -> bool:
        """Whether a row that was found may be treated so; asks the database only where rights differ."""
        return bool(work.decide(action, resource, Numbered(number)))

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

    def head(self, work: Work, resource: Resource, values: Any) -> Page:
        """Title, state and buttons of a detail page."""
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
        buttons += shortcuts(work, resource, "record", number)
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
        found, older = details.events(work, resource, number, before if before.tzinfo else before.replace(tzinfo=UTC))
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
        from app.access.files import attach
        from app.fields.file import File

        declared = replace(File(label=gettext("Attachments")), key="_comments")
        sent = request.files.getlist("files")
        try:
            found = declared.parse(sent, replace(work.context, resource=resource.name, record_id=number)) or []
        except Invalid as refused:
            abort(400, str(refused))
        if found:
            attach(work.session, Numbered(number), resource.name, "_comments", found, work.viewer.user_id)
        return found

    # -- writing --------------------------------------------------------------------------------------------------

    @expose("/add", methods=["GET", "POST"])
    def add(self) -> Any:
        """The form of a new record; POST saves it."""
        work, resource = self.start("add")
        if resource.screen.readonly:
            abort(403)
        dialog = bool(request.args.get("dialog"))
        if request.method == "GET":
            given = self.given(work, resource)
            made = forms.form(work, resource, values=given, dialog=dialog, after=request.args.get("_next", ""))
            return self.form_page(work, resource, made, dialog=dialog)
        posted: Any = CombinedMultiDict([request.form, request.files])
        entered = entry_form(save.writable(work, resource), replace(work.context, resource=resource.name), posted)
        draft = save.Draft(values=entered.data, errors={} if entered.validate() else dict(entered.errors))
        token = request.form.get("_token", "")
        try:
            record = save.create(work, resource, draft, token=token)
            number, title = record.id, work.titles(resource.name, [record.id]).get(record.id, "")
            work.session.commit()
        except save.SentTwice as twice:
            number, title = twice.id, work.titles(resource.name, [twice.id]).get(twice.id, "")
        except save.Refused as refused:
            work.session.commit()  # nothing but the files that came along
            made = forms.form(
                work,
                resource,
                typed=typed(entered),
                errors=refused.errors,
                token=token,
                dialog=dialog,
                after=request.form.get("_next", ""),
            )
            return self.form_page(work, resource, made, dialog=dialog, status=422)
        tell_warnings(work, resource, title, entered.data, {})
        if dialog:
            return jsonify({"value": str(number), "label": title})
        tell(gettext("Saved %(title)s.", title=title))
        return go(request.form.get("_next") or address(resource.name, id=number))

    def given(self, work: Work, resource: Resource) -> dict[str, Any]:
        """Values that the address of an empty form brings along: ?compound=12."""
        found: dict[str, Any] = {}
        for declared in save.writable(work, resource):
            raw = request.args.getlist(declared.key)
            if not raw or declared.secret:
                continue
            try:
                value = declared.parse(raw if declared.json_kind == "array" else raw[:1], work.context)
            except Invalid:
                continue  # a wrong hint in an address is no reason to refuse an empty form
            if declared.kind == "link" and value is not None:
                value = Linked(value, work.titles(declared.target, [value]).get(value))  # type: ignore[attr-defined]
            found[declared.key] = value
        return found

    def form_page(
        self, work: Work, resource: Resource, made: Any, *, values: Any = None, dialog: bool = False, status: int = 200
    ) -> Response:
        """A form in its frame, or alone in a dialog."""
        crumbs = [Item(label=resource.plural, url=address(resource.name))]
        title = add_label(resource)
        if values is not None:
            crumbs.append(Item(label=values["title"], url=address(resource.name, id=values["id"])))
            title = gettext("Edit %(label)s", label=resource.label)
        page = Page(title=title, sum=values["title"] if values else "", crumbs=tuple(crumbs))
        if dialog:
            return part("dialog.html", form=made, page=page, status=status)
        return show("form.html", page, current=resource.name, form=made, status=status)

    @expose("/edit/<int:number>", methods=["GET", "POST"])
    def edit(self, number: int) -> Any:
        """The form of a record; POST saves it, or shows what clashes."""
        work, resource = self.start("edit")
        if resource.screen.readonly:
            abort(403)
        return (
            self._edit_post(work, resource, number)
            if request.method == "POST"
            else self._edit_get(work, resource, number)
        )

    def _edit_get(self, work: Work, resource: Resource, number: int) -> Any:
        names = [
            name
            for section in resource.sections
            for name in section.names
            if name in resource.fields and not resource.field(name).hidden
        ]
        values = work.fetch(resource, number, list(dict.fromkeys(names)))
        if values is None or not self.covers(work, "edit", resource, number):
            return not_found()
        made = forms.form(work, resource, values=values, number=number, version=values.get("_version"))
        return self.form_page(work, resource, made, values=values)

    def _edit_post(self, work: Work, resource: Resource, number: int) -> Any:
        record = work.record(resource, number)
        if record is None or not self.covers(work, "edit", resource, number):
            return not_found()
        fields = save.writable(work, resource)
        stored = {declared.key: declared.read(record) for declared in fields}
        entered = entry_form(
            fields,
            replace(work.context, resource=resource.name, record_id=number),
            CombinedMultiDict([request.form, request.files]),
            stored=stored,
        )
        errors = {} if entered.validate() else dict(entered.errors)
        token, opened = request.form.get("_token", ""), whole(request.form.get("_version"))
        if opened is None:
            abort(400, gettext("This form is incomplete. Open it again."))
        values = {
            name: value
            for name, value in entered.data.items()
            if request.form.get(f"choose-{name}") != "theirs"
            and (
                name in request.form
                or name in request.files
                or resource.field(name).kind in ("yes_no", "choices", "links", "photo", "file")
            )
        }
        try:
            if not errors and opened != record.version:
                past = clashes.overtaken(work, resource, record, opened)
                # What was chosen on a page of clashes was chosen against what stood there: a later save is asked about.
                wanted, clashing = clashes.merge(values, {}, resource, record, past)
                if clashing:
                    return self.clash_page(
                        work,
                        resource,
                        record,
                        clashes.clash(work, resource, record, past, values, clashing, typed(entered), token),
                    )
                values = wanted
            save.update(work, resource, record, save.Draft(values=values, errors=errors))
            title = work.titles(resource.name, [number]).get(number, "")
            work.session.commit()
        except StaleDataError:
            work.session.rollback()
            for sent in request.files.values():
                sent.stream.seek(0)  # it was read once
            return self._edit_post(work, resource, number)
        except save.Refused as refused:
            work.session.commit()  # nothing but the files that came along
            again = work.fetch(resource, number, [declared.key for declared in fields]) or {"id": number, "title": ""}
            made = forms.form(
                work,
                resource,
                values=again,
                number=number,
                version=opened,
                typed=typed(entered),
                errors=refused.errors,
                token=token,
            )
            return self.form_page(work, resource, made, values=again, status=422)
        tell_warnings(work, resource, title, values, stored)
        tell(gettext("Saved %(title)s.", title=title))
        return go(address(resource.name, id=number))

    def clash_page(self, work: Work, resource: Resource, record: Any, found: Any) -> Response:
        """Mine, theirs and the original."""
        count = len(found.fields)
        title = ngettext(
            "Not saved: %(num)d field differs from what somebody else saved",
            "Not saved: %(num)d fields differ from what somebody else saved",
            count,
        )
        crumbs = (
            Item(label=resource.plural, url=address(resource.name)),
            Item(
                label=work.titles(resource.name, [record.id]).get(record.id, ""),
                url=address(resource.name, id=record.id),
            ),
        )
        return show(
            "clash.html",
            Page(title=title, crumbs=crumbs),
            current=resource.name,
            clash=found,
            label=resource.label,
            status=409,
        )

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

    # -- pickers, masks --------------------------------------------------------------------------------------------

    @expose("/pick")
    def pick(self) -> Any:
        """Options for a picker: rows that the viewer may name, found by what was typed."""
        work, resource = resource_named(self.named())
        allow(work, "name", resource)
        arguments = MultiDict(
            [(name, value) for name, value in request.args.items(multi=True) if name not in ("q", "limit", "ids")]
        )
        filters = read(arguments, resource, work.resources, work.viewer, work.context).filters
        wanted = [found for item in request.args.get("ids", "").split(",") if (found := whole(item)) is not None]
        if wanted:
            options = [
                Option(value=str(number), label=title) for number, title in work.titles(resource.name, wanted).items()
            ]
        else:
            options = work.find(resource.name, request.args.get("q", ""), 20, filters)
        return jsonify({"options": [{"value": item.value, "label": item.label, "note": item.note} for item in options]})

    @expose("/unmask/<int:number>/<field>", methods=["POST"])
    def unmask(self, number: int, field: str) -> Any:
        """Show one masked value for a reason, which is recorded."""
        work, resource = self.start("unmask")
        record = work.record(resource, number)
        if (
            record is None
            or field not in resource.fields
            or not resource.field(field).secret
            or not work.decide("unmask", resource, record, field)
        ):
            return not_found()
        reason = " ".join(request.form.get("reason", "").split())[:200]
        if len(reason) < 2:
            return jsonify({"error": gettext("Say why you need to see it.")}), 422
        declared = resource.field(field)
        note_action(
            work.session,
            "unmask",
            resource.name,
            record=record,
            note=reason,
            changes={field: [None, declared.mask(declared.read(record))]},
        )
        work.session.commit()
        return jsonify({"value": declared.text(declared.read(record), work.context), "seconds": 30})


class Numbered:
    """A row known by its number only: what `decide` needs of a record."""

    def __init__(self, id: int) -> None:
        self.id = id
        self.version = None
        self.street_id = self.organisation_id = None


def typed(entered: Any) -> dict[str, list[str]]:
    """What a refused form held, by field."""
    return {entry.name: entry.typed for entry in entered if entry.typed is not None}


def tell_warnings(work: Work, resource: Resource, title: str, values: Any, before: Any) -> None:
    """Leave a word on the next page about values that were taken and look wrong."""
    for name, warning in save.warnings(work, resource, values, before).items():
        label = str(resource.field(name).label)
        tell(gettext("%(title)s, %(label)s: %(warning)s", title=title, label=label, warning=warning), tone="soon")


def shortcuts(work: Work, resource: Resource, on: str, number: int = 0) -> list[Button]:
    """The buttons that lead to written pages."""
    return [
        Button(label=str(one.label), url=one.url.format(id=number), icon=one.icon)
        for one in resource.screen.shortcuts
        if one.on == on and work.may(one.needs, resource)
    ]


def offered(action: Any, values: Any) -> bool:
    """Whether an action fits the record's state."""
    if action.when is None:
        return True
    name, wanted = action.when
    wanted = wanted if isinstance(wanted, (tuple, list)) else (wanted,)
    return values.get(name) in wanted


def back(default: str) -> str:
    """The page a form was sent from, if it is one of ours."""
    return request.form.get("_back") or default
