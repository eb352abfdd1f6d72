"""What the pages of processes say: the words to draw with, what follows a process, what publishing leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext, ngettext
from sqlalchemy import select

from app.cases import versions
from app.declare import Role
from app.metadata.resource import Resource
from app.process.process import Process
from app.screens import drawn
from app.screens.draw import Desk, told_running
from app.screens.draw_follow import asked_of
from app.screens.drawn import Vocabulary
from app.screens.work import Work
from models.loop.choosing import ProcessRule
from models.loop.naming import CONDITIONS, ELSEWHERE, PART_WORDS
from models.loop.words import askable, column, may_name, shipped
from models.processes import EFFECTS


def vocabulary(work: Work, base: Process, registers: Sequence[Resource] = ()) -> Vocabulary:
    """What a street's version of a process may name, in the reader's language."""
    known, locale = may_name(base), work.locale
    fields = {**askable(work.resources["issue"], (base,)), **asked_of(registers)}
    needs = {
        name: label or (ELSEWHERE[name].told(locale) if name in ELSEWHERE else "") for name, label in fields.items()
    }

    def told(names: frozenset[str], words: Any, before: str = "") -> dict[str, str]:
        return {f"{before}{name}": text.told(locale) for name, text in words.items() if f"{before}{name}" in names}

    return Vocabulary(
        roles={name: str(role.label) for role in Role if (name := f"role:{role.value}") in known.actors},
        parts=told(known.actors, PART_WORDS, "part:"),
        needs=needs,
        facts=told(known.facts, CONDITIONS),
        effects=told(known.effects, EFFECTS),
        column=nowhere if registers and shipped(base.key) is None else column,
        known=drawn.Known(actors=known.actors, facts=known.facts, effects=known.effects, needs=frozenset(needs)),
        locale=locale,
    )


def nowhere(stage: Mapping[str, Any]) -> str:
    """The column of the board for what only registers follow: entries stand on no board."""
    return ""


def touched(desk: Desk) -> list[str]:
    """What publishing leaves as it is."""
    running = told_running(versions.running(desk.work.session.connection(), desk.street), desk.key)
    said = [
        ngettext(
            "%(num)d open case goes on as it began: %(version)s.",
            "%(num)d open cases go on as they began: %(version)s.",
            count,
            version=words,
        )
        for words, count in running
    ]
    return said or [gettext("No case is open under this process.")]


def followed(work: Work) -> dict[str, list[str]]:
    """Which kinds of issues follow which process, in words, by its key."""
    resource = work.resources["process_rule"]
    if not work.may("list", resource):
        return {}
    found: dict[str, list[str]] = {}
    for rule in work.session.scalars(select(ProcessRule).where(ProcessRule.deleted_at.is_(None)).limit(200)):
        parts = [
            resource.field(name).text(value, work.context)
            for name in ("source", "category")
            if (value := resource.field(name).read(rule))
        ]
        found.setdefault(rule.flow, []).append(" · ".join(parts) or gettext("Everything"))
    return found
