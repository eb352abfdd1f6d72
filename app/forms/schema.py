"""Turns what a street may set into the JSON schema of a package, for editors and other programs.

It is made of the very tables that `read_form` reads by, so the two agree; `docs/package.schema.json` is a copy of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.declare import ADMINISTRATORS, Role, Scope
from app.forms import vocabulary as v
from app.forms.package import LARGEST, VERSION
from app.forms.registers import ICONS, KEY, LEVELS, MENUS, PREFIX, REACHES, TITLES
from app.forms.spec import CHARTS, DRAWN, MOST_FIELDS, MOST_PARTS, PERIODS
from app.process.reading import KEY as PROCESS

Schema = dict[str, Any]
ROLES = [role.value for role in Role if role not in ADMINISTRATORS]
NAME = {"type": "string", "maxLength": 60}
NAMES = {"type": "array", "items": NAME, "maxItems": MOST_PARTS}


def objects(needed: tuple[str, ...] = (), /, **properties: Any) -> Schema:
    """An object with these properties and no other."""
    made: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**made, "required": list(needed)} if needed else made


def texts(most: int) -> Schema:
    """A text in Chinese, or in both languages."""
    one = {"type": "string", "minLength": 1, "maxLength": most}
    return {"anyOf": [one, objects(("zh",), zh=one, en={"type": "string", "maxLength": most})]}


OPTION = objects(
    ("code", "zh"),
    code={"type": "string", "pattern": f"^{v.CODE.pattern}$"},
    zh={"type": "string", "minLength": 1, "maxLength": v.LONGEST},
    en={"type": "string", "maxLength": v.LONGEST},
    retired={"type": "boolean"},
)
READERS: Mapping[Any, Schema] = {
    v.label: {"$ref": "#/$defs/label"},
    v.words: {"$ref": "#/$defs/words"},
    v.yes: {"type": "boolean"},
    v.exact: {"anyOf": [{"type": "number"}, {"type": "string", "pattern": "^\\s*[+-]?[0-9.eE+-]+\\s*$"}]},
    v.pattern: {"type": "string", "minLength": 1, "maxLength": 200},
    v.serial: {"type": "string", "maxLength": 60},
    v.entries: {"type": "array", "items": OPTION, "minItems": 1, "maxItems": v.ENTRIES},
    v.written: {"type": "string", "minLength": 1, "maxLength": 500},
    v.resulting: {"enum": list(v.RESULTS)},
    v.target: NAME,
}
"""What each reader of the vocabulary takes."""


def of_reader(reader: Any) -> Schema:
    """What one option takes."""
    if isinstance(reader, v.Whole):
        return {"type": "integer", "minimum": reader.least, "maximum": reader.most}
    return READERS[reader]


def field(kind: str) -> Schema:
    """A field of one kind."""
    taken = {name: of_reader(reader) for name, reader in {**v.COMMON, **v.TAKES[kind]}.items()}
    roles = {"type": "array", "items": {"enum": ROLES}}
    return objects(
        ("key", "kind", "label", *v.NEEDED.get(kind, ())),
        key={"type": "string", "pattern": f"^{v.KEY.pattern}$"},
        kind={"const": kind},
        default={},
        see=roles,
        write=roles,
        **taken,
    )


def package_schema() -> Schema:
    """The whole schema."""
    when = objects(("field",), field=NAME, values={"type": "array", "maxItems": MOST_PARTS})
    rows = {"type": "array", "items": {"type": "array", "items": NAME, "minItems": 1, "maxItems": 2}}
    label, words, roles = READERS[v.label], READERS[v.words], {"type": "array", "items": {"enum": ROLES}}
    lists = {
        "sections": objects(("label", "rows"), label=label, rows=rows, note=words, when=when),
        "conditions": objects(("field", "when"), field=NAME, when=when, require={"type": "boolean"}),
        "charts": {
            **objects(
                ("label",),
                **{**dict.fromkeys(CHARTS, NAME), "label": label, "kind": {"enum": ["", *DRAWN]}},
            ),
        },
    }
    lists["charts"]["properties"]["every"] = {"enum": ["", *PERIODS]}
    right = objects(
        ("role", "level"),
        role={"enum": ROLES},
        level={"enum": list(LEVELS)},
        scope={"enum": [scope.value for scope in REACHES if isinstance(scope, Scope)]},
    )
    register = objects(
        ("label",),
        label=label,
        icon={"enum": list(ICONS)},
        menu={"enum": list(MENUS)},
        description={"anyOf": [words, {"const": ""}]},
        title={"type": "array", "items": NAME, "minItems": 1, "maxItems": TITLES},
        sort={"type": "array", "items": NAME, "maxItems": TITLES},
        rights={"type": "array", "items": right},
        public=objects(("fields",), fields={"type": "array", "items": NAME, "minItems": 1}, thanks=words),
        process={"type": "string", "pattern": f"^{PROCESS.pattern}$"},
        owner=NAME,
    )
    flags = {name: {"type": "boolean"} for name in ("required", "hidden")}
    change = objects(label=label, help=words, see=roles, write=roles, **flags)
    form = objects(
        register=register,
        fields={"type": "array", "maxItems": MOST_FIELDS, "items": {"oneOf": [field(kind) for kind in v.TAKES]}},
        changes={"type": "object", "maxProperties": MOST_PARTS, "additionalProperties": change},
        **{name: {"type": "array", "items": item, "maxItems": MOST_PARTS} for name, item in lists.items()},
        **dict.fromkeys(("list", "filters", "search"), NAMES),
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:huizhi:forms:{VERSION}",
        "title": "A package of forms",
        "description": f"At most {LARGEST // 1024 // 1024} MB. A register is called {PREFIX} and {KEY.pattern}.",
        **objects(
            ("huizhi_forms", "forms"),
            huizhi_forms={"const": VERSION},
            forms={"type": "object", "additionalProperties": form},
            **{"from": {"type": "string"}},
        ),
        "$defs": {"label": texts(v.LONGEST), "words": texts(10 * v.LONGEST)},
    }


def schema_text() -> str:
    """The schema as its file holds it."""
    return json.dumps(package_schema(), ensure_ascii=False, indent=1) + "\n"
