"""One step of drawing a process: who may take it, what a request works with, and what each button does to the draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, request
from flask_babel import gettext, ngettext

from app.access.viewer import Viewer
from app.cases.tables import ProcessDraft
from app.cases.versions import Version
from app.declare import ADMINISTRATORS, Role
from app.forms import draft as drafts
from app.process import drawing
from app.process.process import Kind, Limit, Process, Words
from app.screens import drawn
from app.screens.drawn import Said, Vocabulary
from app.screens.notices import tell
from app.screens.values import Item
from app.screens.web import whole
from app.screens.work import Work

ROUTE = "/processes"
NEW_STAGE = Words("新阶段", "New stage")
NEW_STEP = Words("新环节", "New step")
NEW_WAY = Words("新操作", "New action")
ONWARD = Words("办完，转下一步", "Done: on to the next stage")


def draws(viewer: Viewer) -> int | None:
    """The street whose processes somebody draws; None for who draws none."""
    found = (holding.street_id for holding in viewer.holdings if holding.role is Role.STREET_CENTRE)
    return next((street for street in found if street), None)


def reads(viewer: Viewer) -> int | None:
    """The street whose processes somebody reads; None for who works in no street, and for administrators."""
    found = (holding.street_id for holding in viewer.holdings if holding.role not in ADMINISTRATORS)
    return draws(viewer) or next((street for street in found if street), None)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What one request about a process works with."""

    work: Work
    street: int
    key: str
    draft: ProcessDraft
    stands: Version
    words: Vocabulary
    may: bool  # draw

    @property
    def home(self) -> str:
        """The address of the process."""
        return f"{ROUTE}/{self.key}"

    @property
    def label(self) -> str:
        """What the process is called as it stands."""
        return self.stands.process.label.told(self.work.locale)

    @property
    def crumbs(self) -> tuple[Item, ...]:
        """The way back."""
        return (Item(label=gettext("Processes"), url=f"{ROUTE}/"), Item(label=self.label, url=self.home))

    def read(self) -> tuple[Process | None, tuple[Said, ...]]:
        """The process that the draft makes, or what is wrong with it."""
        return drawn.read(self.draft.spec, self.words)


def place_sent() -> str:
    """The place on the page from which a step was sent."""
    named = {name: request.form.get(name, "")[:40] for name in ("stage", "step_key", "way")}
    if named["stage"]:
        return f"?stage={named['stage']}" + (f"&way={named['way']}#way" if named["way"] else "")
    return f"?step={named['step_key']}" if named["step_key"] else ""


def keep(desk: Desk, spec: drawing.Spec) -> None:
    """Keep a change of the draft."""
    drafts.step(desk.work.session, desk.draft, spec, desk.work.viewer.name)


def changing(change: Callable[[drawing.Spec, str, str], drawing.Spec]) -> Callable[[Desk], str]:
    """A step that changes what is named by the form and stays where it was sent from."""

    def done(desk: Desk) -> str:
        keep(desk, change(desk.draft.spec, request.form.get("key", ""), request.form.get("stage", "")))
        return place_sent()

    return done


def leaving(change: Callable[[drawing.Spec, str, str], drawing.Spec], *, to: str) -> Callable[[Desk], str]:
    """The same for what is gone afterwards: the page stands above it then."""

    def done(desk: Desk) -> str:
        stage = request.form.get("stage", "")
        keep(desk, change(desk.draft.spec, request.form.get("key", ""), stage))
        return f"?stage={stage}" if to == "stage" else ""

    return done


def room(desk: Desk, name: str) -> bool:
    """Whether one more fits in; says so where it does not."""
    if drawn.full(desk.draft.spec, name):
        tell(gettext("There are %(most)s already; no more are possible.", most=drawn.MOST[name]), tone="soon")
        return False
    return True


def add_stage(desk: Desk) -> str:
    """A stage behind another one, with a way on, so that it can be used as it is."""
    spec, after = desk.draft.spec, request.form.get("key", "")
    before = drawing.found(spec, "stages", after)
    if not room(desk, "stages") or not room(desk, "transitions"):
        return place_sent()
    key = drawn.new_key(spec, "s")
    made = {"key": key, "step": before["step"], "kind": Kind.HANDLE.value, "label": words_of(NEW_STAGE)}
    made |= {"limit": {"amount": Limit(5).amount, "unit": Limit(5).unit.value}, "repeatable": True}
    main = drawing.main_way(spec, after)
    way = {"key": drawn.new_key(spec, "t"), "label": words_of(ONWARD), "actors": list((main or {}).get("actors", ()))}
    keep(desk, drawing.with_stage(spec, made, {**way, "tone": "primary"}, after))
    return f"?stage={key}"


