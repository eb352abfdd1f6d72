"""The form of a register that everybody may fill in: reached by a code on paper, without an account.

The house saves what is sent, since a visitor has no rights of his own: it can reach the fields that the register asks
the public for, and the unit that the address names. No row is read for the page but the names of two units.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from flask import Response, g, request
from flask_appbuilder import BaseView, expose
from flask_babel import force_locale, gettext, ngettext
from sqlalchemy import select

from app.access import captcha, sendings
from app.access.epoch import CODES, FORMS, read_epoch
from app.access.files import OwnFiles
from app.access.scope import viewer_of
from app.declare import Public
from app.fields.base import Field, Invalid
from app.forms.public import PHOTOS, Place, asked, narrowed, place_of
from app.forms.registers import PREFIX, register_of
from app.house import House
from app.metadata.resource import Resource
from app.screens import form as forms
from app.screens import save
from app.screens.entry import entry_form
from app.screens.visitor import asked as asked_sum
from app.screens.visitor import page as visitors_page
from app.screens.visitor import public_session
from app.screens.web import go, not_found, origin
from app.screens.work import Work, plain_context
from models.organisation import Organisation


@dataclass(frozen=True, kw_only=True)
class Door:
    """What one request of the public works with."""

    token: str
    place: Place
    unit: str
    above: str  # the unit that made the register, where it is another one
    resource: Resource  # with nothing but what is asked for
    names: frozenset[str]
    public: Public
    work: Work

    @property
    def url(self) -> str:
        """The address of the form."""
        return f"/q/{self.token}"


class PublicView(BaseView):
    """`/q/<token>`."""

    route_base = "/q"
    default_view = "fill"
    base_permissions: list[str] = []

    @expose("/<token>", methods=["GET", "POST"])
    def fill(self, token: str) -> Any:
        """The form; POST makes an entry."""
        with opened(token) as door:
            if door is not None:
                return sent(door) if request.method == "POST" else shown(door)
        return not_found()

    @expose("/<token>/thanks")
    def thanks(self, token: str) -> Any:
        """What is said afterwards: the same to everybody."""
        with opened(token) as door:
            if door is not None:
                words = str(door.public.thanks) or gettext("Thank you. The staff will look at what you sent.")
                return page(door, thanks=words)
        return not_found()


@contextmanager
def opened(token: str) -> Iterator[Door | None]:
    """What a token opens, while the session works for the house; None for one of nothing that is public now."""
    place = place_of(token)
    if place is None:
        yield None
        return
    with public_session() as (house, orm):
        yield _door(house, orm, token, place)


def _door(house: House, orm: Any, token: str, place: Place) -> Door | None:
    columns = (Organisation.id, Organisation.name, Organisation.path, Organisation.street_id)
    found = orm.execute(select(*columns).where(Organisation.id.in_((place.unit, place.maker))))
    units = {row.id: row for row in found}
    unit, maker = units.get(place.unit), units.get(place.maker)
    if unit is None or maker is None or not unit.path.startswith(maker.path):
        return None
    now = datetime.now(UTC)
    timezone = house.config.timezone
    # Read before anything is written here, so that what follows from them may be kept, as for who is signed in.
    codes = house.codes.load(orm, read_epoch(orm, CODES))
    context = partial(plain_context, codes, g.locale, timezone, now)
    epoch = read_epoch(orm, FORMS)
    resources = house.forms.at(orm, unit.path, context, epoch)
    resource = resources.get(f"{PREFIX}{place.key}")
    if resource is None or resource.screen.public is None or register_of(resource) != f"{place.maker}/{place.key}":
        return None
    with force_locale("zh"):  # the trace is read by the staff
        note = gettext("Sent by the public with the form of the QR code of %(unit)s", unit=unit.name)
    orm.info.update(resources=resources, forms_epoch=epoch, origin=origin(), note=note)
    names = asked(resource, resource.screen.public)
    return Door(
        token=token,
        place=place,
        unit=unit.name,
        above=maker.name if maker.id != unit.id else "",
        resource=narrowed(resource, names),
        names=frozenset(names),
        public=resource.screen.public,
        work=Work(
            session=orm,
            viewer=viewer_of(orm),
            resources=resources,
            guardian=house.guardian,
            locale=g.locale,
            timezone=timezone,
            now=now,
            codes=codes,
            files=OwnFiles(session=orm, blobs=house.blobs, user_id=viewer_of(orm).user_id, street_id=unit.street_id),
        ),
    )


def shown(door: Door) -> Response:
    """The empty form, with a question."""
    question = captcha.ask(door.token, door.work.now)
    return page(door, form=form_of(door, question), question=question)


def sent(door: Door) -> Any:
    """Make the entry, once; or show the form again as it was filled in, with what is wrong."""
    work, body = door.work, request.form
    asked_for = [item for item in save.writable(work, door.resource) if item.key in door.names]
    fields = [item for item in asked_for if item.kind != "photo"]
    photos = photos_of(asked_for)
    entered = entry_form(fields, replace(work.context, resource=door.resource.name), body)
    errors: save.Errors = {} if entered.validate() else dict(entered.errors)
    sum_ = asked_sum(door.token, body, work.now)
    question, answer, wrong = sum_.question, sum_.answer, sum_.wrong
    if sum(map(len, photos.values())) > PHOTOS:
        too_many = ngettext("Send at most %(num)d photo.", "Send at most %(num)d photos.", PHOTOS)
        errors = {**errors, next(key for key, sent in photos.items() if sent): [too_many]}
    # Until everything else is right, a photo counts as filled in and is not stored.
    held = {key: [0] if sent else None for key, sent in photos.items()}
    draft = save.Draft(values={**entered.data, **held, "organisation": door.place.unit}, errors=errors)
    status = 422
    if wrong:
        errors = {**save.check(work, door.resource, draft).errors, "_answer": [wrong]}
    else:
        register = f"{door.place.maker}/{door.place.key}"
        try:
            if save.sent_before(work, door.resource, question.token) is not None:
                return go(f"{door.url}/thanks")
            checked = save.check(work, door.resource, draft)
            if checked.errors:
                raise save.Refused(checked.errors)
            if sendings.take(work.session.connection(), request.remote_addr or "", register, work.now):
                kept = stored(work, asked_for, photos, checked)
                save.create(work, door.resource, kept, token=question.token)
                work.session.commit()
                return go(f"{door.url}/thanks")
            work.session.rollback()
            errors, status = {"": [gettext("Too much was sent from here. Try again in an hour.")]}, 429
        except save.SentTwice:
            work.session.rollback()
            return go(f"{door.url}/thanks")
        except save.Refused as refused:
            work.session.rollback()
            errors = refused.errors
    if any(photos.values()):  # a browser gives no file twice by itself
        errors = {key: [*errors.get(key, ()), *([again()] if sent else ())] for key, sent in photos.items()} | {
            key: found for key, found in errors.items() if key not in photos
        }
        errors = {key: found for key, found in errors.items() if found}
    typed = {entry.name: entry.typed for entry in entered if entry.typed is not None}
    made = form_of(door, question, typed=typed, errors=errors)
    return page(door, form=made, question=question, answer=answer, wrong=wrong, status=status)


def photos_of(fields: list[Field]) -> dict[str, list[Any]]:
    """The photos that came with the form, by field. Numbers of files are not read: a visitor has none."""
    return {
        item.key: [upload for upload in request.files.getlist(item.key) if upload.filename]
        for item in fields
        if item.kind == "photo"
    }


def stored(work: Work, fields: list[Field], photos: dict[str, list[Any]], draft: save.Draft) -> save.Draft:
    """What is saved, with the photos drawn anew and kept as the house's. Raises Refused: the caller takes all back."""
    values, errors = dict(draft.values), {}
    for item in fields:
        if photos.get(item.key) and values.get(item.key):  # not those of a field that is not shown
            try:
                values[item.key] = item.parse(photos[item.key], work.context)
            except Invalid as refused:
                errors[item.key] = [str(refused)]
    if errors:
        raise save.Refused(errors)
    return save.Draft(values=values, errors={})


def again() -> str:
    """What is said where photos were not kept."""
    return gettext("Choose the photos again.")


def form_of(door: Door, question: captcha.Question, **given: Any) -> Any:
    """The real form of the register, sent to this page."""
    made = forms.form(door.work, door.resource, token=question.token, **given)
    title = door.resource.plural
    return replace(
        made,
        sections=tuple(replace(part, label="") if part.label == title else part for part in made.sections),
        action=door.url,
        cancel_url="",
        draft_key="",
        save_label=gettext("Send"),
        hidden=(*made.hidden, ("_seal", question.seal)),
    )


def page(
    door: Door, *, form: Any = None, question: captcha.Question | None = None, status: int = 200, **values: Any
) -> Response:
    """The page, in the visitor's language."""
    return visitors_page(
        "public.html",
        status=status,
        title=door.resource.plural,
        unit=door.unit,
        above=door.above,
        url=door.url,
        form=form,
        question="" if question is None else question.words(door.work.locale),
        **{"answer": "", "wrong": "", "thanks": "", **values},
    )
