"""Turns a draft and what is chosen of it into the page of the designer, and the forms of a unit into a list."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext

from app.forms import draft as drafts
from app.forms import edit
from app.forms.registers import ICONS, PREFIX
from app.forms.spec import Faulty
from app.forms.store import standing, version
from app.screens.design import Desk, label_of, plainly, summed
from app.screens.design_canvas import canvas, section_panel
from app.screens.design_changes import Change, counted, explained, mark, seen
from app.screens.design_faults import About, beside
from app.screens.design_field import properties
from app.screens.design_kinds import kinds_panel
from app.screens.design_palette import PALETTE
from app.screens.design_register import register_panel
from app.screens.design_rights import rights_panel
from app.screens.design_words import declared, words_in_panel
from app.screens.touches import named_by
from app.screens.web import whole
from app.screens.work import Work


def shown_page(desk: Desk, tried: edit.Spec | None, errors: tuple[str, ...]) -> dict[str, Any]:
    """All that the page shows. `tried` is what was typed and refused."""
    spec = desk.draft.spec
    faults = list(errors)
    try:
        desk.made()
    except Faulty as faulty:
        if edit.fields(spec) or not desk.makes:  # a new register is not wrong for being empty
            faults += [fault for fault in faulty.faults if fault not in faults]
    typed = tried if tried is not None else spec
    panels = chosen_panels(desk, typed, tried)
    nothing = not any(panels.values())
    about = about_now()
    changes = explained(desk, desk.published, spec) if spec != desk.published else []
    return {
        **panels,
        "name": desk.declared.name,
        "palette": PALETTE,
        "sections": canvas(desk, spec),
        "faults": [plainly(fault, typed, desk.work.locale) for fault in faults],
        "wrong": beside(errors, typed, about, desk.work.locale),
        "tried": "" if tried is None else "refused" if errors else "late",
        "news": news(desk),
        "draft": desk.draft,
        "mark": mark(spec),
        "number": desk.number,
        "phone": request.values.get("view") == "phone",
        "makes": desk.makes,
        "register": register_panel(desk, tried) if desk.makes and nothing else None,
        "opened": not nothing or "register" in request.args,
        "counts": counted(changes),
        "touches": named_by(desk) if changes else [],
    }


def chosen_panels(desk: Desk, typed: edit.Spec, tried: edit.Spec | None) -> dict[str, Any]:
    """The panel of the field or the section that is chosen; the others are None."""
    about = about_now()
    key = about if isinstance(about, str) else ""
    section = about if isinstance(about, int) else None
    chosen = next((item for item in edit.fields(typed) if item["key"] == key), None)
    above = {item["key"] for item in declared(desk)}
    return {
        "chosen": properties(chosen, desk, typed) if chosen else None,
        "worded": words_in_panel(key, desk, tried) if key in above else None,
        "kinds": kinds_panel(desk, key, typed) if chosen else None,
        "rights": rights_panel(desk, key, tried) if chosen or key in above else None,
        "part": section_panel(desk, typed, section) if section is not None else None,
    }


def about_now() -> About:
    """What the panel is about: a field's key, a section's number, None for the register or nothing."""
    if request.form.get("do") == "head":  # the panel of the register was refused: it is shown again
        return None
    return request.values.get("field") or whole(request.values.get("section"))


def news(desk: Desk) -> list[Change]:
    """What somebody else changed since the page was shown that the last step came from."""
    sent = request.form if "_mark" in request.form else request.args
    marked = sent.get("_mark") or sent.get("since", "")
    number = whole(sent.get("_number") or sent.get("version"))
    before = seen(desk, marked) if marked else None
    if before is not None and before != desk.draft.spec:
        return explained(desk, before, desk.draft.spec)
    if number is not None and number != desk.number:
        old = version(desk.work.session, desk.owner, desk.declared.name, number)
        return explained(desk, old.spec if old else {}, desk.published)
    return []


def listing(work: Work) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the unit of the viewer can extend, with how far it is; and its registers."""
    home = work.viewer.home
    assert home is not None
    published = {item.resource: item for item in standing(work.session) if item.owner == home.organisation_id}
    kept = drafts.of_unit(work.session, home.organisation_id)
    rows: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for resource in work.resources.values():
        if not resource.screen.extensible or resource.screen.menu is None or not work.may("list", resource):
            continue
        stands, held = published.get(resource.name), kept.pop(resource.name, None)
        rows[resource.name.startswith(PREFIX)].append(
            {
                "label": resource.plural,
                "icon": resource.screen.icon,
                "url": f"/forms/{resource.name}",
                "words": summed(stands),
                "draft": held is not None and held.spec != (stands.spec if stands else {}),
            }
        )
    for name, held in kept.items():  # registers that were never published
        if "register" in held.spec:
            register = held.spec["register"]
            rows[True].append(
                {
                    "label": label_of(register, work.locale),
                    "icon": register.get("icon", ICONS[0]),
                    "url": f"/forms/{name}",
                    "words": gettext("Not published yet"),
                    "draft": True,
                }
            )
    return rows[False], rows[True]
