"""The pages and the API of registers that units make: one class for all of them, the register's key in the address."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, g, request
from flask_appbuilder import expose
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import and_, or_, select
from werkzeug.routing import BaseConverter

from app.forms.public import Place, token_of
from app.forms.registers import KEY, PREFIX, register_of
from app.metadata.resource import Resource
from app.query.read import Query
from app.screens.api import ResourceApi
from app.screens.build import METHOD_ACTIONS
from app.screens.design import may_design
from app.screens.qr import drawn
from app.screens.record_view import RecordView
from app.screens.values import Button, Item, Page
from app.screens.web import show, whole
from app.screens.work import Work, address

HOW = _("Scan with WeChat or the camera and fill in the form. No account is needed.")


class RegisterKey(BaseConverter):
    """A register's key in an address."""

    regex = KEY.pattern


class ResourceName(BaseConverter):
    """The name of a resource in an address: of a declared one, or of a register."""

    regex = rf"(?:{PREFIX}{KEY.pattern}|[a-z][a-z0-9_]*)"
    part_isolating = False


def take_key(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Keep the register's key for the request; the pages themselves take no notice of it."""
    if values:
        g.register = values.pop("register")


class Keyed:
    """A view whose resource stands in the address."""

    def named(self) -> str:
        """The name of the resource that this request is about."""
        return f"{PREFIX}{g.register}"

    def create_blueprint(self, *given: Any, **options: Any) -> Blueprint:
        """FAB's blueprint, with the key taken out of the address."""
        made: Blueprint = super().create_blueprint(*given, **options)  # type: ignore[misc]
        made.url_value_preprocessor(take_key)
        return made


class RegisterView(Keyed, RecordView):
    """`/register/<key>/list/` and all that stands beside it."""

    route_base = f"/{PREFIX}<register_key:register>"
    endpoint = "register"
    class_permission_name = "register"
    method_permission_name = METHOD_ACTIONS

    def buttons(self, work: Work, resource: Resource, query: Query) -> tuple[Button, ...]:
        """Those of every list, and the codes of a public form."""
        found = super().buttons(work, resource, query)
        if not hands_out(work, resource):
            return found
        return (Button(label=gettext("QR code"), url=f"/{resource.name}/qr", icon="qrcode", wide=True), *found)

    @expose("/qr")
    def qr(self) -> Any:
        """The codes of the public form, one sheet of paper for each chosen unit: the own one, those right below it."""
        work, resource = self.start("list")
        if resource.screen.public is None:
            abort(404)
        if not hands_out(work, resource):
            abort(403)
        units = units_of(work)
        wanted = {whole(number) for number in request.args.getlist("unit")} or {number for number, _name in units[:1]}
        page = Page(
            title=gettext("Public form: QR code"),
            sum=resource.plural,
            crumbs=(Item(label=resource.plural, url=address(resource.name)),),
        )
        return show(
            "qr.html",
            page,
            current=resource.name,
            register=resource.plural,
            units=[(number, name, number in wanted) for number, name in units],
            sheets=[sheet(resource, number, name) for number, name in units if number in wanted],
        )


WHERE_PEOPLE_LIVE = ("street", "community", "village", "grid", "special_grid", "micro_grid")


def hands_out(work: Work, resource: Resource) -> bool:
    """Whether the viewer may print the codes of a register's public form."""
    return resource.screen.public is not None and (may_design(work.viewer) or work.may("share", resource))


def units_of(work: Work) -> list[tuple[int, str]]:
    """The units that a code can be for: the viewer's own first, then the communities or grids right below it."""
    home, model = work.viewer.home, work.resources["organisation"].model
    assert home is not None
    mine = model.id == home.organisation_id
    below = and_(model.parent_id == home.organisation_id, model.kind.in_(WHERE_PEOPLE_LIVE))
    found = work.session.execute(select(model.id, model.name).where(or_(mine, below)).order_by(~mine, model.id))
    return [(number, name) for number, name in found]


def sheet(resource: Resource, unit: int, name: str) -> dict[str, Any]:
    """What stands on one sheet: the unit, the address and its code."""
    maker = int((register_of(resource) or "").partition("/")[0])
    token = token_of(Place(maker=maker, unit=unit, key=resource.name.removeprefix(PREFIX)))
    url = f"{request.url_root}q/{token}"
    with force_locale("zh"):  # the sheet hangs in a Chinese street, whoever prints it
        words = {"title": resource.plural, "how": str(HOW)}
    with force_locale("en"):
        words |= {"how_en": str(HOW), "title_en": resource.plural if resource.plural != words["title"] else ""}
    return {**words, "unit": name, "url": url, "code": drawn(url)}


class RegisterApi(Keyed, ResourceApi):
    """`/api/v1/register/<key>/`."""

    resource_name = "register"
    route_base = f"/api/v1/{PREFIX}<register_key:register>"
    class_permission_name = "register"
    base_permissions: list[str] = []
