"""Turns selected rows into what is done with them: deleted, restored, purged, or given to a declared action."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import abort, request
from flask_babel import gettext, ngettext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.access.files import detach
from app.declare import Action, Call
from app.fields.base import Invalid
from app.fields.links import forget_links
from app.fields.unique import NotAlone, let_go
from app.metadata.resource import Resource
from app.record import utc_now
from app.screens.asked import asked_form
from app.screens.dependents import dependents, refusal
from app.screens.entry import entry_form
from app.screens.notices import tell
from app.screens.save import clash_of, only_one, read_token
from app.screens.values import Form, Page
from app.screens.web import go, part, whole
from app.screens.work import Work, address

MOST = 500


def selected() -> list[int]:
    """The rows that were ticked. 400 for none, or too many."""
    numbers = [
        found
        for item in [*request.form.getlist("ids"), *request.args.getlist("ids")]
        for part in item.split(",")
        if (found := whole(part)) is not None
    ]
    if not numbers:
        abort(400, gettext("Select at least one row."))
    if len(numbers) > MOST:
        abort(400, gettext("Select at most %(most)s rows at a time.", most=MOST))
    return list(dict.fromkeys(numbers))


def found_rows(work: Work, resource: Resource, numbers: list[int], action: str, *, bin: bool = False) -> list[Any]:
    """The records among these that the viewer may treat so, in scope; all or none. 404 otherwise."""
    model = resource.model
    statement = select(model).where(model.id.in_(numbers), work.regions.condition(model, model, action))
    if bin:
        statement = statement.where(model.deleted_at.is_not(None))
    records = list(work.session.execute(statement.execution_options(bin=bin, populate_existing=True)).scalars())
    if len(records) != len(numbers):
        abort(404)
    return records


def delete(work: Work, resource: Resource, numbers: list[int], after: str) -> Any:
    """Move rows to the recycle bin with what belongs to them; refuse, naming them, when others point at them."""
    if resource.screen.readonly or not resource.soft:
        abort(403)
    records = found_rows(work, resource, numbers, "delete")
    blocking = dependents(work, resource, numbers)
    if blocking:
        tell(refusal(blocking), tone="late")
        return go(address(resource.name, id=numbers[0]) if len(numbers) == 1 else after)
    now = utc_now()
    for record in records:
        record.deleted_at, record.deleted_by_id = now, work.viewer.user_id
    work.session.commit()
    undo = (
        f"/{resource.name}/restore?ids={','.join(str(number) for number in numbers)}"
        if work.may("restore", resource)
        else ""
    )
    tell(
        ngettext("Moved %(num)d row to the recycle bin.", "Moved %(num)d rows to the recycle bin.", len(records)),
        undo=undo,
    )
    return go(after)


def restore(work: Work, resource: Resource, numbers: list[int]) -> Any:
    """Bring rows back; say with what they clash."""
    records = found_rows(work, resource, numbers, "restore", bin=True)
    for record in records:
        record.deleted_at, record.deleted_by_id = None, None
    try:
        work.session.commit()
    except (IntegrityError, NotAlone) as error:
        work.session.rollback()
        if isinstance(error, NotAlone):
            message = only_one(resource, [error.key])
        else:
            message = next(iter(clash_of(error, resource).values()))[0]
        tell(gettext("Not restored. %(reason)s", reason=message), tone="late")
        return go(f"/{resource.name}/bin/")
    tell(ngettext("Restored %(num)d row.", "Restored %(num)d rows.", len(records)))
    return go(address(resource.name))


def purge(work: Work, resource: Resource, numbers: list[int]) -> Any:
    """Delete rows of the recycle bin for good; their history stays."""
    records = found_rows(work, resource, numbers, "purge", bin=True)
    for record in records:
        work.session.delete(record)
        forget_links(work.session.connection(), record.__tablename__, record.id)
        let_go(work.session.connection(), record.__tablename__, record.id)
        detach(work.session, resource.name, record.id)
    try:
        work.session.commit()
    except IntegrityError:
        work.session.rollback()
        tell(
            gettext("Not deleted for good: other rows, perhaps in their recycle bins, still point at it."), tone="late"
        )
        return go(f"/{resource.name}/bin/")
    tell(ngettext("Deleted %(num)d row for good.", "Deleted %(num)d rows for good.", len(records)))
    return go(f"/{resource.name}/bin/")


def act(work: Work, resource: Resource, action: Action) -> Any:
    """Run a declared action on selected rows, as one transaction; what it asks first is shown in a dialog."""
    numbers = [] if action.on == "list" else selected()
    records = tuple(found_rows(work, resource, numbers, action.name)) if numbers else ()
    url = f"/{resource.name}/do/{action.name}" + (f"?ids={','.join(map(str, numbers))}" if numbers else "")
    if request.method == "GET":
        return part("dialog.html", form=action_form(work, action, url), page=Page(title=str(action.label)))
    token = str(read_token(request.form.get("_token", "")) or "")
    entered = entry_form(action.fields, work.context, request.form)
    errors = {} if entered.validate() else dict(entered.errors)
    for declared in action.fields:
        if declared.required and entered.data.get(declared.key) in (None, "") and declared.key not in errors:
            errors[declared.key] = [gettext("Fill in %(label)s.", label=str(declared.label))]
    if not errors:
        call = Call(
            session=work.session,
            viewer=work.viewer,
            records=records,
            values=dict(entered.data),
            context=work.context,
            token=token,
        )
        work.session.info["doing"] = action.name
        try:
            message = action.run(call)
            work.session.commit()
        except Invalid as refused:
            work.session.rollback()
            errors = {"": [str(refused)]}
        finally:
            work.session.info.pop("doing", None)
            work.session.info.pop("acting", None)
        if not errors:
            tell(str(message))
            return go(
                address(resource.name, id=numbers[0]) if action.on == "record" and numbers else address(resource.name)
            )
    typed = {entry.name: entry.typed for entry in entered if entry.typed is not None}
    if not action.fields:
        tell(" ".join(errors.get("", ())), tone="late")
        return go(
            address(resource.name, id=numbers[0]) if action.on == "record" and numbers else address(resource.name)
        )
    return part(
        "dialog.html",
        form=action_form(work, action, url, typed, errors, token),
        page=Page(title=str(action.label)),
        status=422,
    )


def action_form(work: Work, action: Action, url: str, typed: Any = None, errors: Any = None, token: str = "") -> Form:
    """The small form of what an action asks."""
    return asked_form(
        work,
        action.fields,
        action=url,
        save_label=str(action.label),
        note=str(action.confirm),
        typed=typed,
        errors=errors,
        hidden=(("_token", token or str(uuid4())),),
    )
