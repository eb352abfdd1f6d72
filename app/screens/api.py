"""Turns a resource into its REST API: the list's own parameters, scope, masks and messages, as JSON.

One class per resource is made by `api_class`, as FAB wants it; no request state is kept on it. Unlike FAB's own
APIs these are not exempt from CSRF: a browser session may call them, so an unsafe call needs the header `X-CSRFToken`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
from flask import Response, abort, g, request
from flask_appbuilder.api import BaseApi, expose
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app.access.guard import Forbidden
from app.access.scope import OutOfScope
from app.declare import ACTIONS
from app.fields.link import Linked
from app.metadata.resource import Resource
from app.query.paging import seekable
from app.query.read import Query, Unreadable, read
from app.query.select import page
from app.record import Record, utc_now
from app.screens import api_json, save
from app.screens import clash as clashes
from app.screens.dependents import dependents, in_words, refusal
from app.screens.form import starting
from app.screens.openapi import document
from app.screens.table import counted
from app.screens.values import Page
from app.screens.web import allow, current_work, go, resource_named, show
from app.screens.work import Work

LARGEST = 2 * 1024 * 1024  # bytes of a body
TRIES = 3  # times that a save is tried anew when somebody was quicker
ROW = "/<int:number>"


def answering(method: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what an API call raises into the JSON that says why."""

    @wraps(method)
    def call(*arguments: Any, **values: Any) -> Any:
        work = current_work()
        try:
            return method(*arguments, **values)
        except Unreadable as error:
            return refuse(
                400,
                gettext("This address cannot be read"),
                gettext("Correct it, or open the list anew."),
                reasons=list(error.reasons),
            )
        except save.Refused as error:
            work.session.rollback()
            return refuse(422, gettext("Not saved"), gettext("Some values cannot be taken."), fields=error.errors)
        except (OutOfScope, Forbidden, HTTPException):
            work.session.rollback()
            raise  # the application's own handlers say these in the same words as on a page

    return call


