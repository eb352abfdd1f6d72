"""The designer: a clerk adds fields to what exists, sees the real form at once, and publishes it as a version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Response, abort, current_app, g, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from sqlalchemy.orm.exc import StaleDataError

from app.access.audit import note_action
from app.access.viewer import Rights
from app.form_commands import build_indexes
from app.forms import draft as drafts
from app.forms import edit
from app.forms.book import known
from app.forms.converting import Unfit, publish_whole
from app.forms.registers import ICONS, MOST, PREFIX, blank, is_name
from app.forms.spec import Faulty, read_form
from app.forms.speed import in_background
from app.forms.store import Overtaken, current, standing, version, versions
from app.forms.vocabulary import LONGEST, made_of
from app.house import House
from app.metadata.resource import Resources
from app.screens import form as forms
from app.screens.design import (
    FIRST,
    NAMES,
    PALETTE,
    Desk,
    bilingual,
    changed,
    declared,
    heading,
    label_of,
    may_design,
    new_name,
    plainly,
    properties,
    register_panel,
    rewording,
    summed,
    told,
    words_in_panel,
    words_of,
)
from app.screens.design_kinds import kinds_panel, stopped, turned
from app.screens.design_rights import limiting, rights_panel
from app.screens.detail import full
from app.screens.drafting import behind, crossed, overtaken_words
from app.screens.notices import tell
from app.screens.touches import touched
from app.screens.values import Button, Item, Page
from app.screens.web import current_work, go, not_found, show, whole
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
        )

    @expose("/")
    def list(self) -> Any:
        """What can be extended, with how far it is."""
        work = self.start()
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
        page = Page(
            title=gettext("Form design"),
            sum=home.organisation,
            buttons=(Button(label=gettext("New register"), url="/forms/new", icon="plus", tone="primary", key="n"),),
        )
        return show("designer_list.html", page, current="forms", rows=rows[False], registers=rows[True])

    @expose("/new", methods=["GET", "POST"])
    def new(self) -> Any:
        """Ask what a new register is called; POST begins its draft."""
        work = self.start()
        home = work.viewer.home
        assert home is not None
        zh, en = (request.form.get(f"label_{language}", "").strip() for language in ("zh", "en"))
        icon = request.form.get("icon", ICONS[0])
        error = ""
        if request.method == "POST":
            label = bilingual(zh, en)
            spec = {"register": {"label": label or "", **({"icon": icon} if icon != ICONS[0] else {})}}
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
                drafts.step(
                    work.session, drafts.begun(work.session, home.organisation_id, name), spec, work.viewer.name
                )
                work.session.commit()
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
        )

    @expose("/<resource:name>")
    def design(self, name: str) -> Any:
        """The palette, the form, the properties of the field that is chosen."""
        return self.page(self.desk(name))

    def page(
        self, desk: Desk, *, tried: edit.Spec | None = None, errors: tuple[str, ...] = (), status: int = 200
    ) -> Response:
        """The page of the designer. `tried` is what was typed and refused: it is shown again and not kept."""
        name = desk.declared.name
        faults = list(errors)
        try:
            desk.made()
        except Faulty as faulty:
            if edit.fields(desk.draft.spec) or not desk.makes:  # a new register is not wrong for being empty
                faults += [fault for fault in faulty.faults if fault not in faults]
        key = request.values.get("field", "")
        held = edit.fields(desk.draft.spec)
        shown = edit.fields(tried if tried is not None else desk.draft.spec)
        chosen = next((item for item in shown if item["key"] == key), None)
        above = declared(desk)
        page = Page(
            title=desk.title,
            sum=gettext("Draft of version %(number)s", number=desk.number + 1),
            crumbs=(Item(label=gettext("Form design"), url="/forms/"),),
            buttons=(
                Button(label=gettext("Versions"), url=f"/forms/{name}/versions", icon="history", wide=True),
                Button(label=gettext("Publish…"), url=f"/forms/{name}/publish", icon="upload", tone="primary"),
            ),
        )
        return show(
            "designer.html",
            page,
            current="forms",
            status=status,
            name=name,
            palette=PALETTE,
            fields=[told(item, desk) for item in held],
            chosen=properties(chosen, desk) if chosen else None,
            declared=above,
            worded=words_in_panel(key, desk, tried) if key in {item["key"] for item in above} else None,
            faults=[plainly(fault, shown, desk.work.locale) for fault in faults],
            draft=desk.draft,
            phone=request.values.get("view") == "phone",
            makes=desk.makes,
            kinds=kinds_panel(desk, key),
            rights=rights_panel(desk, key, tried),
            register=register_panel(desk, tried) if desk.makes and not key else None,
        )

    @expose("/<resource:name>/preview")
    def preview(self, name: str) -> Any:
        """The real form, as the draft makes it; shown inside the designer only."""
        desk = self.desk(name)
        try:
            resource = desk.made()
        except Faulty:
            resource = desk.resource
        known = Resources({**{other.name: other for other in desk.above.values()}, name: resource}.values())
        viewer = replace(desk.work.viewer, rights=Rights(known.values())) if desk.makes else desk.work.viewer
        work = replace(desk.work, resources=known, viewer=viewer)
        g.framed = True
        body = forms.form(work, resource)
        return show("designer_preview.html", Page(title=desk.title), current="forms", form=body)

    @expose("/<resource:name>/step", methods=["POST"])
    def step(self, name: str) -> Any:
        """One step of the designer: a field more, its options, its place; undo and redo."""
        desk = self.desk(name)
        doing, key = request.form.get("do", ""), request.form.get("field", "")
        if behind(desk.draft):
            return go(back(name, key))
        by = desk.work.viewer.name
        try:
            key = perform(desk, doing, key, by)
            desk.work.session.commit()
        except edit.NotThere:
            return not_found()
        except Faulty as faulty:
            desk.work.session.rollback()
            desk = self.desk(name)
            tried = TRIED[doing](desk, key)
            return self.page(desk, tried=tried, errors=faulty.faults, status=422)
        except StaleDataError:
            desk.work.session.rollback()
            crossed()
        return go(back(name, key))

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
        changes = edit.differences(desk.published, desk.draft.spec)
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
            except Unfit as unfit:
                work.session.rollback()
                faults = unfit.faults
                desk = self.desk(name)
            except Overtaken as overtaken:
                faults = (overtaken_words(overtaken.number),)
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
            back=f"/forms/{name}",
            changes=changes,
            touches=touched(desk),
            faults=[plainly(fault, edit.fields(desk.draft.spec), desk.work.locale) for fault in faults],
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
                    "changes": edit.differences(older.spec if older else {}, newer.spec),
                    "stands": newer.number == desk.number,
                }
            )
        return show("designer_versions.html", page, current="forms", rows=rows)


def house() -> House:
    """The house of the current application."""
    found: House = current_app.extensions["huizhi"]
    return found


def back(name: str, key: str) -> str:
    """The page of the designer, with a field chosen."""
    view = "view=phone" if request.form.get("view") == "phone" else ""
    chosen = f"field={key}" if key else ""
    asked = "&".join(filter(None, (chosen, view)))
    return f"/forms/{name}" + (f"?{asked}" if asked else "")


TRIED: dict[str, Callable[[Desk, str], edit.Spec]] = {
    "set": lambda desk, key: changed(desk, desk.draft.spec, key),
    "word": rewording,
    "head": lambda desk, key: heading(desk),
    "rights": limiting,
    "kind": turned,
}
"""The panels, by the step that each sends: the spec with what it says."""


def perform(desk: Desk, doing: str, key: str, by: str) -> str:
    """Do one step on the draft; the answer is the field that is chosen then. Raises NotThere, Faulty."""
    session, draft, spec = desk.work.session, desk.draft, dict(desk.draft.spec)
    if doing == "undo":
        drafts.undo(session, draft, by)
    elif doing == "redo":
        drafts.redo(session, draft, by)
    elif doing == "discard":
        drafts.discard(session, draft)
        key = ""
    elif doing == "add":
        kind = request.form.get("kind", "")
        if kind not in NAMES:
            abort(400, gettext("There is no such kind."))
        taken = {*desk.resource.fields, *(item["key"] for item in edit.fields(spec))}
        place = whole(request.form.get("to"))
        behind, key = key, edit.new_key(taken)
        zh, en = words_of(kind)
        made = {"key": key, "kind": kind, "label": {"zh": zh, "en": en}, **FIRST.get(kind, {})}
        after = edit.add(spec, made, behind)
        if place is not None:  # dropped there
            after = edit.move_to(after, key, place)
        drafts.step(session, draft, edit.used(after, key, made_of(made)) if desk.makes else after, by)
    elif doing in ("up", "down"):
        drafts.step(session, draft, edit.move(spec, key, -1 if doing == "up" else 1), by)
    elif doing == "move":
        place = whole(request.form.get("to"))
        if place is None:
            abort(400, gettext("There is no such step."))
        drafts.step(session, draft, edit.move_to(spec, key, place), by)
    elif doing == "remove":
        drafts.step(session, draft, edit.remove(spec, key, desk.keys), by)
        key = key if key in desk.keys else ""
    elif doing == "restore":
        drafts.step(session, draft, edit.change(spec, key, {"retired": None}), by)
    elif doing in TRIED:
        if doing == "head" and not desk.makes:
            raise edit.NotThere(doing)
        after = TRIED[doing](desk, key)
        read_form(after, desk.resource, desk.above, desk.work.context, desk.declared)
        drafts.step(session, draft, after, by)
    else:
        abort(400, gettext("There is no such step."))
    return key
