"""Turns the JSON of a form into what the designer shows of it, and what its panel sends into JSON again."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import force_locale, gettext, ngettext
from flask_babel import lazy_gettext as _

from app.access.viewer import Viewer
from app.declare import ADMINISTRATORS, Role
from app.forms import draft as drafts
from app.forms import edit, speed
from app.forms.extend import extend_resource
from app.forms.public import why_not
from app.forms.registers import ICONS, LEVELS, PREFIX, TITLES, is_name, nameable, usual
from app.forms.spec import Faulty, needed, read_form, readable
from app.forms.store import Published
from app.forms.vocabulary import MANY, RESULTS, TAKES, kind_of, made_of
from app.metadata.resource import Resource, Resources
from app.process.expression import FUNCTIONS, LONGEST, TYPES
from app.query.initials import initials
from app.screens.work import Work

Kinds = tuple[tuple[str, Any, str], ...]
PALETTE: tuple[tuple[Any, Kinds], ...] = (
    (
        _("Text"),
        (
            ("text", _("One line"), "tag"),
            ("note", _("Several lines"), "notes"),
            ("serial", _("Serial number"), "hash"),
            ("url", _("Web address"), "link"),
        ),
    ),
    (
        _("Numbers and days"),
        (
            ("number", _("A number"), "numbers"),
            ("money", _("Money"), "cash"),
            ("percent", _("Per cent"), "percentage"),
            ("day", _("Day"), "calendar"),
            ("moment", _("Day and time"), "clock"),
            ("computed", _("Computed"), "calculator"),
        ),
    ),
    (
        _("Choices"),
        (
            ("choice", _("One of a list"), "circle-dot"),
            ("choices", _("Several of a list"), "square-check"),
            ("yes_no", _("Yes or no"), "toggle-right"),
            ("rating", _("Stars"), "star"),
        ),
    ),
    (
        _("People and rows"),
        (("link", _("A row elsewhere"), "external-link"), ("links", _("Several rows elsewhere"), "files")),
    ),
    (
        _("Papers and contact"),
        (
            ("phone", _("Phone number"), "phone"),
            ("citizen_number", _("Citizen number"), "id"),
            ("credit_code", _("Credit code"), "building-bank"),
            ("address", _("Address"), "home"),
        ),
    ),
    (
        _("Files and places"),
        (
            ("photo", _("Photos"), "camera"),
            ("file", _("Files"), "paperclip"),
            ("place", _("Place"), "map-pin"),
            ("signature", _("Signature"), "signature"),
        ),
    ),
)
"""What the designer offers: groups of (kind, words, icon)."""

NAMES = {kind: (name, icon) for _group, kinds in PALETTE for kind, name, icon in kinds}
OPTIONS = {
    "options": [
        {"code": "c1", "zh": "选项一", "en": "Option 1"},
        {"code": "c2", "zh": "选项二", "en": "Option 2"},
    ]
}
FIRST: Mapping[str, Mapping[str, Any]] = {
    "choice": OPTIONS,
    "choices": OPTIONS,
    "link": {"target": "person"},
    "links": {"target": "person"},
    "computed": {"expression": "0", "result": "number"},
}
"""What a new field of a kind begins with."""

ROLES = tuple(role for role in Role if role not in ADMINISTRATORS)
LEVEL_WORDS = {
    "read": _("Reads and exports"),
    "write": _("Writes and changes"),
    "keep": _("Also deletes and restores"),
    "run": _("Everything"),
}

DESIGNERS = (Role.STREET_CENTRE, Role.COMMUNITY_SECRETARY)

NUMBERS = ("minimum", "maximum")
WHOLES = ("decimals", "length", "most")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What one request of the designer works with."""

    work: Work
    resource: Resource  # as the units above left it
    declared: Resource
    above: Resources
    owner: int
    draft: drafts.FormDraft
    published: Mapping[str, Any]
    number: int  # of the published version

    @property
    def keys(self) -> set[str]:
        """The fields that records may hold values of."""
        return {item["key"] for item in edit.fields(self.published)}

    @property
    def makes(self) -> bool:
        """Whether the form makes the register, and does not only add to one."""
        return "register" in self.draft.spec

    @property
    def title(self) -> str:
        """What the form is about."""
        return label_of(self.draft.spec["register"], self.work.locale) if self.makes else self.declared.plural

    def made(self) -> Resource:
        """The resource as the draft makes it. Raises Faulty."""
        form = read_form(self.draft.spec, self.resource, self.above, self.work.context, self.declared)
        return extend_resource(self.resource, [form])


