"""Tells a designer which documents show a field before she changes it: by a street's template or the shipped layout."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy.orm import Session

from app.forms.speaking import add_speaker
from models.papers.issuing import placeholders
from models.papers.sheets import SHEETS
from models.papers.templates import template_in_use, used


def naming(session: Session, street: int, resource: str, key: str) -> list[str]:
    """The documents that show a field in a street: those whose template names it, or whose shipped layout holds it."""
    found = []
    for kind, sheet in SHEETS.items():
        if sheet.resource != resource:
            continue
        known = placeholders(sheet)
        of_field = [item.key for item in sheet.entries if key == (item.field or ("" if item.read else item.key))]
        wanted = {key, *of_field, *(known[name][0] for name in of_field)} - {""}
        template = template_in_use(session, street, kind)
        if template is None and of_field:
            found.append(gettext("the document “%(name)s”", name=kind.label))
        elif template is not None and used(template) & wanted:
            words = gettext("the template “%(file)s” of the document “%(name)s”", file=template.name, name=kind.label)
            found.append(words)
    return found


add_speaker(naming)
