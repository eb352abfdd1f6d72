"""A street adds a process of its own: from a plain template, or as a copy of one that is there, under its own name.

What it makes is published at once as version 1, which nothing follows yet; then it is drawn like any other.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import abort, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext

from app.access.audit import note_action
from app.cases import drafts, versions
from app.cases.versions import Overtaken
from app.declare import ADMINISTRATORS, Role
from app.forms.follow import common
from app.process import drawing
from app.process.checking import Misdrawn
from app.process.process import Process
from app.process.reading import KEY, LONGEST, read_process
from app.query.initials import initials
from app.screens.draw import ROUTE, draws
from app.screens.drawn import sent_label
from app.screens.notices import tell
from app.screens.values import Item, Page
from app.screens.web import current_work, go, show
from app.screens.work import Work
from models.processes import TEMPLATES

MOST = 50  # processes of a street
RESERVED = ("new", "plain", "rectify")  # addresses of ours, and keys of what one may begin with
ANYBODY = f"role:{Role.STREET_CENTRE.value}"


class NewProcessView(BaseView):
    """`/processes/new`."""

    route_base = f"{ROUTE}/new"
    default_view = "new"
    base_permissions: list[str] = []

    @expose("", methods=["GET", "POST"])
    def new(self) -> Any:
        """Ask what it is called and what it begins with; POST makes it."""
        work = current_work()
        street = draws(work.viewer)
        if street is None:
            abort(403, gettext("Processes are drawn by the street centre."))
        there = {key: found.process for key, found in versions.standing(work.session.connection(), street).items()}
        known = {**TEMPLATES, **there}
        chosen = request.values.get("from", next(iter(TEMPLATES)))
        if chosen not in known:
            abort(404)
        error, label, alone = "", {"zh": "", "en": ""}, True
        if request.method == "POST":
            label, alone = sent_label(), bool(request.form.get("alone"))
            error = wrong(label, there)
            if not error:
                key = new_key(label.get("en") or label["zh"], label["zh"], {*known, *RESERVED})
                try:
                    return made(work, street, begun(known[chosen], key, label, alone))
                except Misdrawn as misdrawn:
                    error = gettext("Entries of a register cannot go through what is left of it: %(fault)s",
                                    fault=str(misdrawn.faults[0]))  # fmt: skip
                except Overtaken:
                    work.session.rollback()
                    error = gettext("Somebody made a process of this name in between. Give another name.")
        page = Page(
            title=gettext("New process"),
            crumbs=(Item(label=gettext("Processes"), url=f"{ROUTE}/"),),
        )
        return show(
            "process_new.html",
            page,
            current="processes",
            status=422 if error else 200,
            error=error,
            zh=label.get("zh", ""),
            en=label.get("en", ""),
            chosen=chosen,
            alone=alone,
            templates=[told(work, key, process) for key, process in TEMPLATES.items()],
            copies=[told(work, key, process) for key, process in there.items()],
        )


def told(work: Work, key: str, process: Process) -> dict[str, Any]:
    """What one may begin with, with its steps."""
    steps = [step.label.told(work.locale) for step in process.steps if step.beside is None]
    return {"key": key, "label": process.label.told(work.locale), "steps": " → ".join(steps)}


def wrong(label: dict[str, str], there: dict[str, Process]) -> str:
    """Why a name cannot be; empty when it can."""
    if not label["zh"]:
        return gettext("Give the process a Chinese name.")
    if max(map(len, label.values())) > LONGEST:
        return gettext("Use at most %(num)d characters.", num=LONGEST)
    if any(process.label.zh == label["zh"] for process in there.values()):
        return gettext("A process of this name is there already.")
    if len(there) >= MOST:
        return gettext("There are %(most)s processes already.", most=MOST)
    return ""


def begun(source: Process, key: str, label: dict[str, str], alone: bool) -> Process:
    """A copy under another key and name. `alone`: for registers, without what their entries cannot answer.

    Raises Misdrawn where nothing sound is left.
    """
    spec = drafts.drawn(source)
    if alone:
        roles = [role.value for role in Role if role not in ADMINISTRATORS]
        spec = drawing.answered(spec, common(roles), ANYBODY)
    return read_process({**spec, "key": key, "label": label})


def made(work: Work, street: int, process: Process) -> Any:
    """Publish it as version 1, and go on to where it is drawn."""
    connection = work.session.connection()
    versions.publish(connection, street, process, seen=0, by=work.viewer.name)
    told = gettext("%(process)s: version %(number)s", process=process.label.zh, number=1)
    note_action(work.session, "publish", "issue", note=told)
    work.session.commit()
    tell(
        gettext(
            "“%(process)s” is there. Nothing follows it yet: change it as you need it, "
            "then let a register or a kind of issue follow it.",
            process=process.label.told(work.locale),
        ),
        tone="ok",
    )
    return go(f"{ROUTE}/{process.key}/draw")


def new_key(english: str, chinese: str, taken: Collection[str]) -> str:
    """A key that no process has: the English words of its name, else the initials of the Chinese one."""
    words = "_".join("".join(sign if sign.isascii() and sign.isalnum() else " " for sign in english.lower()).split())
    spelt = words or next(iter(initials(chinese)), "")
    key = spelt[:30].strip("_")
    if not KEY.fullmatch(key):
        key = f"p_{key}".strip("_")
    found, number = key, 1
    while found in taken:
        number += 1
        found = f"{key}_{number}"
    return found