def heading(desk: Desk) -> edit.Spec:
    """The spec with what the panel of the register says."""
    sent = request.form
    label = bilingual(sent.get("label_zh", ""), sent.get("label_en", "")) or desk.draft.spec["register"].get("label")
    sort = sent.get("sort", "").strip()
    held = {item["role"]: item for item in desk.draft.spec["register"].get("rights", usual())}
    rights = [
        {**held.get(role.value, {}), "role": role.value, "level": level}
        for role in ROLES
        if (level := sent.get(f"level_{role.value}", ""))
    ]
    options = {
        "label": label,
        "description": bilingual(sent.get("description_zh", ""), sent.get("description_en", "")),
        "icon": sent.get("icon", ""),
        "title": [name for name in sent.getlist("title") if name],
        "sort": [sort] if sort else [],
        "rights": None if rights == usual() else rights,
        "public": open_form(),
    }
    return edit.headed(desk.draft.spec, options)


def open_form() -> dict[str, Any] | None:
    """What the panel says of the public form; None where there is to be none."""
    sent = request.form
    if not sent.get("public"):
        return None
    thanks = bilingual(sent.get("thanks_zh", ""), sent.get("thanks_en", ""))
    return {"fields": sent.getlist("public_field"), **({"thanks": thanks} if thanks else {})}


