"""Turns the Resources, as one viewer sees them, into the description of the API that programs read (OpenAPI 3.1).

Only what the viewer may use is described: his resources, their actions, the fields with his rights. Descriptions are in
the viewer's language where they come from declarations, and in English where they speak of the protocol.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.fields.base import NO, OPERATORS, YES, Field
from app.fields.choice import Choice
from app.fields.choices import MultiChoice
from app.fields.computed import Computed
from app.fields.day import PERIODS
from app.fields.link import Link
from app.fields.links import MultiLink
from app.fields.number import Number
from app.metadata.resource import Path, Resource, UnknownField
from app.query.read import readable, searchable
from app.screens import api_json
from app.screens.openapi_schemas import (
    ID,
    Json,
    body_schema,
    error_schema,
    page_schema,
    reached,
    reference_schema,
    row_ref,
    row_schema,
)  # fmt: skip
from app.screens.work import Work

ERRORS = {
    400: "An address or a body that cannot be read: `reasons` says why. Also a missing or stale CSRF token.",
    401: "Not signed in.",
    403: "No post of the caller allows this.",
    404: "There is no such row, or it is outside what the caller may see.",
    409: "A conflict: somebody else saved first (`fields`: mine, theirs, original), or other rows depend on this one.",
    413: "The body is larger than 2 MB.",
    415: "The body is not JSON.",
    422: "Values that cannot be saved: `fields` holds the messages.",
    503: "The database is busy; try again.",
}


def document(work: Work) -> Json:
    """The whole description for one viewer."""
    paths: Json = {}
    schemas: Json = {"Reference": reference_schema(), "Error": error_schema()}
    for resource in work.resources.values():
        listed, single = collection(work, resource), item(work, resource)
        if listed:
            paths[f"/api/v1/{resource.name}/"] = listed
        if single:
            paths[f"/api/v1/{resource.name}/{{id}}"] = {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": ID}],
                **single,
            }
        if listed or single:
            schemas[f"{resource.name}.row"] = row_schema(work, resource)
        if "post" in listed or "put" in single:
            schemas[f"{resource.name}.new"] = body_schema(work, resource, new=True)
            schemas[f"{resource.name}.change"] = body_schema(work, resource, new=False)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Huizhi",
            "version": "1",
            "description": "Called by a signed-in browser session. An unsafe call needs the header X-CSRFToken.",
        },
        "tags": [
            {"name": resource.name, "description": resource.plural}
            for resource in work.resources.values()
            if any(f"/{resource.name}/" in path for path in paths)
        ],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {
                str(status): {
                    "description": text,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
                }
                for status, text in ERRORS.items()
            },
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "huizhi"},
                "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRFToken"},
            },
        },
    }


def collection(work: Work, resource: Resource) -> Json:
    """What can be done with the rows of a resource together."""
    found: Json = {}
    if work.may("list", resource):
        found["get"] = operation(
            resource,
            "list",
            f"{resource.plural}: a page of the list, under the list's own parameters.",
            {200: ("A page of rows", page_schema(resource))},
            (400,),
            parameters=list_parameters(work, resource),
        )
    if work.may("add", resource) and not resource.screen.readonly:
        found["post"] = operation(
            resource,
            "add",
            "Make a row. What is not given starts as on the form; the same client_uuid again gives the same row.",
            {
                201: ("The row", row_ref(resource)),
                200: ("The row that the same client_uuid made before", row_ref(resource)),
            },
            (400, 404, 413, 415, 422),
            body=f"{resource.name}.new",
        )
        found["post"]["responses"]["201"]["headers"] = {"Location": {"schema": {"type": "string"}}}
    return found


def item(work: Work, resource: Resource) -> Json:
    """What can be done with one row."""
    found: Json = {}
    if work.may("show", resource):
        found["get"] = operation(resource, "show", "One row.", {200: ("The row", row_ref(resource))}, (404,))
    if resource.screen.readonly:
        return found
    if work.may("edit", resource):
        text = "Change the fields that are given. With the version that was shown, changes of others are told."
        found["put"] = operation(
            resource,
            "edit",
            text,
            {200: ("The row", row_ref(resource))},
            (400, 404, 409, 413, 415, 422),
            body=f"{resource.name}.change",
        )
    if work.may("delete", resource) and resource.soft:
        found["delete"] = operation(
            resource, "delete", "Move a row to the recycle bin.", {204: ("Done", None)}, (400, 404, 409)
        )
    return found


def operation(
    resource: Resource,
    action: str,
    summary: str,
    answers: Mapping[int, tuple[str, Json | None]],
    errors: tuple[int, ...],
    *,
    parameters: list[Json] | None = None,
    body: str = "",
) -> Json:
    """One call."""
    responses: Json = {
        str(status): {"description": text, **({"content": {"application/json": {"schema": schema}}} if schema else {})}
        for status, (text, schema) in answers.items()
    }
    responses |= {str(status): {"$ref": f"#/components/responses/{status}"} for status in (*errors, 401, 403, 503)}
    found: Json = {
        "operationId": f"{resource.name}.{action}",
        "tags": [resource.name],
        "summary": summary,
        "security": [{"session": []} if action in ("list", "show") else {"session": [], "csrf": []}],
        "responses": responses,
    }
    if parameters:
        found["parameters"] = parameters
    if body:
        found["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{body}"}}},
        }
    return found


# -- what is asked ----------------------------------------------------------------------------------------------------


def list_parameters(work: Work, resource: Resource) -> list[Json]:
    """The parameters of a list: search, order, page, columns, and a filter for each field and operator."""
    found: list[Json] = []
    if searchable(resource):
        found.append(parameter("q", {"type": "string"}, "search; cut after 100 characters"))
    names = [
        *api_json.shown(work, resource),
        *(name for name in dict.fromkeys((*resource.screen.filters, *resource.screen.list)) if "." in name),
    ]
    paths = [path for name in names if (path := reached(work, resource, name)) is not None]
    sorts = [
        path.name for path in paths if path.field.sortable and not path.field.secret and asked(work, resource, path)
    ]
    columns = [*api_json.shown(work, resource), *(path.name for path in paths if path.links)]
    if sorts:
        order = {
            "type": "array",
            "items": {"type": "string", "enum": [sign + name for name in sorts for sign in ("", "-")]},
            "maxItems": 3,
        }
        found.append(
            {**parameter("sort", order, "fields, a minus for the other direction"), "style": "form", "explode": False}
        )
    chosen = {"type": "array", "items": {"type": "string", "enum": columns}}
    found.append({**parameter("columns", chosen, "the fields of each row"), "style": "form", "explode": False})
    found.append(parameter("page", {"type": "integer", "minimum": 1, "maximum": 1_000_000}, "the page"))
    found.append(parameter("size", {"type": "integer", "minimum": 1, "maximum": 100}, "rows on a page"))
    found.append(
        parameter("scope", {"type": "string", "enum": ["own", "subtree"]}, "this level, or this level and below")
    )
    for path in paths:
        if asked(work, resource, path):
            found += filters(work, path)
    return found


def asked(work: Work, resource: Resource, path: Path) -> bool:
    """Whether the viewer may filter by a path."""
    try:
        readable(resource, work.resources, work.viewer, path.name)
    except UnknownField:
        return False
    return True


def filters(work: Work, path: Path) -> list[Json]:
    """The filters of one field."""
    found = []
    for name in path.field.operators:
        operator = OPERATORS[name]
        schema = filter_schema(work, path.field, name)
        if operator.values == "many":
            schema = {"type": "array", "items": schema, "minItems": 1, "maxItems": 100}
        words = path.name if name == "eq" else f"{path.name}__{name}"
        found.append(parameter(words, schema, f"{path.label} {operator.label}"))
    return found


def filter_schema(work: Work, field: Field, operator: str) -> Json:
    """One value of a filter."""
    kind = field.shown_as if isinstance(field, Computed) else field
    if operator == "empty" or kind.kind == "yes_no":
        return {"type": "string", "enum": [*YES, *NO]}
    if operator == "within":
        return {"type": "string", "enum": list(PERIODS)}
    if kind.kind in ("day", "moment"):
        return {"type": "string", "format": "date"}
    if isinstance(kind, (Link, MultiLink)):
        return {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
    if isinstance(kind, (Choice, MultiChoice)):
        return {"type": "string", "enum": [option.value for option in kind.options(work.context)]}
    if isinstance(kind, Number):
        return {
            key: value
            for key, value in kind.schema().items()
            if key in ("type", "format", "pattern", "minimum", "maximum")
        }
    return {"type": "string", "minLength": 1}


def parameter(name: str, schema: Json, description: str) -> Json:
    """One parameter of an address."""
    return {"name": name, "in": "query", "schema": schema, "description": description}
