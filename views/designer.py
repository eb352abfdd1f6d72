"""The designer: a clerk adds fields to what exists, sees the real form at once, and publishes it as a version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, current_app, g, jsonify, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from sqlalchemy.orm.exc import StaleDataError

from app.access.audit import note_action
from app.form_commands import build_indexes
from app.forms import draft as drafts
from app.forms import edit
from app.forms.book import known
from app.forms.converting import Unfit, publish_whole
from app.forms.follow import NONE
from app.forms.registers import ICONS, MOST, PREFIX, blank, is_name
from app.forms.spec import Faulty
from app.forms.speed import in_background
from app.forms.store import Overtaken, current, standing, version, versions
from app.forms.vocabulary import LONGEST
from app.house import House
from app.screens import form as forms
from app.screens.design import Desk, bilingual, may_design, plainly
from app.screens.design_changes import Change, counted, explained, mark
from app.screens.design_copy import begun_from, found_source, left_out, pickable, sources, templates
from app.screens.design_kinds import stopped
from app.screens.design_page import listing, shown_page
from app.screens.design_register import new_name
from app.screens.design_steps import TRIED, perform, said_already, typed
from app.screens.detail import full
from app.screens.drafting import changed_words, crossed, overtaken_words
from app.screens.notices import tell
from app.screens.touches import touched
from app.screens.values import Button, Item, Page
from app.screens.web import current_work, go, not_found, show, wants_json, whole
from app.screens.work import Work, address


class DesignerView(BaseView):
    """`/forms/`."""

    route_base = "/forms"
    default_view = "list"
    base_permissions: list[str] = []

    def start(self) -> Work:
        """This request's work; 403 for who designs no forms."""
        work = current_work()
        if not may_design(work.viewer):
            abort(403, gettext("Forms are designed by the street centre and, for their community, by the secretaries."))
        return work

    def desk(self, name: str) -> Desk:
        """What the designer of a resource works with; 404 for one that takes no fields, or is closed to the viewer."""
        work = self.start()
        held = house()
        home = work.viewer.home
        assert home is not None
        path = home.path.rsplit(f"/{home.organisation_id}/", 1)[0] + "/"
        above = held.forms.at(work.session, path, lambda: work.context)
        stands = current(work.session, home.organisation_id, name)
        draft = drafts.begun(work.session, home.organisation_id, name)
        found = above.get(name)
        if found is None and "register" in draft.spec and is_name(name):
            found = blank(home.organisation_id, name)
        elif found is None or not work.may("list", found):
            abort(404)
        own = {
            other: resource
            for other, resource in work.resources.items()
            if other.startswith(PREFIX) and other not in above and other != name
        }
        if not found.screen.extensible or not hasattr(found.model, "extra"):
            abort(404)
        return Desk(
            work=work,
            resource=found,
            declared=found.declared or found,
            above=known(above, own),
            owner=home.organisation_id,
            draft=draft,
            published=stands.spec if stands else {},
            number=stands.number if stands else 0,
            processes=held.forms.processes(work.session, home.organisation_id) if "register" in draft.spec else NONE,
        )

    @expose("/")
    def list(self) -> Any:
        """What can be extended, with how far it is."""
        work = self.start()
        home = work.viewer.home
        assert home is not None
        rows, registers = listing(work)
        page = Page(
            title=gettext("Form design"),
            sum=home.organisation,
            buttons=(Button(label=gettext("New register"), url="/forms/new", icon="plus", tone="primary", key="n"),),
        )
        return show("designer_list.html", page, current="forms", rows=rows, registers=registers)

    @expose("/new", methods=["GET", "POST"])
    def new(self) -> Any:
        """Ask what a new register is called; POST begins its draft."""
        work = self.start()
        home = work.viewer.home
        assert home is not None
        offered = templates(work)
        source = found_source(offered, request.values.get("from", ""))
        said = source.spec["register"] if source else {}
        named = said.get("label", "")
        first = named if isinstance(named, dict) else {"zh": named}
        zh, en = (request.form.get(f"label_{language}", first.get(language, "")).strip() for language in ("zh", "en"))
        icon = request.form.get("icon", said.get("icon", ICONS[0]))
        error = ""
        if request.method == "POST":
            label = bilingual(zh, en)
            kept = drafts.of_unit(work.session, home.organisation_id)
            taken = {*work.resources, *kept, *(item.resource for item in standing(work.session))}
            if label is None:
                error = gettext("Give the register a name.")
            elif max(map(len, label.values())) > LONGEST:
                error = gettext("Use at most %(num)d characters.", num=LONGEST)
            elif sum(name.startswith(PREFIX) for name in taken) >= MOST:
                error = gettext("There are %(most)s registers already.", most=MOST)
            elif icon not in ICONS:
                error = gettext("There is no such icon.")
            else:
                name = new_name(zh or en, taken)
                register = {"label": label, **({"icon": icon} if icon != ICONS[0] else {})}
                spec, lost = begun_from(work, source, register) if source else ({"register": register}, [])
                draft = drafts.begun(work.session, home.organisation_id, name)
                drafts.step(work.session, draft, spec, work.viewer.name)
                work.session.commit()
                if lost:
                    tell(left_out(lost), tone="soon")
                return go(f"/forms/{name}")
        page = Page(title=gettext("New register"), crumbs=(Item(label=gettext("Form design"), url="/forms/"),))
        return show(
            "designer_new.html",
            page,
            current="forms",
            status=422 if error else 200,
            zh=zh,
            en=en,
            picked=icon,
            pictures=ICONS,
            error=error,
            source=source,
            templates=offered,
        )

    @expose("/<resource:name>")
    def design(self, name: str) -> Any:
        """The palette, the form, the properties of the field that is chosen."""
        return self.page(self.desk(name))

    def page(
        self,
        desk: Desk,
        *,
        tried: edit.Spec | None = None,
        errors: tuple[str, ...] = (),
        status: int = 200,
    ) -> Response:
        """The page of the designer. `tried` is what was typed and refused: it is shown again and not kept."""
        name = desk.declared.name
        page = Page(
            title=desk.title,
            sum=gettext("Draft of version %(number)s", number=desk.number + 1),
            crumbs=(Item(label=gettext("Form design"), url="/forms/"),),
            buttons=(
                Button(label=gettext("Versions"), url=f"/forms/{name}/versions", icon="history", wide=True),
                Button(label=gettext("Publish…"), url=f"/forms/{name}/publish", icon="upload", tone="primary"),
            ),
        )
        return show("designer.html", page, current="forms", status=status, **shown_page(desk, tried, errors))

    @expose("/<resource:name>/preview")
    def preview(self, name: str) -> Any:
        """The real form, as the draft makes it; shown inside the designer only."""
        desk = self.desk(name)
        resource = desk.best()
        g.framed = True
        body = forms.form(desk.trying(resource), resource)
        return show("designer_preview.html", Page(title=desk.title), current="forms", form=body)

    @expose("/<resource:name>/step", methods=["POST"])
    def step(self, name: str) -> Any:
        """One step of the designer: a field more, its options, its place; undo and redo."""
        desk = self.desk(name)
        doing, key = request.form.get("do", ""), request.form.get("field", "")
        script = wants_json()  # one that keeps the panel and asks for the page only where that is refused
        if is_stale(desk) and not said_already(desk, doing, key):
            return Response(status=409) if script else self.overtaken(desk, doing, key)
        try:
            chosen = perform(desk, doing, key)
            desk.work.session.commit()
        except edit.NotThere:
            if doing == "copy":
                return self.copying(desk, faults=(gettext("Tick at least one field."),))
            return not_found()
        except Faulty as faulty:
            desk.work.session.rollback()
            if script:
                return Response(status=422)
            desk = self.desk(name)
            if doing == "copy":
                return self.copying(desk, faults=faulty.faults)
            tried = typed(desk, doing, key) if doing in TRIED else None
            return self.page(desk, tried=tried, errors=faulty.faults, status=422)
        except StaleDataError:
            desk.work.session.rollback()
            if script:
                return Response(status=409)
            crossed()
            chosen = f"field={key}" if key else ""
        return kept(desk) if script else go(back(name, chosen))

    def overtaken(self, desk: Desk, doing: str, key: str) -> Any:
        """The draft is not as the page showed it: say who changed it and what; what was typed stands there still."""
        if desk.draft.id is None or whole(request.form.get("_number")) not in (None, desk.number):
            words = gettext("Another version was published or the draft given up. Look at it, then do your step again.")
        else:
            words = changed_words(desk.draft.saved_by)
        tell(words, tone="soon")
        marked, number = request.form.get("_mark", ""), request.form.get("_number", "")
        if doing in TRIED:
            try:
                return self.page(desk, tried=typed(desk, doing, key), status=409)
            except (edit.NotThere, Faulty):
                pass  # what was typed is about something that is gone
        asked = urlencode({"since": marked, "version": number}) if marked else ""
        return go(back(desk.declared.name, f"field={key}" if key else "", asked))

    @expose("/<resource:name>/copy")
    def copy(self, name: str) -> Any:
        """Choose a form, then fields of it, to copy."""
        return self.copying(self.desk(name))

    def copying(self, desk: Desk, faults: Sequence[str] = ()) -> Any:
        """The page that offers fields of other forms."""
        offered = sources(desk)
        source = found_source(offered, request.values.get("from", ""))
        page = Page(
            title=gettext("Copy fields from another form"),
            crumbs=(
                Item(label=gettext("Form design"), url="/forms/"),
                Item(label=desk.title, url=f"/forms/{desk.declared.name}"),
            ),
        )
        return show(
            "designer_copy.html",
            page,
            current="forms",
            status=422 if faults else 200,
            name=desk.declared.name,
            draft=desk.draft,
            mark=mark(desk.draft.spec),
            number=desk.number,
            sources=offered,
            source=source,
            fields=pickable(desk, source) if source else [],
            picked=request.form.getlist("pick"),
            faults=[plainly(fault, desk.draft.spec, desk.work.locale) for fault in faults],
        )

    @expose("/<resource:name>/publish", methods=["GET", "POST"])
    def publish(self, name: str) -> Any:
        """What would change; POST freezes the draft as the next version."""
        desk = self.desk(name)
        try:
            desk.made()
            faults: tuple[str, ...] = ()
        except Faulty as faulty:
            faults = faulty.faults
        faults = (*faults, *stopped(desk))
        changes = explained(desk, desk.published, desk.draft.spec)
        news: list[Change] = []
        if request.method == "POST" and not faults and changes:
            work = desk.work
            try:
                made = publish_whole(
                    work.session,
                    desk.owner,
                    desk.declared,
                    desk.draft.spec,
                    work.context,
                    seen=desk.draft.seen,
                    by=work.viewer.name,
                    note=request.form.get("note", ""),
                )
            except Unfit as unfit:  # somebody saved an entry between the question and the answer
                work.session.rollback()
                faults = unfit.faults
                desk = self.desk(name)
            except Overtaken as overtaken:
                faults = (overtaken_words(overtaken.number),)
                old = version(work.session, desk.owner, name, desk.draft.seen)
                news = explained(desk, old.spec if old else {}, desk.published)
                desk.draft.seen = overtaken.number
                work.session.add(desk.draft)
                work.session.commit()
            else:
                drafts.discard(work.session, desk.draft)
                fast = any(item.get("fast") for spec in (desk.published, desk.draft.spec) for item in edit.fields(spec))
                note_action(work.session, "publish", name, note=gettext("Version %(number)s", number=made.number))
                work.session.commit()
                if fast:
                    in_background(current_app._get_current_object(), build_indexes)  # type: ignore[attr-defined]
                tell(
                    gettext(
                        "Version %(number)s is published. Everybody in your unit and below sees it now.",
                        number=made.number,
                    )
                )
                return go(address(name))
        page = Page(
            title=gettext("Publish version %(number)s", number=desk.number + 1),
            crumbs=(
                Item(label=gettext("Form design"), url="/forms/"),
                Item(label=desk.title, url=f"/forms/{name}"),
            ),
        )
        return show(
            "designer_publish.html",
            page,
            current="forms",
            status=422 if faults and request.method == "POST" else 200,
            name=name,
            changes=changes,
            number=desk.number,
            counts=counted(changes),
            news=news,
            touches=touched(desk),
            faults=[plainly(fault, desk.draft.spec, desk.work.locale) for fault in faults],
        )

    @expose("/<resource:name>/versions", methods=["GET", "POST"])
    def versions(self, name: str) -> Any:
        """What was published and by whom; POST makes a draft of an old version."""
        desk = self.desk(name)
        if request.method == "POST":
            number = whole(request.form.get("number"))
            old = version(desk.work.session, desk.owner, name, number) if number else None
            if old is None:
                return not_found()
            drafts.step(
                desk.work.session, desk.draft, edit.rolled_back(old.spec, desk.published), desk.work.viewer.name
            )
            desk.work.session.commit()
            tell(gettext("The draft is as version %(number)s was. Look at it, then publish it.", number=old.number))
            return go(f"/forms/{name}")
        page = Page(
            title=gettext("Versions"),
            crumbs=(
                Item(label=gettext("Form design"), url="/forms/"),
                Item(label=desk.title, url=f"/forms/{name}"),
            ),
        )
        found = versions(desk.work.session, desk.owner, name)
        rows = []
        for older, newer in zip([*found, None][1:], found, strict=True):
            rows.append(
                {
                    "number": newer.number,
                    "by": newer.made_by,
                    "at": full(desk.work, newer.made_at),
                    "note": newer.note or "",
                    "changes": explained(desk, older.spec if older else {}, newer.spec, placed=False),
                    "stands": newer.number == desk.number,
                }
            )
        return show("designer_versions.html", page, current="forms", name=name, rows=rows)


def house() -> House:
    """The house of the current application."""
    found: House = current_app.extensions["huizhi"]
    return found


def is_stale(desk: Desk) -> bool:
    """Whether a step comes from a page that shows another draft, or another version, than there is."""
    sent, stands = whole(request.form.get("_revision")), desk.draft.revision if desk.draft.id is not None else 0
    if whole(request.form.get("_number")) not in (None, desk.number):
        return True
    return sent != stands and not (sent is None and not stands)


def kept(desk: Desk) -> Response:
    """What the script of the page needs to go on from a panel that was kept."""
    return jsonify(revision=desk.draft.revision or 0, mark=mark(desk.draft.spec))


def back(name: str, chosen: str, more: str = "") -> str:
    """The page of the designer, with a field or a section chosen."""
    view = "view=phone" if request.form.get("view") == "phone" else ""
    asked = "&".join(filter(None, (chosen, view, more)))
    return f"/forms/{name}" + (f"?{asked}" if asked else "")