class ResourceApi(BaseApi):
    """`/api/v1/<resource>/`."""

    resource_name = ""
    version = "v1"
    csrf_exempt = False
    allow_browser_login = True

    def named(self) -> str:
        """The name of the resource that this request is about."""
        return self.resource_name

    def start(self, action: str, *, writing: bool = False) -> tuple[Work, Resource]:
        """This request's work and resource; 401, 403 where the action is closed."""
        work, resource = resource_named(self.named())
        allow(work, action, resource)
        if writing and resource.screen.readonly:
            abort(
                403,
                gettext(
                    "Rows of %(resource)s come from doings of their own and are not edited.", resource=resource.plural
                ),
            )
        return work, resource

    @expose("/", methods=["GET"])
    @answering
    def get_list(self) -> Any:
        """A page of the list, and the address of the next one."""
        work, resource = self.start("list")
        told_fully(request.args)
        query = read(request.args, resource, work.resources, work.viewer, work.context)
        level = query.own_level if "scope" in request.args else work.own_level
        query = replace(query, within=work.within, own_level=level)
        context = work.context
        found = page(work.session, query, work.resources, work.regions, context)
        total, capped = counted(work, query, found)
        rights = [work.viewer.right(path.owner, path.field.key) for path in query.columns]
        for index, path in enumerate(query.columns):
            path.field.prepare([values[index] for _number, _title, values in found.rows], context)
        rows = [
            api_json.row(
                resource,
                number,
                title,
                {
                    path.name: api_json.value_out(path, value, right, context)
                    for path, value, right in zip(query.columns, values, rights, strict=True)
                },
            )
            for number, title, values in found.rows
        ]
        return answer(
            {
                "count": total,
                "capped": capped,
                "next": following(query, found, f"/api/v1/{resource.name}"),
                "rows": rows,
            }
        )

    @expose("/", methods=["POST"])
    @answering
    def post(self) -> Any:
        """Make a row. What is not given starts as on the form; the same `client_uuid` again gives the same row."""
        work, resource = self.start("add", writing=True)
        body = sent()
        token = client_uuid(body.pop("client_uuid", None))
        known = made_before(work, resource, token)
        if known is not None:
            return self.one(work, resource, known, bin=True)
        context = replace(work.context, resource=resource.name)
        fields = save.writable(work, resource)
        values, errors = api_json.values_in(fields, body, context)
        names = {field.key for field in fields} - body.keys()
        begun = {
            name: value.id if isinstance(value, Linked) else value
            for name, value in starting(work, resource, context).items()
        }
        values = {**{name: value for name, value in begun.items() if name in names}, **values}
        try:
            record = save.create(work, resource, checked(work, resource, values, errors), token=token)
            work.session.commit()
        except save.SentTwice as twice:
            return self.one(work, resource, twice.id, bin=True)
        warnings = save.warnings(work, resource, values, {})
        made = self.one(work, resource, record.id, warnings=warnings)
        made.status_code = 201
        made.headers["Location"] = f"/api/v1/{resource.name}/{record.id}"
        return made

    @expose(ROW, methods=["GET"])
    @answering
    def get(self, number: int) -> Any:
        """One row, whole."""
        work, resource = self.start("show")
        if not work.decide("show", resource, SimpleNamespace(id=number)):
            abort(404)
        return self.one(work, resource, number)

    @expose(ROW, methods=["PUT"])
    @answering
    def put(self, number: int) -> Any:
        """Change the fields that are given. With a `version`, what others changed since is told as a conflict."""
        work, resource = self.start("edit", writing=True)
        body = sent()
        opened = version_of(body.pop("version", None))
        for _attempt in range(TRIES):
            record = self.found(work, resource, number, "edit")
            context = replace(work.context, resource=resource.name, record_id=number)
            fields = save.writable(work, resource)
            before = {field.key: field.read(record) for field in fields}
            values, errors = api_json.values_in(fields, body, context, record)
            if not errors and opened is not None and opened != record.version:
                past = clashes.overtaken(work, resource, record, opened)
                wanted, clashing = clashes.merge(values, {}, resource, record, past)
                if clashing:
                    return conflict(work, resource, record, past, values, clashing)
                values = wanted
            try:
                save.update(work, resource, record, checked(work, resource, values, errors, record))
                work.session.commit()
            except StaleDataError:
                work.session.rollback()
                continue
            return self.one(work, resource, number, warnings=save.warnings(work, resource, values, before))
        return refuse(
            409, gettext("Not saved"), gettext("Others are saving this entry just now. Try again in a moment.")
        )

    @expose(ROW, methods=["DELETE"])
    @answering
    def delete(self, number: int) -> Any:
        """Move a row to the recycle bin; 409 names what depends on it."""
        work, resource = self.start("delete", writing=True)
        if not resource.soft:
            abort(403)
        record = self.found(work, resource, number, "delete")
        blocking = dependents(work, resource, [number])
        if blocking:
            named = [{"resource": other.name, "field": name, "count": count} for other, name, count in blocking]
            return refuse(409, gettext("Not deleted"), refusal(blocking), reasons=in_words(blocking), dependents=named)
        record.deleted_at, record.deleted_by_id = utc_now(), work.viewer.user_id
        work.session.commit()
        return Response(status=204)

    def found(self, work: Work, resource: Resource, number: int, action: str) -> Any:
        """A record in the scope of an action; 404 otherwise, whether it exists or not."""
        record = work.record(resource, number)
        if record is None or not work.decide(action, resource, record):
            abort(404)
        return record

    def one(
        self,
        work: Work,
        resource: Resource,
        number: int,
        *,
        bin: bool = False,
        warnings: Mapping[str, str] | None = None,
    ) -> Response:
        """A whole row; only its id to who may make rows and not open them. 404 where it is not there.

        `warnings`: what looks wrong about the values just saved.
        """
        more = {"warnings": warnings} if warnings else {}
        if not work.may("show", resource):
            return answer({"id": number, **more})
        names = api_json.shown(work, resource)
        values = work.fetch(resource, number, names, bin=bin)
        if values is None:
            abort(404)
        context = work.context
        told = {
            name: api_json.value_out(
                work.resources.path(resource, name), values[name], work.viewer.right(resource, name), context
            )
            for name in names
        }
        if issubclass(resource.model, Record):
            told["version"] = version(work, resource, number)
        return answer({**api_json.row(resource, number, values["title"], told), **more})


class ApiPages(BaseApi):
    """What describes the API: `/api/v1/openapi.json` for programs, `/api/v1/docs` for people."""

    resource_name = "api_pages"
    route_base = "/api/v1"
    csrf_exempt = False
    allow_browser_login = True
    base_permissions: list[str] = []

    @expose("/openapi.json", methods=["GET"])
    def openapi(self) -> Any:
        """The description of what the viewer may use."""
        return answer(document(current_work()))

    @expose("/docs", methods=["GET"])
    def docs(self) -> Any:
        """The page to try it out on; calls from there run with the viewer's own rights."""
        if g.get("work") is None:
            return go("/login/?next=/api/v1/docs", 302)
        return show("swagger.html", Page(title=gettext("API")), current="api", openapi_url="/api/v1/openapi.json")


def api_class(resource: Resource) -> type[ResourceApi]:
    """The API of a resource, for `appbuilder.add_api`: one class each, since FAB compares classes."""
    return type(
        f"{resource.name.title().replace('_', '')}Api",
        (ResourceApi,),
        {
            "resource_name": resource.name,
            "route_base": f"/api/v1/{resource.name}",
            "class_permission_name": resource.name,
            "method_permission_name": {
                "get_list": "list",
                "post": "add",
                "get": "show",
                "put": "edit",
                "delete": "delete",
            },
            "base_permissions": [f"can_{action}" for action in ACTIONS],
        },
    )


