"""Turns what was typed into a form into a new or a changed record, or into the form again with what is wrong, or into
what clashes with another's save; mixed into `RecordView`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, jsonify, request
from flask_appbuilder import expose
from flask_babel import gettext, ngettext
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import CombinedMultiDict

from app.fields.base import Field, Invalid
from app.fields.link import Linked
from app.metadata.resource import Resource
from app.screens import clash as clashes
from app.screens import form as forms
from app.screens import save
from app.screens.entry import entry_form
from app.screens.notices import tell
from app.screens.resource_view import ResourceView
from app.screens.table import add_label
from app.screens.values import Item, Page
from app.screens.web import go, not_found, part, show, whole
from app.screens.work import Work, address


class SaveView(ResourceView):
    """`/<resource>/add` and `/<resource>/edit/<id>`."""

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
        after = request.form.get("_next") or address(resource.name, id=number)
        first = resource.screen.then(number, entered.data) if resource.screen.then is not None else ""
        return go(f"{first}?{urlencode({'_next': after})}" if first else after)

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
            found[declared.key] = named(work, declared, value)
        return {**self.proposed(work, resource, found), **found}

    def proposed(self, work: Work, resource: Resource, given: dict[str, Any]) -> dict[str, Any]:
        """What the declaration makes of these for the other fields; nothing that the viewer may not write or name."""
        if resource.screen.propose is None:
            return {}
        plain = {name: value.id if isinstance(value, Linked) else value for name, value in given.items()}
        wanted = resource.screen.propose(plain)
        fields = {declared.key: declared for declared in save.writable(work, resource)}
        found = {name: named(work, fields[name], value) for name, value in wanted.items() if name in fields}
        return {name: value for name, value in found.items() if not (isinstance(value, Linked) and value.title is None)}

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
        after = request.args.get("_next", "")
        made = forms.form(work, resource, values=values, number=number, version=values.get("_version"), after=after)
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
                after=request.form.get("_next", ""),
            )
            return self.form_page(work, resource, made, values=again, status=422)
        tell_warnings(work, resource, title, values, stored)
        tell(gettext("Saved %(title)s.", title=title))
        return go(request.form.get("_next") or address(resource.name, id=number))

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


def named(work: Work, declared: Field, value: Any) -> Any:
    """A value as an input begins with it: a link with the title of its row."""
    if declared.kind != "link" or value is None:
        return value
    return Linked(value, work.titles(declared.target, [value]).get(value))  # type: ignore[attr-defined]


def typed(entered: Any) -> dict[str, list[str]]:
    """What a refused form held, by field."""
    return {entry.name: entry.typed for entry in entered if entry.typed is not None}


def tell_warnings(work: Work, resource: Resource, title: str, values: Any, before: Any) -> None:
    """Leave a word on the next page about values that were taken and look wrong."""
    for name, warning in save.warnings(work, resource, values, before).items():
        label = str(resource.field(name).label)
        tell(gettext("%(title)s, %(label)s: %(warning)s", title=title, label=label, warning=warning), tone="soon")
