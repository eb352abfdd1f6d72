"""Turns a form that is being designed into the sections that the middle of the designer shows: what one can choose,
drag and move, with the real inputs; and what the panel of a section sends into JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.declare import Section, When
from app.fields.base import Field
from app.forms import arrange, edit
from app.forms.spec import Faulty
from app.metadata.resource import Resource
from app.screens import form as forms
from app.screens.design import Desk, bilingual, both, label_of, text_in
from app.screens.design_conditions import panel_of, sent_when, told_rules, told_when
from app.screens.design_palette import NAMES, renamed
from app.screens.design_words import declared
from app.screens.values import Input

UNNAMED = (_("Set by the program"), "lock")  # a kind that the palette does not have


def laid(desk: Desk, spec: Mapping[str, Any]) -> arrange.Sections:
    """The sections of a form as its JSON would write them, whether it says anything of them or not.

    What no section names stands in one of its own at the end, as on the form itself.
    """
    given = arrange.copied(spec.get("sections", ()))
    try:
        made = desk.made_by(spec)
    except Faulty:
        return [*given, *rest(desk, spec, given)]
    more = [as_json(section, made, desk) for section in made.sections[len(given) :]]
    kept = [*given, *(section for section in more if section["rows"] or not given)]
    return kept or [{"label": both(_("More")), "rows": []}]


def rest(desk: Desk, spec: Mapping[str, Any], given: Sequence[Mapping[str, Any]]) -> arrange.Sections:
    """What a form at fault arranges nowhere: the sections that stand above, and its own fields."""
    placed = {name for section in given for name in arrange.names(section)}
    above = [] if given else [as_json(section, desk.resource, desk) for section in desk.resource.sections]
    left = [item["key"] for item in edit.fields(spec) if item["key"] not in placed]
    if given:
        known = [name for section in desk.resource.sections for name in section.names]
        left = [*(name for name in known if name not in placed and visible(desk.resource, name)), *left]
    rows = [left[place : place + 2] for place in range(0, len(left), 2)]
    first = "register" in spec and not given
    label = spec["register"]["label"] if first else both(_("More"))
    own = [{"label": label if isinstance(label, dict) else {"zh": label}, "rows": rows}] if rows else []
    return [*own, *above] if first else [*above, *own]


def as_json(section: Section, resource: Resource, desk: Desk) -> dict[str, Any]:
    """A section as a form would write it, without the fields that nobody sees."""
    rows = [kept for row in section.rows if (kept := [name for name in row if visible(resource, name)])]
    return {
        "label": both(section.label),
        "rows": rows,
        **({"note": both(section.note)} if str(section.note) else {}),
        **({"when": when_json(section.when)} if section.when else {}),
    }


def visible(resource: Resource, name: str) -> bool:
    """Whether a field is one of the form, and not of its inside."""
    return name in resource.fields and not resource.fields[name].hidden


def when_json(when: When) -> dict[str, Any]:
    """A condition as a form writes it."""
    values = [value if isinstance(value, bool) else str(value) for value in when.values]
    return {"field": when.field, **({"values": values} if values else {})}


def canvas(desk: Desk, spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sections with the card of each of their fields."""
    sections, resource = laid(desk, spec), desk.best()
    own = {item["key"]: item for item in edit.fields(spec)}
    worded = {item["key"]: item for item in declared(desk)}
    holder = forms.Holder(desk.trying(resource), resource, desk.work.context, {}, None, {}, new=True)
    found = []
    for number, section in enumerate(sections):
        rows = [
            [card(desk, resource, name, own, worded, holder) for name in row if name in own or name in resource.fields]
            for row in section["rows"]
        ]
        when = section.get("when")
        found.append(
            {
                "number": number,
                "label": label_of(section, desk.work.locale),
                "note": text_in(section.get("note"), desk.work.locale),
                "rows": rows,
                "count": sum(map(len, rows)),
                "columns": 1 if len(section["rows"]) > 1 and arrange.is_wide(section) else 2,
                "when": section_when(desk, resource, when) if when else "",
                "only": len(sections) == 1,
                "last": number == len(sections) - 1,
            }
        )
    return found


def section_when(desk: Desk, resource: Resource, when: Mapping[str, Any]) -> str:
    """The condition of a section in words."""
    if when.get("field") not in resource.fields:
        return ""
    told = told_when(desk.work, resource, When(field=when["field"], values=tuple(when.get("values", ()))))
    return gettext("Shown when %(conditions)s", conditions=told)


