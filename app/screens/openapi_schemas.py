"""Turns fields into the schemas of the API's description: what the viewer is shown, what may be sent in."""

from __future__ import annotations

from typing import Any

from app.declare import Right
from app.fields.base import Field
from app.fields.choice import Choice
from app.fields.choices import MultiChoice
from app.fields.computed import Computed
from app.fields.link import Link
from app.fields.links import MultiLink
from app.fields.number import LARGEST, Number
from app.fields.place import Place
from app.metadata.resource import Path, Resource, UnknownField
from app.query.read import readable
from app.record import Record
from app.screens import api_json, save
from app.screens.work import Work

Json = dict[str, Any]

CONSTRAINTS = (
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "maxItems",
    "uniqueItems",
    "example",
    "readOnly",
)
ID = {"type": "integer", "format": "int64", "minimum": 1, "maximum": 2**63 - 1}
REFERENCE = {"$ref": "#/components/schemas/Reference"}


# -- what comes out ---------------------------------------------------------------------------------------------------


def row_ref(resource: Resource) -> Json:
    """The schema of a row, by name."""
    return {"$ref": f"#/components/schemas/{resource.name}.row"}


def page_schema(resource: Resource) -> Json:
    """A page of rows."""
    properties = {
        "count": {"type": "integer", "description": "counted up to 10,000"},
        "capped": {"type": "boolean", "description": "whether there are more than that"},
        "next": {"type": ["string", "null"], "description": "the address of the next page"},
        "rows": {"type": "array", "items": row_ref(resource)},
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def row_schema(work: Work, resource: Resource) -> Json:
    """A row as the viewer sees it. A list holds the chosen columns only, so but the id is always there."""
    properties: Json = {"id": ID}
    if api_json.named(resource):
        properties["title"] = {"type": "string", "description": "what names the row"}
    for name in api_json.shown(work, resource):
        properties[name] = described(
            value_schema(resource.field(name), work.viewer.right(resource, name)), resource.field(name)
        )
    for name in {*resource.screen.list, *resource.title}:
        if "." in name and (path := reached(work, resource, name)) is not None:
            properties[name] = described(
                value_schema(path.field, work.viewer.right(path.owner, path.field.key)), path.field
            )
    if issubclass(resource.model, Record):
        properties["version"] = {"type": "integer", "description": "send it back with a change; single rows only"}
    properties["warnings"] = {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": "after a save: by field, what was taken and looks wrong",
    }
    return {"type": "object", "required": ["id"], "properties": properties}


def value_schema(field: Field, right: Right) -> Json:
    """A value as it is sent out: what limits input says nothing of values that are there."""
    if field.secret or right <= Right.MASKED:
        return {"type": ["string", "null"], "description": "masked"}
    kind = field.shown_as if isinstance(field, Computed) else field
    if isinstance(kind, Link):
        return {"oneOf": [REFERENCE, {"type": "null"}]}
    if isinstance(kind, MultiLink):
        return {"type": ["array", "null"], "items": REFERENCE}
    bare = {name: value for name, value in kind.schema().items() if name not in CONSTRAINTS}
    return nullable({**bare, "readOnly": True} if field.readonly else bare)


def nullable(schema: Json) -> Json:
    """The same, or nothing."""
    found = {**schema, "type": [schema["type"], "null"]}
    if "enum" in found:
        found["enum"] = [*found["enum"], None]
    return found


def described(schema: Json, field: Field) -> Json:
    """A schema with what the field is called."""
    words = ". ".join(filter(None, (str(field.label), schema.get("description", ""))))
    return {**schema, "description": words}


def reference_schema() -> Json:
    """A linked row."""
    return {
        "type": "object",
        "description": "A row of another resource; `hidden`: one that the caller may not name.",
        "required": ["id", "title"],
        "properties": {
            "id": {"type": ["integer", "null"]},
            "title": {"type": ["string", "null"]},
            "hidden": {"type": "boolean"},
        },
    }


def error_schema() -> Json:
    """What every refusal looks like."""
    return {
        "type": "object",
        "required": ["error", "message"],
        "properties": {
            "error": {"type": "string", "description": "what did not work, in a few words"},
            "message": {"type": "string", "description": "what to do about it"},
            "reasons": {"type": "array", "items": {"type": "string"}},
            "fields": {"type": "object", "description": "messages by field; in a conflict mine, theirs and original"},
            "dependents": {"type": "array", "items": {"type": "object"}},
            "version": {"type": "integer"},
            "error_id": {"type": "string", "description": "the number to tell the administrator"},
        },
    }


# -- what comes in ----------------------------------------------------------------------------------------------------


def body_schema(work: Work, resource: Resource, *, new: bool) -> Json:
    """What may be sent: the fields that the viewer may write, and nothing else."""
    properties: Json = {}
    required = []
    for field in save.writable(work, resource):
        given = new and (
            field.initial(work.context) is not None or (field.key == "organisation" and work.viewer.home is not None)
        )
        if new and field.required and not given:
            required.append(field.key)
        schema = input_schema(work, field)
        properties[field.key] = described(filled(schema) if field.required else optional(schema), field)
    if new:
        properties["client_uuid"] = {"type": "string", "format": "uuid", "description": "sent twice, it makes one row"}
    else:
        properties["version"] = {
            "type": "integer",
            "minimum": 1,
            "maximum": 2**31 - 1,
            "description": "the version that was shown",
        }
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        **({"required": required} if required else {}),
    }


def optional(schema: Json) -> Json:
    """The same, or nothing."""
    return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]} if "anyOf" in schema else nullable(schema)


def filled(schema: Json) -> Json:
    """The same, and not an empty text or list."""
    if schema.get("type") == "array":
        return {"minItems": 1, **schema}
    return {"minLength": 1, **schema} if schema.get("type") == "string" else schema


def input_schema(work: Work, field: Field) -> Json:
    """A value as it is sent in."""
    if isinstance(field, Link):
        return {"anyOf": [ID, id_object()], "description": f"a row of {field.target}"}
    if isinstance(field, MultiLink):
        return {"type": "array", "items": {"anyOf": [ID, id_object()]}, "description": f"rows of {field.target}"}
    if isinstance(field, Place):
        point = {
            "type": "object",
            "required": ["lat", "lng"],
            "properties": {"lat": {"type": "number"}, "lng": {"type": "number"}},
        }
        return {"anyOf": [{name: value for name, value in field.schema().items() if name != "description"}, point]}
    schema = {name: value for name, value in field.schema().items() if name not in ("uniqueItems", "readOnly")}
    if isinstance(field, Choice):
        schema["enum"] = [option.value for option in field.options(work.context)]
    elif isinstance(field, MultiChoice):
        schema["items"] = {"type": "string", "enum": [option.value for option in field.options(work.context)]}
    elif isinstance(field, Number) and field.decimals:
        return {"anyOf": [schema, {"type": "number"}]}
    elif isinstance(field, Number):
        schema = {"minimum": -LARGEST, "maximum": LARGEST, **schema}
    if schema["type"] == "string" and "enum" not in schema and not api_json.free_text(field):
        return filled(schema)
    return schema


def id_object() -> Json:
    """A reference as it was sent out."""
    return {"type": "object", "required": ["id"], "properties": {"id": ID}}


def reached(work: Work, resource: Resource, name: str) -> Path | None:
    """A path that the viewer may have as a column; None otherwise."""
    try:
        return readable(resource, work.resources, work.viewer, name, masked=True)
    except UnknownField:
        return None
