"""What every room of the designer shares: what one request works with, and the words of a form in a language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import force_locale, gettext, ngettext
from flask_babel import lazy_gettext as _

from app.access.viewer import Rights, Viewer
from app.declare import Role
from app.forms import draft as drafts
from app.forms import edit
from app.forms.extend import extend_resource
from app.forms.follow import Processes
from app.forms.spec import Faulty, read_form
from app.forms.store import Published
from app.metadata.resource import Resource, Resources
from app.screens.work import Work

DESIGNERS = (Role.STREET_CENTRE, Role.COMMUNITY_SECRETARY)


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
    processes: Processes = field(default_factory=dict)  # that a register of the unit may follow

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
        return self.made_by(self.draft.spec)

    def made_by(self, spec: Mapping[str, Any]) -> Resource:
        """The resource as a form makes it. Raises Faulty."""
        form = read_form(spec, self.resource, self.above, self.work.context, self.declared, processes=self.processes)
        return extend_resource(self.resource, [form])

    def best(self) -> Resource:
        """The resource as the draft makes it; as it stands above while the draft is at fault."""
        try:
            return self.made()
        except Faulty:
            return self.resource

    def trying(self, resource: Resource) -> Work:
        """The work of somebody who fills in the form as the draft makes it; the rights of a register are its own."""
        known = Resources({**{other.name: other for other in self.above.values()}, resource.name: resource}.values())
        viewer = replace(self.work.viewer, rights=Rights(known.values())) if self.makes else self.work.viewer
        return replace(self.work, resources=known, viewer=viewer)


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


def bilingual(zh: str, en: str) -> dict[str, str] | None:
    """A text in both languages; None for nothing."""
    zh, en = zh.strip(), en.strip()
    return {"zh": zh or en, **({"en": en} if en else {})} if zh or en else None


def both(words: Any) -> dict[str, str]:
    """Lazy words in both languages."""
    found = {}
    for locale in ("zh", "en"):
        with force_locale(locale):
            found[locale] = str(words)
    return found


ASKED = {
    "kind": _("Kind of field"),
    "label": _("Name in Chinese"),
    "help": _("Explanation"),
    "description": _("What it is for"),
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

PARTS = {"conditions": _("Conditions"), "sections": _("Sections"), "charts": _("Charts")}
PLACE = re.compile(r"(?P<part>[a-z]+)\[(?P<number>\d+)\](?:\.(?P<option>[a-z_]+))?[^:]*: (?P<words>.*)", re.DOTALL)


def plainly(fault: str, spec: Mapping[str, Any], locale: str) -> str:
    """A fault with the names that the page shows, in place of its place in the JSON and of the keys of own fields."""
    own = {item["key"]: label_of(item, locale) for item in edit.fields(spec)}
    found = PLACE.fullmatch(fault)
    items = spec.get(found["part"], ()) if found else ()
    listed = found is not None and isinstance(items, list) and int(found["number"]) < len(items)
    item = items[int(found["number"])] if found is not None and listed else None
    if found is None or not isinstance(item, dict):
        return edit.KEYS.sub(lambda key: own.get(key[0], key[0]), fault)
    words = edit.KEYS.sub(lambda key: own.get(key[0], key[0]), found["words"])
    if found["part"] == "fields":
        named, asked = label_of(item, locale), str(ASKED.get(found["option"] or "", ""))
    else:
        named = own.get(item.get("field", ""), "") or label_of(item, locale)
        asked = str(PARTS.get(found["part"], ""))
    return gettext("%(field)s: %(part)s", field=" · ".join(filter(None, (named, asked))), part=words)


def label_of(item: Mapping[str, Any], locale: str) -> str:
    """A field's label in a language."""
    return text_in(item.get("label"), locale)


def text_in(given: Any, locale: str) -> str:
    """A text of a form in a language; nothing for none."""
    words = given if isinstance(given, dict) else {"zh": str(given or "")}
    return str(words.get(locale) or words.get("zh", ""))