def card(
    desk: Desk,
    resource: Resource,
    name: str,
    own: Mapping[str, Mapping[str, Any]],
    worded: Mapping[str, Mapping[str, Any]],
    holder: forms.Holder,
) -> dict[str, Any]:
    """One field as the middle shows it."""
    field: Field | None = resource.fields.get(name)
    item = own.get(name)
    kind = item["kind"] if item else field.kind if field else ""
    words, icon = NAMES.get(kind, UNNAMED)
    above = worded.get(name, {})
    label = label_of(item, desk.work.locale) if item else above.get("label") or str(field.label if field else name)
    rules = [rule for rule in resource.screen.conditions if rule.field == name]
    return {
        "key": name,
        "label": label,
        "kind": str(words),
        "icon": icon,
        "own": item is not None,
        "opens": item is not None or name in worded,
        "required": bool(item.get("required")) if item else bool(field and field.required),
        "always": item is None and bool(desk.resource.fields[name].required),
        "given": bool(field and field.readonly),
        "retired": bool(item and item.get("retired")),
        "new": item is not None and name not in desk.keys,
        "hidden": bool(above.get("hidden")),
        "changed": bool(above.get("changed")),
        "input": bare(holder.input(name)) if field is not None and not (item and item.get("retired")) else None,
        "words": told_rules(desk.work, resource, rules),
    }


def bare(input: Input | None) -> Input | None:
    """An input without its condition, which stands below it in words of its own and must not hide it here."""
    return replace(input, when="", why="") if input is not None else None


def section_panel(desk: Desk, spec: Mapping[str, Any], number: int) -> dict[str, Any] | None:
    """What the panel of a section shows; None where there is no such section."""
    sections = laid(desk, spec)
    if not 0 <= number < len(sections):
        return None
    section = sections[number]
    label, note = section["label"], section.get("note") or {"zh": ""}
    when = section.get("when")
    kept = laid(desk, desk.draft.spec)
    return {
        "number": number,
        "was": label_of(kept[number], "zh") if number < len(kept) else "",  # what the draft calls it
        "title": label_of(section, desk.work.locale),
        "label": label if isinstance(label, dict) else {"zh": label},
        "note": note if isinstance(note, dict) else {"zh": note},
        "columns": 1 if len(section["rows"]) > 1 and arrange.is_wide(section) else 2,
        "asking": panel_of(desk, [{"when": when}] if when else [], arrange.names(section)),
        "count": len(arrange.names(section)),
        "first": number == 0,
        "last": number == len(sections) - 1,
        "only": len(sections) == 1,
    }


def section_sent(desk: Desk, number: int, *, checked: bool = True) -> edit.Spec:
    """The form with what the panel of a section says. Raises NotThere; Faulty where it is `checked`."""
    sent, sections = request.form, laid(desk, desk.draft.spec)
    begun = both(_("New section"))
    held = sections[arrange.at(sections, number)]["label"]
    words = sent.get("label_zh", ""), sent.get("label_en", "")
    label = bilingual(*renamed((begun["zh"], begun["en"]), held, *words))
    options = {"note": bilingual(sent.get("note_zh", ""), sent.get("note_en", "")), "when": sent_when(desk, 0)}
    after = arrange.change_section(sections, number, {**options, **({"label": label} if label else {})})
    columns = sent.get("columns")
    if columns in ("1", "2") and (columns == "1") != arrange.is_wide(after[number]):
        after = arrange.in_columns(after, number, int(columns))
    return arranged(desk, after, checked=checked)


def arranged(
    desk: Desk, sections: arrange.Sections, spec: Mapping[str, Any] | None = None, *, checked: bool = True
) -> edit.Spec:
    """The form arranged like that, without a section of the rest that holds nothing any more.

    Raises Faulty where a section waits for a field of its own, which nobody could ever fill in then.
    """
    kept = [section for section in sections if section["rows"] or section["label"] != both(_("More"))]
    after = arrange.arranged(desk.draft.spec if spec is None else spec, kept or sections)
    found = arrange.entangled(after["sections"]) if checked else None
    if found is None:
        return after
    number, name = found
    field = desk.best().fields.get(name)
    words = gettext(
        "The section %(section)s would be shown by a field that stands in it: %(field)s.",
        section=label_of(after["sections"][number], desk.work.locale),
        field=str(field.label) if field else name,
    )
    raise Faulty([words])
