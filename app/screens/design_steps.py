"""Turns what the designer page sends, one step at a time, into the next draft: a table of steps by their name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, request
from flask_babel import force_locale, gettext

from app.forms import arrange, edit
from app.forms import draft as drafts
from app.forms.spec import Faulty
from app.forms.vocabulary import made_of
from app.screens.design import Desk
from app.screens.design_canvas import arranged, laid, section_sent
from app.screens.design_copy import copy_fields
from app.screens.design_field import changed
from app.screens.design_kinds import turned
from app.screens.design_palette import FIRST, NAMES, words_of
from app.screens.design_register import heading
from app.screens.design_rights import limiting
from app.screens.design_words import declared, rewording
from app.screens.web import whole

Done = tuple[edit.Spec, str]
"""The form after a step, and what is chosen then: "field=f_make", "section=2" or nothing."""


def perform(desk: Desk, doing: str, key: str) -> str:
    """Do one step on the draft; the answer is what is chosen then. Raises NotThere, Faulty."""
    session, draft, by = desk.work.session, desk.draft, desk.work.viewer.name
    if doing in ("undo", "redo"):
        (drafts.undo if doing == "undo" else drafts.redo)(session, draft, by)
        return chosen_now(desk, key)
    if doing == "discard":
        drafts.discard(session, draft)
        return ""
    if doing in TRIED:
        after = TRIED[doing](desk, key)
        refuse_new_faults(desk, after)
        drafts.step(session, draft, after, by)
        return f"section={section_number()}" if doing == "section" else f"field={key}" if key else ""
    if doing not in STEPS:
        abort(400, gettext("There is no such step."))
    after, chosen = STEPS[doing](desk, key)
    drafts.step(session, draft, after, by)
    return chosen


def typed(desk: Desk, doing: str, key: str) -> edit.Spec:
    """The form with what a panel says, whether it can be used or not: to show it again. Raises NotThere."""
    return section_sent(desk, section_number(), checked=False) if doing == "section" else TRIED[doing](desk, key)


def said_already(desk: Desk, doing: str, key: str) -> bool:
    """Whether a panel says what the draft says: sent twice, or kept before while its page was being left."""
    try:
        return doing in TRIED and TRIED[doing](desk, key) == desk.draft.spec
    except (edit.NotThere, Faulty):
        return False


def chosen_now(desk: Desk, key: str) -> str:
    """What stays chosen: the field that was, the section that was."""
    number = whole(request.form.get("section"))
    return f"field={key}" if key else f"section={number}" if number is not None else ""


def refuse_new_faults(desk: Desk, spec: Mapping[str, Any]) -> None:
    """Nothing for a form without fault, and for one whose faults stood there before. Raises Faulty."""
    try:
        desk.made_by(spec)
    except Faulty as faulty:
        try:
            desk.made()
            before: tuple[str, ...] = ()
        except Faulty as held:
            before = held.faults
        if set(faulty.faults) - set(before):
            raise


def section_number() -> int:
    """The section that a step is about. Raises NotThere."""
    number = whole(request.form.get("section"))
    if number is None:
        raise edit.NotThere("section")
    return number


def number_sent(name: str) -> int | None:
    """A place that a step names; None where it names none."""
    return whole(request.form.get(name))


# -- fields -------------------------------------------------------------------------------------------------------


def add(desk: Desk, key: str) -> Done:
    """A field more: where it was dropped, else behind the chosen one, else at the end of the chosen section."""
    kind, spec = request.form.get("kind", ""), desk.draft.spec
    if kind not in NAMES:
        abort(400, gettext("There is no such kind."))
    made_key = edit.new_key(taken(desk))
    zh, en = words_of(kind)
    made = {"key": made_key, "kind": kind, "label": {"zh": zh, "en": en}, **FIRST.get(kind, {})}
    after = edit.add(spec, made, key)
    section, row = number_sent("section"), number_sent("row")
    if section is not None or "sections" in spec or key in names_above(desk):
        sections = laid(desk, spec)
        if row is None:
            sections = arrange.insert(sections, made_key, key, section)
        else:
            sections = arrange.put(sections, made_key, section_number(), row, number_sent("at"))
        after = arranged(desk, sections, after)
    return (edit.used(after, made_key, made_of(made)) if desk.makes else after), f"field={made_key}"


def names_above(desk: Desk) -> set[str]:
    """The declared fields: a new one behind one of them needs sections of the form's own."""
    return {item["key"] for item in declared(desk)}


def taken(desk: Desk) -> set[str]:
    """The keys that a new field cannot have."""
    return {*desk.resource.fields, *desk.keys, *(item["key"] for item in edit.fields(desk.draft.spec))}


def put(desk: Desk, key: str) -> Done:
    """A field in another place, where it was dropped or which was chosen from the list of sections."""
    sections = laid(desk, desk.draft.spec)
    arrange.place_of(sections, key)
    after = arrange.put(sections, key, section_number(), number_sent("row"), number_sent("at"))
    return arranged(desk, after), f"field={key}"


def moved(by: int) -> Callable[[Desk, str], Done]:
    """A field one place up or down."""

    def move(desk: Desk, key: str) -> Done:
        after = arrange.move(laid(desk, desk.draft.spec), key, by)
        return arranged(desk, after), f"field={key}"

    return move


