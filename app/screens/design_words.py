"""Turns a field that stands above a form into the panel that words it otherwise, and what that sends into JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from app.forms import edit
from app.forms.rights import PARTS
from app.forms.spec import needed
from app.screens.design import Desk, bilingual, both, label_of
from app.screens.design_conditions import panel_of, ruled, told_rules
from app.screens.design_rights import limiting, limits_of


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
    spec = tried or desk.draft.spec
    changes = dict(spec.get("changes", {}).get(name, {}))
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
        "asking": panel_of(desk, edit.rules(spec, name), [name]),
        "stands": told_rules(
            desk.work, desk.resource, [rule for rule in desk.resource.screen.conditions if rule.field == name]
        ),
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
        **{part: limits_of(desk.draft.spec, name).get(part) for part in PARTS},
    }
    after = ruled(desk, edit.reworded(desk.draft.spec, name, options), name)
    return limiting(desk, after, name)