def answer(values: Any, status: int = 200) -> Response:
    """Values as JSON."""
    return Response(orjson.dumps(values), status=status, mimetype="application/json")


def refuse(status: int, error: str, message: str, **more: Any) -> Response:
    """What went wrong, in words, and what else is known of it."""
    return answer({"error": error, "message": message, **more}, status)


def sent() -> dict[str, Any]:
    """The JSON object of a request's body. 400, 413, 415 for what is none."""
    if not request.is_json:
        abort(415, gettext("Send JSON, with the content type application/json."))
    if (request.content_length or 0) > LARGEST or len(raw := request.get_data(cache=False)) > LARGEST:
        abort(413, gettext("Send at most 2 MB at a time."))
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        abort(400, gettext("The body is no JSON."))
    if not isinstance(body, dict):
        abort(400, gettext("Send a JSON object: the names of fields and their values."))
    return body


def told_fully(arguments: Any) -> None:
    """Raise Unreadable where a program's unset variable would read as "all rows"; a browser's empty input may."""
    reasons = [
        gettext("%(name)s is empty. Give a value or leave it out.", name=name)
        for name, values in arguments.lists()
        if name != "q" and ("" in values or (name in ("sort", "columns") and "" in values[0].split(",")))
    ]
    if arguments.get("sort", "").count(",") > 2:
        reasons.append(gettext("Sort by at most three fields."))
    if reasons:
        raise Unreadable(reasons)


def checked(
    work: Work, resource: Resource, values: dict[str, Any], errors: save.Errors, record: Any = None
) -> save.Draft:
    """Values to save. Raises Refused with every reason; a form forgives what a condition hides, the API does not."""
    draft = save.Draft(values=values, errors=errors)
    if errors:
        raise save.Refused({**errors, **save.check(work, resource, draft, record).errors})
    return draft


def client_uuid(given: Any) -> str:
    """The UUID that a client gave its row; empty when it gave none. Raises Refused."""
    if given is None:
        return ""
    try:
        return str(UUID(given)) if isinstance(given, str) else str(UUID(""))
    except ValueError:
        raise save.Refused(
            {"client_uuid": [gettext("Give a UUID, such as 5f0c3c1e-8f6b-4d7e-9d0a-2f5b8c1d3e4f.")]}
        ) from None


def version_of(given: Any) -> int | None:
    """The version that a client saw; None when it says nothing of it. Raises Refused."""
    if given is None or (api_json.whole(given) and 0 < given < 2**31):
        return given
    raise save.Refused({"version": [gettext("Give the version that you were shown, a whole number.")]})


def made_before(work: Work, resource: Resource, token: str) -> int | None:
    """The row that this UUID made before, in the viewer's scope."""
    if not token or not issubclass(resource.model, Record):
        return None
    statement = select(resource.model.id).where(resource.model.client_uuid == UUID(token))
    return work.session.execute(statement.execution_options(bin=True)).scalar()


def version(work: Work, resource: Resource, number: int) -> int | None:
    """The version of a row, to be sent back with a change."""
    statement = select(resource.model.version).where(resource.model.id == number)
    return work.session.execute(statement.execution_options(bin=True)).scalar()


def following(query: Query, found: Any, base: str) -> str | None:
    """The address of the next page: by key where the order allows, so that it is as cheap as the first."""
    if not found.rows or not (found.more or query.before):
        return None
    parameters = [*replace(query, page=1, after="", before="").parameters()]
    parameters += [(name, request.args[name]) for name in ("columns", "scope") if request.args.get(name)]
    if seekable(query):
        parameters.append(("after", found.cursor(-1, query)))
    else:
        parameters.append(("page", str(query.page + 1)))
    return f"{base}/?{urlencode(parameters)}"


def conflict(
    work: Work, resource: Resource, record: Any, past: clashes.Overtaken, values: Mapping[str, Any], clashing: list[str]
) -> Response:
    """409: what both changed, field by field, and the version to go on from."""
    told = {}
    for name in clashing:
        field = resource.field(name)
        original = past.before[name] if field.secret else api_json.clash_side(work, field, past.before[name])
        told[name] = {
            "mine": api_json.clash_side(work, field, values[name]),
            "theirs": api_json.clash_side(work, field, field.read(record)),
            "original": original,
        }
    text = gettext(
        "Somebody else saved this entry meanwhile. Decide about each field, and send it again with the new version."
    )
    return refuse(409, gettext("Not saved"), text, fields=told, version=record.version, who=past.who, when=past.when)
