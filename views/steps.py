"""The steps of a case: what a record's process allows now, the small form of a transition, and taking it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, jsonify, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from werkzeug.datastructures import CombinedMultiDict

from app.cases import store
from app.cases.registry import Follows, followed, following
from app.metadata.resource import Resource
from app.process.case import AMOUNT, REASON, Case
from app.process.process import Transition
from app.screens import case as cases
from app.screens.entry import UNCHANGED, entry_form
from app.screens.notices import tell
from app.screens.values import Item, Page
from app.screens.web import allow, go, not_found, ours, part, resource_named, show, wants_json, whole
from app.screens.work import Work, address


class StepsView(BaseView):
    """`/case/<resource>/<number>`."""

    route_base = "/case"
    default_view = "ways"
    base_permissions: list[str] = []

    def start(self, name: str, number: int) -> tuple[Work, Resource, Follows, Any, Case]:
        """The record with its case; 404 for one that is not there for the viewer, or follows no process."""
        work, resource = resource_named(name)
        allow(work, "show", resource)
        follows = followed(resource)
        record = work.record(resource, number)
        if follows is None or record is None or not work.decide("show", resource, record):
            abort(404)
        held = store.case_of(work.session, resource.name, number)
        if held is None:
            abort(404)
        return work, resource, follows, record, held.case

    @expose("/<resource:name>/<int:number>")
    def ways(self, name: str, number: int) -> Any:
        """What may be done with a card of the board; as JSON, the steps that it may be moved to."""
        work, resource, follows, record, case = self.start(name, number)
        told = cases.words_of(follows, resource)
        found = cases.ways_of(work, resource, number, case, store.offers(work, resource, record, case), told)
        if request.accept_mimetypes.best == "application/json":
            return jsonify({"lanes": sorted({way.step for way in found if way.step and not way.why})})
        wanted = request.args.get("to", "")
        shown = [way for way in found if not wanted or way.step == wanted]
        title = work.titles(resource.name, [number]).get(number, "")
        target = next((step.label.told(work.locale) for step in case.process.steps if step.key == wanted), "")
        words = ""
        if not shown:
            words = (
                gettext("From “%(stage)s” no step of yours leads to “%(step)s”.", stage=stage(case, work), step=target)
                if target
                else gettext("At “%(stage)s” there is nothing for you to do.", stage=stage(case, work))
            )
        return part("ways.html", page=Page(title=title, sum=stage(case, work)), ways=shown, words=words, after=after())

    @expose("/<resource:name>/<int:number>/<way>", methods=["GET", "POST"])
    def take(self, name: str, number: int, way: str) -> Any:
        """The small form of a transition; POST takes it."""
        work, resource, follows, record, case = self.start(name, number)
        found = case.process.ways.get(way)
        if found is None:
            abort(404)
        fields = cases.asked_fields(resource, follows, case, found)
        if request.method == "GET":
            form = cases.take_form(work, resource, record, case, found, fields, seen=case.number, after=after())
            return self.page(work, resource, number, found, form)
        return self.taken(work, resource, record, case, found, fields)

    def taken(self, work: Work, resource: Resource, record: Any, case: Case, way: Transition, fields: Any) -> Any:
        """Take a transition, or show its form again with every reason and everything that was typed."""
        number = record.id
        posted: Any = CombinedMultiDict([request.form, request.files])
        context = replace(work.context, resource=resource.name, record_id=number)
        entered = entry_form(fields, context, posted)
        errors: dict[str, Any] = {} if entered.validate() else dict(entered.errors)
        seen, status = whole(request.form.get("_seen")), 422
        if seen is None:
            abort(400, gettext("This form is incomplete. Open it again."))
        values = {name: value for name, value in entered.data.items() if value is not UNCHANGED}
        if not errors:
            try:
                store.take(work, resource, record, way.key, values, seen)
            except store.Overtaken as overtaken:
                status, case = 409, self.again(work, resource, number)
                errors = {"": [overtaken_words(work, overtaken)]}
            except store.Unfit as unfit:
                errors = {name: [message] for name, message in unfit.errors.items()}
            except store.Refused as refused:
                errors = refusals(work, resource, refused, {field.key for field in fields})
            else:
                tell(gettext("Done: %(label)s.", label=way.label.told(work.locale)), tone="ok")
                return go(request.form.get("_next") or address(resource.name, id=number))
        record = work.record(resource, number)
        if record is None:
            return not_found()
        typed = {entry.name: entry.typed for entry in entered if entry.typed is not None}
        form = cases.take_form(
            work,
            resource,
            record,
            case,
            way,
            fields,
            seen=case.number,
            after=request.form.get("_next", ""),
            typed=typed,
            errors=errors,
        )
        return self.page(work, resource, number, way, form, status=status)

    def again(self, work: Work, resource: Resource, number: int) -> Case:
        """The case as somebody else left it."""
        held = store.case_of(work.session, resource.name, number)
        if held is None:
            abort(404)
        return held.case

    def page(
        self, work: Work, resource: Resource, number: int, way: Transition, form: Any, *, status: int = 200
    ) -> Any:
        """The form in a dialog, or as a page of its own where there are no scripts."""
        title = work.titles(resource.name, [number]).get(number, "")
        page = Page(
            title=way.label.told(work.locale),
            sum=title,
            crumbs=(
                Item(label=resource.plural, url=address(resource.name)),
                Item(label=title, url=address(resource.name, id=number)),
            ),
        )
        if wants_json() or request.values.get("dialog"):
            return part("dialog.html", page=page, form=form, status=status)
        return show("form.html", page, current=resource.name, form=replace(form, dialog=False), status=status)


def after() -> str:
    """The page to go on with."""
    wanted = request.args.get("_next", "")
    return wanted if ours(wanted) else ""


def stage(case: Case, work: Work) -> str:
    """The present stage in words."""
    return case.at.label.told(work.locale)


def overtaken_words(work: Work, overtaken: store.Overtaken) -> str:
    """Who did what in between, and when."""
    return gettext(
        "%(name)s was quicker: “%(label)s” on %(moment)s. What you typed is still here; look whether it still fits.",
        name=overtaken.name,
        label=overtaken.label.told(work.locale),
        moment=cases.day(work, overtaken.at),
    )


def refusals(work: Work, resource: Resource, refused: store.Refused, asked: set[str]) -> dict[str, list[str]]:
    """Every reason, at the field that it is about where the form has it."""
    follows = following(resource.name)
    assert follows is not None
    told = cases.words_of(follows, resource)
    found: dict[str, list[str]] = {}
    for reason in refused.reasons:
        name = {"no_reason": REASON, "extension_amount": AMOUNT}.get(reason.code) or cases.named_in(reason)
        found.setdefault(name if name in asked else "", []).append(store.sentence(reason, work.locale, told))
    return found
