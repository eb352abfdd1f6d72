"""Turns two forms into what changes from one to the other, each change with what it means in plain words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.declare import Condition, Role
from app.forms import arrange, edit
from app.forms.registers import usual
from app.forms.rights import PARTS as LIMITS
from app.forms.spec import Faulty
from app.forms.vocabulary import TAKES
from app.metadata.resource import Resource
from app.screens.design import ASKED, Desk, both, label_of, text_in
from app.screens.design_canvas import laid, section_when
from app.screens.design_conditions import told_rules
from app.screens.design_follow import told_process
from app.screens.design_palette import NAMES
from app.screens.design_register import LEVEL_WORDS
from app.screens.design_rights import told

SIGNS = {"ok": _("New"), "soon": _("Changed"), "late": _("Retires")}
"""The word of a tone."""

SWITCHED: Mapping[str, tuple[Any, Any]] = {
    "required": (_("Must be filled in from now on."), _("Need not be filled in any more.")),
    "retired": (
        _("Its values are kept and can be exported; it is no longer in the form."),
        _("In use again."),
    ),
    "hidden": (_("No longer in the form, lists and exports."), _("Shown again.")),
    "unique": (_("No two entries may be alike."), _("Entries may be alike.")),
    "fast": (_("Sorting and filtering by it are sped up."), _("Sorting and filtering by it are no longer sped up.")),
}
"""What it means that an option was switched on, or off."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change as a page tells it."""

    tone: str
    sign: str
    name: str
    details: tuple[str, ...] = ()


def explained(desk: Desk, before: Mapping[str, Any], after: Mapping[str, Any], *, placed: bool = True) -> list[Change]:
    """Every difference of two forms, with what it means. `placed` also says where fields moved."""
    telling = Telling(desk, before, after, placed)
    found = []
    for item in edit.differences(before, after):
        sign = str(SIGNS.get(item.tone, SIGNS["soon"]))
        details = tuple(telling.details(item))
        found.append(Change(tone=item.tone, sign=sign, name=telling.name(item), details=details))
    return found


def counted(changes: Iterable[Change]) -> list[str]:
    """How many there are of each sign: “3 new”, “2 changed”, “1 retired”."""
    tones = [change.tone for change in changes]
    words = (
        ("ok", ngettext("%(num)d new", "%(num)d new", tones.count("ok"))),
        ("soon", ngettext("%(num)d changed", "%(num)d changed", tones.count("soon"))),
        ("late", ngettext("%(num)d retired", "%(num)d retired", tones.count("late"))),
    )
    return [told for tone, told in words if tone in tones]


