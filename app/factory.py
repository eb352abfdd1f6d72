"""Turns settings into an application: the boot order from top to bottom; the only file that sees everything."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, current_app
from flask_appbuilder import AppBuilder
from sqlalchemy import Connection, select
from sqlalchemy.orm import configure_mappers
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

import config as settings
from app import assets, commands, database, failures, language, requests
from app.access import audit, epoch, guard, scope
from app.access.blobs import Blobs
from app.access.codes import CodeBook
from app.access.manager import Manager
from app.access.scope import Guardian
from app.access.sessions import DatabaseSessions
from app.access.users import Viewers
from app.access.viewer import Rights
from app.cases import versions
from app.cases.lists import OwnLists
from app.extensions import babel, csrf, db
from app.fields import secret
from app.fields.serial import Numbering
from app.fields.serial import install as install_numbering
from app.forms.book import FormBook
from app.house import House
from app.metadata.checks import assert_clean
from app.metadata.describe import describe_all
from app.query import search
from app.release import assert_released
from app.screens.api import ApiPages, api_class
from app.screens.build import view_class
from app.screens.fragment import Fragments
from app.screens.registers import RegisterApi, RegisterKey, RegisterView, ResourceName
from app.screens.web import RowNumber
from models import MODELS
from models.account import Account
from models.organisation import Organisation
from models.post import Post
from views import VIEWS
from views.sign_in import SignInView

OPEN_TABLES = frozenset(
    (
        "ab_user", "ab_role", "ab_permission", "ab_view_menu", "ab_permission_view", "ab_user_role",
        "ab_permission_view_role", "ab_register_user", "ab_group", "ab_user_group", "ab_group_role", "ab_api_key",
        "audit_entry", "browser_session", "code_entry", "comment", "epoch", "file_entry", "link_entry", "saved_view",
        "sign_in_failure", "sign_in_state", "counter", "form_version", "form_draft", "unique_entry",
        "public_sending", "alembic_version", "process_case", "case_event", "process_version", "process_draft",
        "brief_field",
    )
)  # fmt: skip
"""Tables without an owner: what is in them is no street's data, or is reached through a record that was found in
scope.
"""


def create_app(
    config: settings.Config | None = None, models: Sequence[type[Any]] = MODELS, environ: Mapping[str, str] = os.environ
) -> Flask:
    """An application over these models. Raises WrongSetting, or Mistaken with every problem of the declarations."""
    config = config or settings.load(environ)
    app = Flask("app", static_folder=None, template_folder="templates")
    app.config.from_mapping(settings.flask_settings(config))
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    secret.install(secret.Keyring(config.data_keys))

    install_numbering(Numbering(street_code=street_code, timezone=config.timezone))

    configure_mappers()
    resources = describe_all(models)
    assert_clean(resources, OPEN_TABLES)
    rights = Rights(resources.values())
    app.extensions["huizhi"] = House(
        config=config,
        resources=resources,
        guardian=Guardian(resources, Organisation, OPEN_TABLES),
        viewers=Viewers(Account, Post, Organisation, rights),
        codes=CodeBook(),
        lists=OwnLists(resources),
        forms=FormBook(resources, versions.offered),
        blobs=Blobs(config.file_dir),
    )

    db.init_app(app)
    csrf.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
        app.session_interface = DatabaseSessions(db.engine)
        requests.install(app)  # before FAB: its own hooks ask who is there
        serve(app)
        commands.install(app)
    failures.install(app)
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies)  # type: ignore[method-assign]
    assets.serve_statics(app)
    return app


def create_server() -> Flask:
    """The application that workers serve. Raises WrongSchema when the release command has not run for this version."""
    app = create_app()
    with app.app_context():
        assert_released()
        db.engine.dispose()  # connections must not be carried over a fork
    return app


def serve(app: Flask) -> None:
    """Register every page with FAB: one class per resource, then the written pages."""
    app.url_map.converters.update(int=RowNumber, register_key=RegisterKey, resource=ResourceName)
    resources = app.extensions["huizhi"].resources
    Manager.sign_in_view = SignInView
    builder = AppBuilder(security_manager_class=Manager, indexview=VIEWS[0])
    builder.init_app(app, db.session)
    babel.init_app(app, locale_selector=requests.locale)
    language.install(app)
    for resource in resources.values():
        builder.add_view_no_menu(view_class(resource))
        builder.add_api(api_class(resource))
    builder.add_view_no_menu(RegisterView)
    builder.add_api(RegisterApi)
    builder.add_api(ApiPages)
    for view in VIEWS[1:]:
        builder.add_view_no_menu(view)
    app.jinja_env.globals.update(static_url=assets.static_url, svg_icon=assets.svg_icon, fragment=Fragments(app))


def street_code(connection: Connection, street_id: int) -> str:
    """What serial numbers of a street begin with: the nine digits of its statistical code, or its local code."""
    table = Organisation.__table__
    code = connection.execute(select(table.c.code).where(table.c.id == street_id)).scalar() or ""
    return code[:9] if len(code) == 12 else code or str(street_id)


def _house() -> Any:
    return current_app.extensions["huizhi"]


def watch(session_class: Any) -> None:
    """Put every listener on the session class, once a process: scope, guard, search documents, trace, epochs.

    They ask the current application for its resources, since tests make several.
    """
    guardian: Any = LocalProxy(lambda: _house().guardian)
    resources: Any = LocalProxy(lambda: _house().resources)  # a request's own ones travel with its session
    scope.install(session_class, guardian)
    guard.install(session_class, guardian)
    search.install(session_class, resources)
    audit.install(session_class, resources)
    epoch.install(
        session_class,
        {"account": epoch.RIGHTS, "post": epoch.RIGHTS, "organisation": epoch.RIGHTS, "code_entry": epoch.CODES},
    )


watch(db.session)