def register_panel(desk: Desk, tried: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the panel of the register shows."""
    spec = tried or desk.draft.spec
    register = spec["register"]
    try:
        resource = desk.made()
    except Faulty:
        resource = desk.resource
    own = [item for item in edit.fields(spec) if not item.get("retired") and item["key"] in resource.fields]
    rights = {item["role"]: item["level"] for item in register.get("rights", usual())}
    label, description = register["label"], register.get("description") or {"zh": ""}
    public = register.get("public")
    thanks = (public or {}).get("thanks") or {"zh": ""}
    needed_ones = [item["key"] for item in own if item.get("required")]
    names = public["fields"] if public else needed_ones or list(resource.title)
    sortable = [item for item in own if (field := resource.fields[item["key"]]).sortable and not field.secret]
    return {
        "label": label if isinstance(label, dict) else {"zh": label},
        "description": description if isinstance(description, dict) else {"zh": description},
        "icon": register.get("icon", ICONS[0]),
        "icons": ICONS,
        "titles": [
            (item["key"], label_of(item, desk.work.locale)) for item in own if nameable(resource.fields[item["key"]])
        ],
        "title": [*register.get("title", resource.title), "", "", ""][:TITLES],
        "sorts": [
            (f"{sign}{item['key']}", f"{label_of(item, desk.work.locale)} {'↓' if sign else '↑'}")
            for item in sortable
            for sign in ("-", "")
        ],
        "sort": next(iter(register.get("sort", ())), ""),
        "roles": [(role.value, str(role.label), rights.get(role.value, "")) for role in ROLES],
        "levels": [(level, str(LEVEL_WORDS[level])) for level in LEVELS],
        "always": Role.STREET_CENTRE.value,
        "public": public is not None,
        "thanks": thanks if isinstance(thanks, dict) else {"zh": thanks},
        "askable": [
            (item["key"], label_of(item, desk.work.locale), item["key"] in names)
            for item in own
            if not why_not(resource.fields[item["key"]]) or item["key"] in names
        ],
    }


def new_name(label: str, taken: Collection[str]) -> str:
    """The name of a new register: the initials of what it is called, with a number where there is one already."""
    spelt = "".join(sign for sign in next(iter(initials(label)), label).lower() if sign.isascii() and sign.isalnum())
    key = spelt[:20] if re.match(r"[a-z][a-z0-9]", spelt) else f"r{spelt[:19]}" if spelt else "register"
    found, number = f"{PREFIX}{key}", 1
    while found in taken or not is_name(found):
        number += 1
        found = f"{PREFIX}{key}{number}"
    return found


def may_design(viewer: Viewer) -> bool:
    """Whether the viewer's first post lets him design the forms of its unit."""
    return viewer.home is not None and viewer.home.role in DESIGNERS


def summed(stands: Published | None) -> str:
    """How many fields a unit added, in which version."""
    if stands is None:
        return gettext("No own fields yet")
    count = len([item for item in edit.fields(stands.spec) if not item.get("retired")])
    own = ngettext("%(num)d own field", "%(num)d own fields", count)
    return f"{own} · {gettext('Version %(number)s', number=stands.number)}"


def words_of(kind: str) -> tuple[str, str]:
    """The name of a kind in both languages: what a new field is called until it gets a name."""
    with force_locale("zh"):
        zh = str(NAMES[kind][0])
    with force_locale("en"):
        return zh, str(NAMES[kind][0])


def changed(desk: Desk, spec: Mapping[str, Any], key: str) -> edit.Spec:
    """The spec with what the panel of a field says."""
    item, sent = edit.field(spec, key), request.form
    options: dict[str, Any] = {
        "label": bilingual(sent.get("label_zh", ""), sent.get("label_en", "")) or item["label"],
        "help": bilingual(sent.get("help_zh", ""), sent.get("help_en", "")),
        "required": True if sent.get("required") else None,
        "unique": True if sent.get("unique") else None,
        "fast": True if sent.get("fast") else None,
        "unit": bilingual(sent.get("unit_zh", ""), sent.get("unit_en", "")),
        "default": sent.get("default", "").strip() or None,
        "pattern": sent.get("pattern", "").strip() or None,
    }
    for name in NUMBERS:
        options[name] = sent.get(name, "").strip() or None
    for name in WHOLES:
        raw = sent.get(name, "").strip()
        options[name] = (int(raw) if raw.isdigit() and len(raw) < 9 else raw) if raw else None
    if sent.get("target"):
        options["target"] = sent["target"]
    if item["kind"] in ("choice", "choices"):
        given = list(zip(sent.getlist("code"), sent.getlist("zh"), sent.getlist("en"), strict=False))
        options["options"] = edit.options(given, item.get("options", ()), key in desk.keys)
    takes = panel(item["kind"])
    kept = {
        name: value
        for name, value in options.items()
        if name in takes or name in ("label", "help", "required", "unique", "fast")
    }
    if item["kind"] == "computed":
        kept.update(reckoned(item, kept))
    after = edit.change(spec, key, kept)
    for part in edit.PLACES:
        after = edit.place(after, key, part, bool(sent.get(f"in_{part}")))
    chart = {
        "label": edit.field(after, key)["label"],
        "count_by": key,
        **({"every": "month"} if made_of(edit.field(after, key)).dated else {}),
    }
    after = edit.charted(after, key, chart if sent.get("in_charts") else None)
    name, _sign, value = sent.get("when", "").partition("=")
    when = {"field": name, "values": [value]} if value else {"field": name} if name else None
    return edit.shown_when(after, key, when)


def reckoned(item: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What the panel says of a computed field; without what a result of that kind does not take."""
    sent = request.form
    result = sent.get("result", "") or item["result"]
    left = {name: None for name in ("decimals", "unit", "length") if name not in RESULTS.get(result, (name,))}
    expression = sent.get("expression", item["expression"]).strip()
    return {**left, "expression": expression, "result": result, "required": None}


def bilingual(zh: str, en: str) -> dict[str, str] | None:
    """A text in both languages; None for nothing."""
    zh, en = zh.strip(), en.strip()
    return {"zh": zh or en, **({"en": en} if en else {})} if zh or en else None


def panel(kind: str) -> tuple[str, ...]:
    """What the panel asks of a kind beyond its words."""
    started = ("default",) if kind in ("text", "number", "money", "percent", "choice") else ()
    return (*TAKES[kind], *started)


def told(item: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
    """A field in the list of the form's own ones."""
    name, icon = NAMES[item["kind"]]
    return {
        "key": item["key"],
        "label": label_of(item, desk.work.locale),
        "kind": str(name),
        "icon": icon,
        "required": bool(item.get("required")),
        "retired": bool(item.get("retired")),
        "new": item["key"] not in desk.keys,
    }


ASKED = {
    "label": _("Name in Chinese"),
    "help": _("Explanation"),
    "minimum": _("At least"),
    "maximum": _("At most"),
    "unit": _("Unit of measure"),
    "decimals": _("Decimal places"),
    "length": _("Characters at most"),
    "most": _("How many at most"),
    "target": _("Rows of"),
    "pattern": _("Form (a regular expression)"),
    "default": _("Starts as"),
    "options": _("Options: Chinese, English"),
    "expression": _("Expression"),
    "result": _("Result"),
}
PLACE = re.compile(r"fields\[(\d+)\](?:\.([a-z_]+))?[^:]*: (.*)", re.DOTALL)


def plainly(fault: str, fields: Sequence[Mapping[str, Any]], locale: str) -> str:
    """A fault with the names that the page shows, in place of its place in the JSON."""
    found = PLACE.fullmatch(fault)
    if found is None or int(found[1]) >= len(fields):
        return fault
    named = label_of(fields[int(found[1])], locale)
    asked = str(ASKED.get(found[2] or "", ""))
    return f"{named} · {asked}: {found[3]}" if asked else f"{named}: {found[3]}"


def label_of(item: Mapping[str, Any], locale: str) -> str:
    """A field's label in a language."""
    given = item.get("label")
    words = given if isinstance(given, dict) else {"zh": str(given)}
    return str(words.get(locale) or words.get("zh", ""))


def properties(item: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
    """What the panel of a field shows."""
    kind, spec, key = item["kind"], desk.draft.spec, item["key"]
    made = made_of(item)
    held = [one for one in spec.get("conditions", ()) if one.get("field") == key and not one.get("require")]
    when = held[0]["when"] if held else {}
    value = next(iter(when.get("values", ())), "")
    return {
        **told(item, desk),
        "spec": item,
        "takes": panel(kind),
        "result": kind_of(item),
        "results": [(name, str(NAMES[name][0])) for name in RESULTS] if kind == "computed" else [],
        "names": usable(desk, key) if kind == "computed" else [],
        "functions": ", ".join(FUNCTIONS),
        "longest": LONGEST,
        "options": [one for one in item.get("options", ()) if not one.get("retired")],
        "list": key in spec.get("list", ()),
        "filters": key in spec.get("filters", ()) if made.operators else None,
        "search": key in spec.get("search", ()) if made.searchable or made.secret else None,
        "charts": any(one.get("count_by") == key for one in spec.get("charts", ()))
        if made.groupable or made.dated
        else None,
        "when": f"{when['field']}={_raw(value)}" if value != "" and when else when.get("field", ""),
        "whens": conditions(desk, key),
        "fast": bool(item.get("fast")) if made.sortable and not made.secret and kind not in ("link", "place") else None,
        "speed": speed_words(item, desk),
        "unique": bool(item.get("unique")) if kind_of(item) not in MANY else None,
        "targets": [
            (name, one.plural)
            for name, one in desk.above.items()
            if one.screen.menu is not None and one.screen.business
        ],
    }


def speed_words(item: Mapping[str, Any], desk: Desk) -> str:
    """How far the index of a field is that was published as one to speed up."""
    held = {one["key"] for one in edit.fields(desk.published) if one.get("fast")}
    if item["key"] not in held or not item.get("fast"):
        return ""
    made = desk.work.resources.get(desk.declared.name)
    connection = desk.work.session.connection()
    if made is None or speed.ready(connection, made, item["key"]):
        return gettext("The index is there.")
    done = max(speed.progress(connection).values(), default=0)
    return gettext("The index is being built: %(done)s%%.", done=done)


def usable(desk: Desk, key: str) -> list[tuple[str, str]]:
    """The fields that an expression may name: key and label, those of the form itself first."""
    try:
        resource = desk.made()
    except Faulty:
        resource = desk.resource
    types = readable(resource.fields, resource, {})
    names = [name for name, found in types.items() if found in TYPES and name != key]
    own = [name for name in names if name not in desk.resource.fields]
    return [(name, str(resource.fields[name].label)) for name in (*own, *(name for name in names if name not in own))]


def _raw(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def declared(desk: Desk) -> list[dict[str, Any]]:
    """The fields that stand above: declared ones, and those of upper units."""
    changes = desk.draft.spec.get("changes", {})
    named = [name for section in desk.resource.sections for name in section.names if name in desk.resource.fields]
    return [
        {
            "key": name,
            "label": label_of({"label": changes.get(name, {}).get("label") or both(field.label)}, desk.work.locale),
            "changed": name in changes,
            "hidden": bool(changes.get(name, {}).get("hidden")),
        }
        for name in dict.fromkeys(named)
        if not (field := desk.resource.fields[name]).hidden and not field.readonly
    ]


def words_in_panel(name: str, desk: Desk, tried: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the panel of a declared field shows. Raises NotThere."""
    if name not in {item["key"] for item in declared(desk)}:
        raise edit.NotThere(name)
    field = desk.resource.fields[name]
    changes = dict((tried or desk.draft.spec).get("changes", {}).get(name, {}))
    own = both(field.label)
    label = changes.get("label") or own
    return {
        "key": name,
        "label": label_of({"label": label}, desk.work.locale),
        "own": own,
        "words": label if isinstance(label, dict) else {"zh": label},
        "help": changes.get("help") or (both(field.help) if str(field.help) else {"zh": ""}),
        "required": bool(changes.get("required")),
        "always": field.required,
        "hidden": bool(changes.get("hidden")),
        "may_hide": not field.required and name in desk.declared.fields and name not in needed(desk.resource),
    }


def rewording(desk: Desk, name: str) -> edit.Spec:
    """The spec with what the panel of a declared field says, without what is as declared. Raises NotThere."""
    held, sent = words_in_panel(name, desk), request.form
    label = bilingual(sent.get("label_zh", ""), sent.get("label_en", ""))
    field = desk.resource.fields[name]
    help = bilingual(sent.get("help_zh", ""), sent.get("help_en", ""))
    options = {
        "label": None if label == held["own"] else label,
        "help": None if help is None or (str(field.help) and help == both(field.help)) else help,
        "required": bool(sent.get("required")) and not held["always"],
        "hidden": bool(sent.get("hidden")),
        **{
            name: value
            for name, value in desk.draft.spec.get("changes", {}).get(name, {}).items()
            if name in ("see", "write")
        },
    }
    return edit.reworded(desk.draft.spec, name, options)


def both(words: Any) -> dict[str, str]:
    """Lazy words in both languages."""
    found = {}
    for locale in ("zh", "en"):
        with force_locale(locale):
            found[locale] = str(words)
    return found


def conditions(desk: Desk, key: str) -> list[tuple[str, str]]:
    """What a field may depend on: every value of the choices, yes and no."""
    try:
        resource = desk.made()
    except Faulty:
        resource = desk.resource
    found: list[tuple[str, str]] = []
    context = desk.work.context
    for name, field in resource.fields.items():
        if name == key or field.hidden or field.readonly:
            continue
        label = str(field.label)
        if field.kind == "yes_no":
            found += [
                (f"{name}=true", gettext("%(label)s is yes", label=label)),
                (f"{name}=false", gettext("%(label)s is no", label=label)),
            ]
        elif field.kind == "choice":
            found += [
                (f"{name}={option.value}", gettext("%(label)s is %(value)s", label=label, value=option.label))
                for option in field.options(context)[:30]
            ]
    return found