class Telling:
    """What the sentences about two forms look at."""

    def __init__(self, desk: Desk, before: Mapping[str, Any], after: Mapping[str, Any], placed: bool) -> None:
        self.desk, self.before, self.after = desk, before, after
        self.locale = desk.work.locale
        self.resource = self.read(after)
        self.held, self.wanted = ({item["key"]: item for item in edit.fields(spec)} for spec in (before, after))
        if placed:
            self.stood, self.stand = laid(desk, before), laid(desk, after)
        else:
            self.stood, self.stand = (arrange.copied(spec.get("sections", ())) for spec in (before, after))

    def read(self, spec: Mapping[str, Any]) -> Resource:
        """The resource as a form makes it; as it stands above where the form is at fault."""
        try:
            return self.desk.made_by(spec)
        except Faulty:
            return self.desk.resource

    def name(self, item: edit.Difference) -> str:
        """What a difference is about."""
        field = self.wanted.get(item.about) or self.held.get(item.about)
        return label_of(field, self.locale) if field else item.name or item.words

    def called(self, name: str) -> str:
        """A field's label."""
        own = self.wanted.get(name) or self.held.get(name)
        if own is not None:
            return label_of(own, self.locale)
        return str(self.resource.fields[name].label) if name in self.resource.fields else name

    def details(self, item: edit.Difference) -> list[str]:
        """What a difference means, in sentences."""
        key = item.about
        if key in self.wanted and key not in self.held:
            return self.new(self.wanted[key])
        if key in self.wanted:
            return [*self.options(self.held[key], self.wanted[key]), *self.conditions(key)]
        return PARTS[key](self) if key in PARTS else []

    def new(self, item: Mapping[str, Any]) -> list[str]:
        """What a new field is."""
        words = [str(NAMES[item["kind"]][0])]
        if item.get("options"):
            count = len([option for option in item["options"] if not option.get("retired")])
            words.append(ngettext("%(num)d option", "%(num)d options", count))
        if item.get("required"):
            words.append(gettext("must be filled in"))
        section = self.section_of(self.stand, item["key"])
        if section:
            words.append(gettext("in “%(section)s”", section=section))
        limits = [told(part, item[part]) for part in LIMITS if part in item]
        return [gettext(", ").join(words), *limits, *told_rules(self.desk.work, self.resource, self.rules(item["key"]))]

    def options(self, was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
        """What changed of a field."""
        found = []
        kinds = [spec["kind"] for spec in (was, now) if "kind" in spec]
        gone = set(TAKES[kinds[0]]) ^ set(TAKES[kinds[1]]) if kinds else set()  # what only one of two kinds takes
        for name in dict.fromkeys((*was, *now)):
            old, new = was.get(name), now.get(name)
            if old == new or name in gone:
                continue
            if name in LIMITS:
                found.append(told(name, new))
            elif name in SWITCHED and isinstance(old or new, bool):
                found.append(str(SWITCHED[name][0 if new else 1]))
            elif name == "options":
                found += self.choices(old or [], new or [])
            elif isinstance(old, list) or isinstance(new, list):
                found.append(gettext("%(what)s changed.", what=str(ASKED.get(name, name))))
            else:
                values = [self.value(name, value) or "—" for value in (old, new)]
                found.append(
                    gettext(
                        "%(what)s: “%(was)s” becomes “%(now)s”.",
                        what=str(ASKED.get(name, name)),
                        was=values[0],
                        now=values[1],
                    )
                )
        return found

    def value(self, name: str, given: Any) -> str:
        """The value of an option in words."""
        if name in ("kind", "result") and given in NAMES:
            return str(NAMES[given][0])
        target = self.desk.above.get(given) if name == "target" and given else None
        return str(target.plural) if target is not None else text_in(given, self.locale)

    def choices(self, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[str]:
        """What changed of the options of a choice."""
        was = {item["code"]: item for item in old if not item.get("retired")}
        now = {item["code"]: item for item in new if not item.get("retired")}

        def listed(items: Iterable[Mapping[str, Any]]) -> str:
            return gettext(", ").join(str(item.get(self.locale) or item["zh"]) for item in items)

        more = [item for code, item in now.items() if code not in was]
        less = [item for code, item in was.items() if code not in now]
        other = [item for code, item in now.items() if code in was and was[code] != item]
        sentences = (
            (more, gettext("New options: %(names)s.", names=listed(more))),
            (less, gettext("No longer offered: %(names)s.", names=listed(less))),
            (other, gettext("Options in other words: %(names)s.", names=listed(other))),
        )
        found = [words for items, words in sentences if items]
        return found or [gettext("The order of its options")]

    def conditions(self, key: str) -> list[str]:
        """The conditions of a field as they are from now on, where they changed."""
        if edit.rules(self.before, key) == edit.rules(self.after, key):
            return []
        return told_rules(self.desk.work, self.resource, self.rules(key)) or [gettext("Always shown.")]

    def rules(self, key: str) -> list[Condition]:
        """The conditions that the form gives a field."""
        return [rule for rule in self.resource.screen.conditions if rule.field == key]

    def other_conditions(self) -> list[str]:
        """The conditions of fields that the form does not make."""
        found = []
        keys = [rule["field"] for spec in (self.before, self.after) for rule in spec.get("conditions", ())]
        for key in dict.fromkeys(key for key in keys if key not in self.held and key not in self.wanted):
            found += [
                gettext("%(field)s: %(part)s", field=self.called(key), part=words) for words in self.conditions(key)
            ]
        return found

    def section_of(self, sections: Sequence[Mapping[str, Any]], key: str) -> str:
        """The label of the section that a field stands in."""
        return next(
            (label_of(section, self.locale) for section in sections if key in arrange.names(section)),
            "",
        )

    def sections(self) -> list[str]:
        """Fields that moved, sections that are new, gone or otherwise."""
        more = both(_("More"))  # the rest is no section that somebody made
        was, now = (
            {json.dumps(part["label"], sort_keys=True): part for part in parts if part["label"] != more}
            for parts in (self.stood, self.stand)
        )
        found = [
            gettext("New section “%(name)s”.", name=label_of(now[label], self.locale))
            for label in now
            if label not in was
        ]
        found += [
            gettext("The section “%(name)s” is gone.", name=label_of(was[label], self.locale))
            for label in was
            if label not in now
        ]
        for key in [name for section in self.stand for name in arrange.names(section)]:
            start, end = self.section_of(self.stood, key), self.section_of(self.stand, key)
            if start and end and start != end:
                words = gettext(
                    "%(field)s moves from “%(was)s” to “%(now)s”.", field=self.called(key), was=start, now=end
                )
                found.append(words)
        for label, section in now.items():
            if label in was:
                found += self.section(was[label], section)
        return found

    def section(self, was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
        """What changed of one section that stays."""
        name, found = label_of(now, self.locale), []
        if was.get("note") != now.get("note"):
            found.append(gettext("The explanation of “%(name)s” changes.", name=name))
        if was.get("when") != now.get("when"):
            words = section_when(self.desk, self.resource, now["when"]) if now.get("when") else gettext("Always shown.")
            found.append(gettext("%(field)s: %(part)s", field=name, part=words))
        stay = set(arrange.names(was)) & set(arrange.names(now))
        if [row for row in was["rows"] if set(row) <= stay] != [row for row in now["rows"] if set(row) <= stay]:
            found.append(gettext("The order of the fields in “%(name)s” changes.", name=name))
        return found

    def columns(self, part: str) -> list[str]:
        """Which fields a list of names gains and loses."""
        was, now = ([self.called(name) for name in spec.get(part, ())] for spec in (self.before, self.after))
        return gained(was, now)

    def charts(self) -> list[str]:
        """Which charts come and go."""
        was, now = (
            [label_of(chart, self.locale) for chart in spec.get("charts", ())] for spec in (self.before, self.after)
        )
        return gained(was, now)

    def register(self) -> list[str]:
        """What changed of a register as a whole; nothing of a first version."""
        was, now = (spec.get("register", {}) for spec in (self.before, self.after))
        if not was:
            return told_process(self.desk, was, now)
        found = self.options(*({name: part.get(name) for name in ("label", "description")} for part in (was, now)))
        if was.get("icon") != now.get("icon"):
            found.append(gettext("Another picture in the menu."))
        found += told_process(self.desk, was, now)
        if was.get("title") != now.get("title"):
            names = gettext(", ").join(self.called(name) for name in now.get("title", self.resource.title))
            found.append(gettext("Named by: %(names)s", names=names))
        if was.get("sort") != now.get("sort"):
            found.append(gettext("The list stands in another order."))
        old, new = ({item["role"]: item["level"] for item in part.get("rights", usual())} for part in (was, now))
        for role in Role:
            if old.get(role.value) != new.get(role.value):
                level = new.get(role.value)
                words = str(LEVEL_WORDS[level]) if level in LEVEL_WORDS else gettext("Nothing")
                found.append(gettext("%(field)s: %(part)s", field=str(role.label), part=words))
        return found

    def declared(self) -> list[str]:
        """What changed of the words and demands of declared fields."""
        was, now = self.before.get("changes", {}), self.after.get("changes", {})
        found = []
        for name in dict.fromkeys((*was, *now)):
            old, new = was.get(name, {}), now.get(name, {})
            sentences = self.options(
                {**old, "label": label_now(self, name, old)}, {**new, "label": label_now(self, name, new)}
            )
            found += [gettext("%(field)s: %(part)s", field=self.called(name), part=words) for words in sentences]
        return found


def label_now(telling: Telling, name: str, held: Mapping[str, Any]) -> Any:
    """The label of a declared field under what a form changes of it."""
    field = telling.desk.resource.fields.get(name)
    return text_in(held["label"], telling.locale) if held.get("label") else str(field.label) if field else name


def gained(was: Sequence[str], now: Sequence[str]) -> list[str]:
    """What a list of names gains and loses, in words."""
    more = gettext(", ").join(name for name in now if name not in was)
    less = gettext(", ").join(name for name in was if name not in now)
    found = [gettext("Also: %(names)s.", names=more)] if more else []
    found += [gettext("No longer: %(names)s.", names=less)] if less else []
    return found or [gettext("In another order, or with other settings.")]


PARTS: Mapping[str, Callable[[Telling], list[str]]] = {
    "register": Telling.register,
    "list": lambda telling: telling.columns("list"),
    "filters": lambda telling: telling.columns("filters"),
    "search": lambda telling: telling.columns("search"),
    "sections": Telling.sections,
    "charts": Telling.charts,
    "changes": Telling.declared,
    "conditions": Telling.other_conditions,
}
"""What to say of a part of the form; a part that is not here is told by its name alone."""


# -- two designers ------------------------------------------------------------------------------------------------


def mark(spec: Mapping[str, Any]) -> str:
    """What tells a form from every other one: sent along with each step, so that it can be found again."""
    return hashlib.sha256(json.dumps(spec, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:20]


def seen(desk: Desk, marked: str) -> Mapping[str, Any] | None:
    """The form that a page showed, by its mark: a step before or after this draft, or what is published."""
    held = (*desk.draft.past, *desk.draft.future, desk.draft.spec, desk.published)
    return next((spec for spec in reversed(held) if mark(spec) == marked), None)