def add_step(desk: Desk) -> str:
    """A step behind another one; its stages are dragged there."""
    spec = desk.draft.spec
    if not room(desk, "steps"):
        return place_sent()
    key = drawn.new_key(spec, "p")
    keep(desk, drawing.with_step(spec, {"key": key, "label": words_of(NEW_STEP)}, request.form.get("key", "")))
    return f"?step={key}"


def add_way(desk: Desk) -> str:
    """A way from a stage to another one."""
    spec, stage = desk.draft.spec, request.form.get("stage", "")
    drawing.found(spec, "stages", stage)
    drawing.found(spec, "stages", request.form.get("target", ""))
    if not room(desk, "transitions"):
        return place_sent()
    key = drawn.new_key(spec, "t")
    made = {"key": key, "label": words_of(NEW_WAY), "source": [stage], "target": request.form["target"]}
    keep(desk, drawing.with_way(spec, {**made, "actors": [f"role:{Role.STREET_CENTRE.value}"]}))
    return f"?stage={stage}&way={key}#way"


def place(desk: Desk) -> str:
    """A stage, or a step, dropped somewhere."""
    to = whole(request.form.get("to"))
    if to is None:
        abort(400, gettext("There is no such step."))
    spec, key, into = desk.draft.spec, request.form.get("key", ""), request.form.get("into", "")
    keep(desk, drawing.placed_stage(spec, key, into, to) if into else drawing.placed_step(spec, key, to))
    return place_sent()


def undo(desk: Desk) -> str:
    """One step back."""
    drafts.undo(desk.work.session, desk.draft, desk.work.viewer.name)
    return place_sent()


def redo(desk: Desk) -> str:
    """One step forward again."""
    drafts.redo(desk.work.session, desk.draft, desk.work.viewer.name)
    return place_sent()


def discard(desk: Desk) -> str:
    """Back to what stands."""
    drafts.discard(desk.work.session, desk.draft)
    return ""


STEPS: dict[str, Callable[[Desk], str]] = {
    "undo": undo,
    "redo": redo,
    "discard": discard,
    "place": place,
    "head": changing(lambda spec, key, stage: {**spec, "label": drawn.sent_label()}),
    "add_step": add_step,
    "set_step": changing(lambda spec, key, stage: drawn.set_step(spec, key)),
    "step_up": changing(lambda spec, key, stage: drawing.shifted_step(spec, key, -1)),
    "step_down": changing(lambda spec, key, stage: drawing.shifted_step(spec, key, 1)),
    "remove_step": leaving(lambda spec, key, stage: drawing.without_step(spec, key), to=""),
    "add_stage": add_stage,
    "set_stage": changing(lambda spec, key, stage: drawn.set_stage(spec, key)),
    "up": changing(lambda spec, key, stage: drawing.shifted_stage(spec, key, -1)),
    "down": changing(lambda spec, key, stage: drawing.shifted_stage(spec, key, 1)),
    "remove_stage": leaving(lambda spec, key, stage: drawing.without_stage(spec, key), to=""),
    "add_way": add_way,
    "set_way": changing(lambda spec, key, stage: drawn.set_way(spec, key)),
    "way_up": changing(lambda spec, key, stage: drawing.shifted_way(spec, key, stage, -1)),
    "way_down": changing(lambda spec, key, stage: drawing.shifted_way(spec, key, stage, 1)),
    "remove_way": leaving(drawing.without_way, to="stage"),
}
"""What the page's buttons send."""


def words_of(text: Words) -> dict[str, str]:
    """A name as a spec has it."""
    return {"zh": text.zh, "en": text.en}


def version_words(number: int) -> str:
    """A version, said."""
    return gettext("Version %(number)s", number=number) if number else gettext("As shipped")


def cases_words(count: int) -> str:
    """How many cases are open, said; empty for none."""
    return ngettext("%(num)d open case", "%(num)d open cases", count) if count else ""


def told_running(running: dict[tuple[str, int, int], int], key: str) -> list[tuple[str, int]]:
    """The open cases of a process by version, the newest first."""
    found = [(number, count) for (name, _owner, number), count in running.items() if name == key]
    return [(version_words(number), count) for number, count in sorted(found, reverse=True)]
