"""Turns the processes of a street into what the register's panel offers: those that its entries can follow; of the
others, what they name that an entry has no answer to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, ngettext

from app.cases import beginning
from app.cases.registry import following
from app.forms import edit
from app.forms.follow import Lack, names_people, unanswered
from app.forms.registers import register_of
from app.metadata.resource import Resource
from app.screens.design import Desk, label_of
from app.screens.work import Work

TOLD = 4  # things that are named


def process_panel(desk: Desk, spec: Mapping[str, Any], resource: Resource) -> dict[str, Any]:
    """What the panel says of the process, and of who is in charge."""
    register, locale = spec["register"], desk.work.locale
    own = {item["key"]: item for item in edit.fields(spec) if not item.get("retired")}
    owner = register.get("owner", "")
    offered, closed = [], []
    for key, item in desk.processes.items():
        label = item.process.label.told(locale)
        lacking = unanswered(item.process, resource.fields, owner)
        if not lacking or key == register.get("process"):
            offered.append((key, label))
        else:
            closed.append((label, lacks(desk.work, lacking)))
    return {
        "process": register.get("process", ""),
        "processes": offered,
        "closed": closed,
        "owner": owner,
        "owners": [
            (key, label_of(item, locale))
            for key, item in own.items()
            if key in resource.fields and names_people(resource.fields[key])
        ],
        "begin": begins(desk, spec),
    }


def lacks(work: Work, found: tuple[Lack, ...]) -> str:
    """What a process names that entries have no answer to, in words: the first few of them."""
    names = list(dict.fromkeys(word(work, item) for item in found))
    shown = gettext(", ").join(names[:TOLD])
    if len(names) > TOLD:
        return ngettext("%(names)s and %(num)d other thing", "%(names)s and %(num)d other things",
                        len(names) - TOLD, names=shown)  # fmt: skip
    return shown


def word(work: Work, lack: Lack) -> str:
    """One of them: a field by its label, all else as its process is told elsewhere."""
    issues = following("issue")
    if lack.kind == "field":
        fields = work.resources["issue"].fields
        declared = fields.get(lack.name) or (issues.inputs.get(lack.name) if issues is not None else None)
        if declared is not None:
            return str(declared.label)
    told = issues.names.get(lack.name) if issues is not None else None
    return told.told(work.locale) if told is not None else lack.name


def begins(desk: Desk, spec: Mapping[str, Any]) -> str:
    """How many entries that are there would begin, where a process is chosen; empty for none."""
    item = desk.processes.get(spec["register"].get("process", ""))
    if item is None or register_of(desk.declared) is None:
        return ""
    count = beginning.waiting(desk.work.session, desk.declared)
    if not count:
        return ""
    stage = item.process.stage(item.process.start).label.told(desk.work.locale)
    return ngettext(
        "%(num)d entry that is there begins now, at “%(stage)s”.",
        "%(num)d entries that are there begin now, at “%(stage)s”.",
        count,
        stage=stage,
    )


def told_process(desk: Desk, was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What it means that a form chooses another process, or another person in charge."""
    found = []
    if was.get("process") != now.get("process"):
        item = desk.processes.get(now.get("process", ""))
        if item is None:
            found.append(gettext("New entries follow no process. Cases that were opened are kept, and not shown."))
        else:
            label = item.process.label.told(desk.work.locale)
            found.append(gettext("New entries follow “%(process)s”. Open cases go on as they began.", process=label))
            found += filter(None, [begins(desk, {"register": now})])
    if was.get("owner") != now.get("owner"):
        found.append(gettext("Another field names who is in charge."))
    return found
