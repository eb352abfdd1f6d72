"""办理流程: a street makes its own version of a process: stages, limits, who may what; it publishes, and can go back.

Everybody of the street reads how matters are handled; the street centre draws. A draft is kept with every step. Open
cases keep the version they began under.
"""

from __future__ import annotations

from typing import Any

from flask import abort, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.access.audit import note_action
from app.cases import drafts, versions
from app.cases.tables import SHIPPED
from app.cases.versions import Overtaken, UnknownProcess
from app.forms import draft as steps
from app.process import drawing
from app.process.reading import spec_of
from app.screens import drawn
from app.screens.detail import full
from app.screens.drafting import behind, crossed, overtaken_words
from app.screens.draw import (
    ROUTE,
    STEPS,
    Desk,
    cases_words,
    draws,
    place_sent,
    reads,
    told_running,
    version_words,
)
from app.screens.draw_follow import followers, hindered
from app.screens.notices import tell
from app.screens.values import Button, Page
from app.screens.web import current_work, go, not_found, show, whole
from app.screens.work import Work
from models.loop.words import shipped
from models.processes import LOOP
from views.process_words import followed, touched, vocabulary

MOST_WALKED = 40  # stages that a walk remembers


class ProcessesView(BaseView):
    """`/processes/`."""

    route_base = ROUTE
    default_view = "list"
    base_permissions: list[str] = []

    def start(self) -> tuple[Work, int]:
        """This request's work and its street; 403 for who belongs to none."""
        work = current_work()
        street = reads(work.viewer)
        if street is None:
            abort(403, gettext("Processes belong to a street: who works in one may read them."))
        return work, street

    def desk(self, key: str, *, to_draw: bool = False) -> Desk:
        """What the pages of a process work with; 404 for one that there is not, 403 for who may not draw."""
        work, street = self.start()
        may = draws(work.viewer) == street
        if to_draw and not may:
            abort(403, gettext("Processes are drawn by the street centre."))
        try:
            draft, stands = drafts.begun(work.session, street, key)
        except UnknownProcess:
            abort(404)
        words = vocabulary(work, shipped(key) or stands.process, followers(work, key).get(key, ()))
        return Desk(work=work, street=street, key=key, draft=draft, stands=stands, words=words, may=may)

    @expose("/")
    def list(self) -> Any:
        """Every process with what stands, what runs under it, and what follows it."""
        work, street = self.start()
        connection, locale = work.session.connection(), work.locale
        kept = drafts.of_street(work.session, street)
        running, may = versions.running(connection, street), draws(work.viewer) == street
        registers = followers(work)
        lines, chosen = followed(work), {option.value for option in work.context.codes("process").options()}
        rows = []
        for key, stands in versions.standing(connection, street).items():
            process = stands.process
            rows.append(
                {
                    "key": key,
                    "url": f"{ROUTE}/{key}",
                    "label": process.label.told(locale),
                    "steps": [step.label.told(locale) for step in process.steps],
                    "stands": version_words(process.number),
                    "own": stands.owner != SHIPPED,
                    "draft": may and key in kept and kept[key].spec != drafts.drawn(process),
                    "running": told_running(running, key),
                    "follows": lines.get(key, []),
                    "registers": [(item.plural, f"/{item.name}/list/") for item in registers.get(key, ())],
                    "usual": key == LOOP.key,
                    "adds": may and key in chosen,
                }
            )
        resource = work.resources["process_rule"]
        new = Button(label=gettext("New process"), url=f"{ROUTE}/new", icon="plus", tone="primary", key="n")
        page = Page(
            title=gettext("Processes"),
            sum=work.viewer.home.organisation if work.viewer.home else "",
            buttons=(new,) if may else (),
        )
        return show(
            "processes.html",
            page,
            current="processes",
            rows=rows,
            may=may,
            rules=work.may("list", resource),
        )

    @expose("/<key>")
    def show(self, key: str) -> Any:
        """The process as it stands, to be read."""
        desk = self.desk(key)
        spec = spec_of(desk.stands.process)
        buttons = [Button(label=gettext("Try it"), url=f"{desk.home}/try", icon="player-play", wide=True)]
        buttons.append(Button(label=gettext("Versions"), url=f"{desk.home}/versions", icon="history", wide=True))
        if desk.may:
            buttons.append(Button(label=gettext("Change it"), url=f"{desk.home}/draw", icon="pencil", tone="primary"))
        page = Page(
            title=desk.label,
            sum=version_words(desk.stands.process.number),
            crumbs=desk.crumbs[:1],
            buttons=tuple(buttons),
        )
        stages = {stage["key"]: drawn.stage_panel(stage["key"], spec, desk.words, ()) for stage in spec["stages"]}
        return show(
            "process.html",
            page,
            current="processes",
            steps=drawn.told_steps(spec, desk.words),
            stages=stages,
            running=told_running(versions.running(desk.work.session.connection(), desk.street), key),
            supervised=desk.stands.process.beside is not None,
        )

    @expose("/<key>/draw")
    def draw(self, key: str) -> Any:
        """The draft: its stages at the left, the one that is chosen beside them."""
        return self.page(self.desk(key, to_draw=True))

    def page(self, desk: Desk) -> Any:
        """The page on which a process is drawn."""
        spec, words = desk.draft.spec, desk.words
        _process, faults = desk.read()
        way = request.args.get("way", "")
        step = next((item for item in spec["steps"] if item["key"] == request.args.get("step")), None)
        stage = request.args.get("stage", "") if step is None else ""
        number = desk.stands.process.number
        page = Page(
            title=drawn.label_of(spec, desk.work.locale),
            sum=gettext("Draft of version %(number)s", number=number + 1),
            crumbs=desk.crumbs,
            buttons=(
                Button(label=gettext("Try it"), url=f"{desk.home}/try", icon="player-play", wide=True),
                Button(label=gettext("Versions"), url=f"{desk.home}/versions", icon="history", wide=True),
                Button(label=gettext("Publish…"), url=f"{desk.home}/publish", icon="upload", tone="primary"),
            ),
        )
        return show(
            "process_draw.html",
            page,
            current="processes",
            key=desk.key,
            home=desk.home,
            draft=desk.draft,
            steps=drawn.told_steps(spec, words, faults),
            faults=faults,
            head=spec["label"],
            step=step,
            step_errors=drawn.errors_of(faults, "steps", step["key"]) if step else {},
            stage=drawn.stage_panel(stage, spec, words, faults),
            way=drawn.way_panel(way, spec, words, faults) if way else None,
            designs=desk.work.may("list", desk.work.resources["issue"]),
        )

    @expose("/<key>/step", methods=["POST"])
    def step(self, key: str) -> Any:
        """One step of drawing: a stage more, its limit, its place; undo and redo."""
        desk = self.desk(key, to_draw=True)
        doing, place = request.form.get("do", ""), place_sent()
        if behind(desk.draft):
            return go(f"{desk.home}/draw{place}")
        if doing not in STEPS:
            abort(400, gettext("There is no such step."))
        try:
            place = STEPS[doing](desk)
            desk.work.session.commit()
        except drawing.NotThere:
            desk.work.session.rollback()
            return not_found()
        except (StaleDataError, IntegrityError):
            desk.work.session.rollback()
            crossed()
        return go(f"{desk.home}/draw{place}")

    @expose("/<key>/publish", methods=["GET", "POST"])
    def publish(self, key: str) -> Any:
        """What would change, and what goes on as it was; POST freezes the draft as the next version."""
        desk = self.desk(key, to_draw=True)
        work, stands = desk.work, desk.stands.process
        process, found = desk.read()
        faults = [fault.words for fault in found]
        if process is not None:
            faults += hindered(work, desk.street, process)
        changes = drawn.told_differences(stands, process, work.locale) if process else []
        if request.method == "POST" and process is not None and changes and not faults:
            try:
                note = request.form.get("note", "").strip()
                number = versions.publish(
                    work.session.connection(),
                    desk.street,
                    process,
                    seen=desk.draft.seen,
                    by=work.viewer.name,
                    note=note,
                )
            except Overtaken as overtaken:
                work.session.rollback()
                faults = [self.overtaken(key, overtaken.number)]
            else:
                steps.discard(work.session, desk.draft)
                told = gettext("%(process)s: version %(number)s", process=process.label.zh, number=number)
                note_action(work.session, "publish", "issue", note=told)
                work.session.commit()
                tell(
                    gettext(
                        "Version %(number)s is published. New cases begin under it; open cases go on as they began.",
                        number=number,
                    )
                )
                return go(desk.home)
        page = Page(title=gettext("Publish version %(number)s", number=stands.number + 1), crumbs=desk.crumbs)
        return show(
            "process_publish.html",
            page,
            current="processes",
            status=422 if faults and request.method == "POST" else 200,
            back=f"{desk.home}/draw",
            refused=gettext("The process cannot be published:"),
            changes=changes,
            touches=touched(desk),
            faults=faults,
        )

    def overtaken(self, key: str, number: int) -> str:
        """Let a draft that was overtaken follow the version that stands now; says so."""
        desk = self.desk(key, to_draw=True)
        desk.draft.seen = number
        desk.work.session.add(desk.draft)
        desk.work.session.commit()
        return overtaken_words(number)

    @expose("/<key>/versions", methods=["GET", "POST"])
    def versions(self, key: str) -> Any:
        """What was published and by whom; POST makes a draft of an old version."""
        desk = self.desk(key, to_draw=request.method == "POST")
        work, connection = desk.work, desk.work.session.connection()
        if request.method == "POST":
            number = whole(request.form.get("number"))
            try:
                old = versions.version(connection, desk.street, key, -1 if number is None else number)
            except UnknownProcess:
                return not_found()
            try:
                steps.step(work.session, desk.draft, drafts.drawn(old), work.viewer.name)
                work.session.commit()
                tell(gettext("The draft is as it was then. Look at it, then publish it."))
            except (StaleDataError, IntegrityError):
                work.session.rollback()
                crossed()
            return go(f"{desk.home}/draw")
        running, rows = versions.running(connection, desk.street), []
        published = versions.published(connection, desk.street, key)
        first = shipped(key)
        older = [*(item.process for item in published[1:]), first]
        for item, before in zip(published, older, strict=False):
            rows.append(
                {
                    "number": item.process.number,
                    "by": item.by,
                    "at": full(work, item.at),
                    "note": item.note,
                    "changes": drawn.told_differences(before, item.process, work.locale) if before else (),
                    "stands": item.process.number == desk.stands.process.number,
                    "open": cases_words(running.get((key, desk.street, item.process.number), 0)),
                }
            )
        if first is not None:
            rows.append(
                {
                    "number": SHIPPED,
                    "title": gettext("As shipped"),
                    "stands": desk.stands.owner == SHIPPED,
                    "open": cases_words(running.get((key, SHIPPED, SHIPPED), 0)),
                }
            )
        return show(
            "process_versions.html",
            Page(title=gettext("Versions"), crumbs=desk.crumbs),
            current="processes",
            rows=rows,
            reads_only=not desk.may,
        )

    @expose("/<key>/try")
    def walk(self, key: str) -> Any:
        """Walk through a process without a case: what each stage offers, to whom; the draft, for who draws."""
        desk = self.desk(key)
        own, faults = desk.read() if desk.may and desk.draft.id is not None else (None, ())
        process = own or desk.stands.process
        at = request.args.get("at", process.start)
        if at not in process.by_key:
            at = process.start
        been = [name for name in request.args.get("via", "").split(".") if name in process.by_key][-MOST_WALKED:]
        spec, locale = drafts.drawn(process), desk.work.locale
        stage = drawn.stage_panel(at, spec, desk.words, ())
        assert stage is not None
        passed = {process.step_of(name) for name in been}
        page = Page(
            title=gettext("Try it"),
            sum=gettext("The draft") if own else version_words(desk.stands.process.number),
            crumbs=desk.crumbs,
        )
        return show(
            "process_try.html",
            page,
            current="processes",
            steps=drawn.told_steps(spec, desk.words),
            now=process.step_of(at),
            passed=passed,
            stage=stage,
            trail=[(name, process.stage(name).label.told(locale), ".".join(been[:i])) for i, name in enumerate(been)],
            via=".".join([*been, at]),
            stale=bool(faults),
        )
