"""Turns what a form says of its register as a whole into the panel of the designer, and what that sends into JSON."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.declare import ADMINISTRATORS, Role, Scope
from app.forms import edit
from app.forms.public import why_not
from app.forms.registers import ICONS, LEVELS, MENUS, PREFIX, REACHES, TITLES, is_name, nameable, usual
from app.query.initials import initials
from app.screens.design import Desk, bilingual, label_of
from app.screens.design_follow import process_panel

ROLES = tuple(role for role in Role if role not in ADMINISTRATORS)
SCOPE_WORDS = {
    Scope.SUBTREE: _("of the unit and below"),
    Scope.STREET: _("of the whole street"),
    Scope.ORGANISATION: _("of the unit alone"),
    Scope.OWN: _("made by oneself"),
}
LEVEL_WORDS = {
    "read": _("Reads and exports"),
    "write": _("Writes and changes"),
    "keep": _("Also deletes and restores"),
    "run": _("Everything"),
}


def heading(desk: Desk) -> edit.Spec:
    """The spec with what the panel of the register says."""
    sent = request.form
    label = bilingual(sent.get("label_zh", ""), sent.get("label_en", "")) or desk.draft.spec["register"].get("label")
    sort = sent.get("sort", "").strip()
    held = {item["role"]: item for item in desk.draft.spec["register"].get("rights", usual())}
    rights = [
        scoped({**held.get(role.value, {}), "role": role.value, "level": level}, sent.get(f"scope_{role.value}", ""))
        for role in ROLES
        if (level := sent.get(f"level_{role.value}", ""))
    ]
    options = {
        "label": label,
        "description": bilingual(sent.get("description_zh", ""), sent.get("description_en", "")),
        "icon": sent.get("icon", ""),
        "menu": menu if (menu := sent.get("menu", "")) != next(iter(MENUS)) else "",
        "title": [name for name in sent.getlist("title") if name],
        "sort": [sort] if sort else [],
        "rights": None if rights == usual() else rights,
        "public": open_form(),
        "process": sent.get("process", ""),
        "owner": sent.get("owner", "") if sent.get("process") else "",
    }
    return edit.headed(desk.draft.spec, options)


def scoped(right: dict[str, str], scope: str) -> dict[str, str]:
    """A right with the rows that it reaches; those below are what is meant where it says nothing."""
    if scope:
        right["scope"] = scope
    if right.get("scope") == Scope.SUBTREE.value:
        del right["scope"]
    return right


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
    resource = desk.best()
    own = [item for item in edit.fields(spec) if not item.get("retired") and item["key"] in resource.fields]
    given = register.get("rights", usual())
    rights = {item["role"]: item["level"] for item in given}
    reach = {item["role"]: item.get("scope", Scope.SUBTREE.value) for item in given}
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
        "roles": [
            (role.value, str(role.label), rights.get(role.value, ""), reach.get(role.value, Scope.SUBTREE.value))
            for role in ROLES
        ],
        "scopes": [(scope.value, str(SCOPE_WORDS[scope])) for scope in REACHES],
        "menu": register.get("menu", next(iter(MENUS))),
        "menus": [(name, str(group.value)) for name, group in MENUS.items()],
        "told": told(rights),
        "levels": [(level, str(LEVEL_WORDS[level])) for level in LEVELS],
        "always": Role.STREET_CENTRE.value,
        "follow": process_panel(desk, spec, resource),
        "public": public is not None,
        "thanks": thanks if isinstance(thanks, dict) else {"zh": thanks},
        "askable": [
            (item["key"], label_of(item, desk.work.locale), item["key"] in names)
            for item in own
            if not why_not(resource.fields[item["key"]]) or item["key"] in names
        ],
    }


def told(rights: Mapping[str, str]) -> list[str]:
    """Who may do what, in words: a line for each level that somebody has."""
    held = {**rights, Role.STREET_CENTRE.value: list(LEVELS)[-1]}
    found = []
    for level in reversed([*LEVELS]):
        names = [str(role.label) for role in ROLES if held.get(role.value) == level]
        if names:
            words = gettext("%(field)s: %(part)s", field=str(LEVEL_WORDS[level]), part=gettext(", ").join(names))
            found.append(words)
    return found


def new_name(label: str, taken: Collection[str]) -> str:
    """The name of a new register: the initials of what it is called, with a number where there is one already."""
    spelt = "".join(sign for sign in next(iter(initials(label)), label).lower() if sign.isascii() and sign.isalnum())
    key = spelt[:20] if re.match(r"[a-z][a-z0-9]", spelt) else f"r{spelt[:19]}" if spelt else "register"
    found, number = f"{PREFIX}{key}", 1
    while found in taken or not is_name(found):
        number += 1
        found = f"{PREFIX}{key}{number}"
    return found