def widen(desk: Desk, key: str) -> Done:
    """A field over both columns, or beside another one."""
    return arranged(desk, arrange.widen(laid(desk, desk.draft.spec), key)), f"field={key}"


def require(desk: Desk, key: str) -> Done:
    """A field that must be filled in, or need not any more."""
    spec = desk.draft.spec
    own = {item["key"]: item for item in edit.fields(spec)}
    if key in own:
        after = edit.change(spec, key, {"required": None if own[key].get("required") else True})
    elif key in names_above(desk):
        held = spec.get("changes", {}).get(key, {})
        after = edit.reworded(spec, key, {**held, "required": not held.get("required")})
    else:
        raise edit.NotThere(key)
    refuse_new_faults(desk, after)
    return after, f"field={key}"


def duplicate(desk: Desk, key: str) -> Done:
    """A second field like the chosen one, behind it."""
    spec, made = desk.draft.spec, edit.new_key(taken(desk))
    label = edit.field(spec, key)["label"]
    held = label if isinstance(label, dict) else {"zh": label}
    words = {}
    for language, text in held.items():
        with force_locale(language):
            words[language] = gettext("%(name)s, copy", name=text)
    sections = laid(desk, spec) if "sections" in spec else None
    after = edit.duplicate(spec, key, made, words)
    if sections is not None:
        after = arranged(desk, arrange.insert(sections, made, key), after)
    return after, f"field={made}"


def copy(desk: Desk, key: str) -> Done:
    """Fields of another form, under new keys."""
    after, chosen = copy_fields(desk, taken(desk))
    refuse_new_faults(desk, after)
    return after, chosen


def remove(desk: Desk, key: str) -> Done:
    """A field less; one that was published retires."""
    return edit.remove(desk.draft.spec, key, desk.keys), f"field={key}" if key in desk.keys else ""


def restore(desk: Desk, key: str) -> Done:
    """A field that retired, in use again."""
    return edit.change(desk.draft.spec, key, {"retired": None}), f"field={key}"


# -- sections -----------------------------------------------------------------------------------------------------


def section_add(desk: Desk, key: str) -> Done:
    """An empty section: behind the chosen one, or that of the chosen field, else at the end."""
    sections, behind = laid(desk, desk.draft.spec), number_sent("section")
    if behind is None and key:
        behind = arrange.place_of(sections, key)[0]
    words = {}
    for language in ("zh", "en"):
        with force_locale(language):
            words[language] = gettext("New section")
    after, number = arrange.add_section(sections, words, behind)
    return arranged(desk, after), f"section={number}"


def section_moved(by: int) -> Callable[[Desk, str], Done]:
    """A section one place up or down."""

    def move(desk: Desk, key: str) -> Done:
        number, sections = section_number(), laid(desk, desk.draft.spec)
        to = max(0, min(len(sections) - 1, number + by))
        return arranged(desk, arrange.move_section(sections, number, to)), f"section={to}"

    return move


def section_put(desk: Desk, key: str) -> Done:
    """A section where it was dropped."""
    to = number_sent("to")
    if to is None:
        raise edit.NotThere("to")
    after = arrange.move_section(laid(desk, desk.draft.spec), section_number(), to)
    return arranged(desk, after), f"section={min(to, len(after) - 1)}"


def section_delete(desk: Desk, key: str) -> Done:
    """A section less; its fields go to the next one."""
    after = arrange.delete_section(laid(desk, desk.draft.spec), section_number())
    return arranged(desk, after), ""


def section_columns(desk: Desk, key: str) -> Done:
    """A section in one column where it has two, and the other way round."""
    number, sections = section_number(), laid(desk, desk.draft.spec)
    columns = 2 if arrange.is_wide(sections[arrange.at(sections, number)]) else 1
    return arranged(desk, arrange.in_columns(sections, number, columns)), f"section={number}"


def field_panel_sent(desk: Desk, key: str) -> edit.Spec:
    """The form with what the panel of a field says: what it is, then its kind, then who sees and changes it."""
    after = turned(desk, changed(desk, desk.draft.spec, key), key)
    return limiting(desk, after, key)


def register_panel_sent(desk: Desk, key: str) -> edit.Spec:
    """The form with what the panel of the register says. Raises NotThere where the form makes none."""
    if not desk.makes:
        raise edit.NotThere("register")
    return heading(desk)


TRIED: Mapping[str, Callable[[Desk, str], edit.Spec]] = {
    "set": field_panel_sent,
    "word": rewording,
    "head": register_panel_sent,
    "section": lambda desk, key: section_sent(desk, section_number()),
}
"""The panels, by the step that each sends: the form with what it says. One that is refused is shown again as typed."""

STEPS: Mapping[str, Callable[[Desk, str], Done]] = {
    "add": add,
    "put": put,
    "up": moved(-1),
    "down": moved(1),
    "widen": widen,
    "require": require,
    "duplicate": duplicate,
    "copy": copy,
    "remove": remove,
    "restore": restore,
    "section_add": section_add,
    "section_up": section_moved(-1),
    "section_down": section_moved(1),
    "section_put": section_put,
    "section_delete": section_delete,
    "section_columns": section_columns,
}
"""All other steps."""
