"""The page where staff sign in, and the end of a session."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, g, render_template, request, session
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from flask_login import login_user, logout_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select, update

from app.access import lockout
from app.access.audit import AuditEntry
from app.extensions import db
from app.record import utc_now
from app.screens.values import Page
from app.screens.web import go, nonce
from models.account import Account


class SignInView(BaseView):
    """`/login/` and `/logout`."""

    route_base = ""
    default_view = "login"
    base_permissions: list[str] = []

    @expose("/login/", methods=["GET", "POST"])
    def login(self) -> Any:
        """The sign-in form; POST signs in with `username` and `password`."""
        if request.method != "POST":
            return go(target()) if g.get("work") is not None else page()
        username, password = request.form.get("username", "").strip(), request.form.get("password", "")
        now = datetime.now(UTC)
        address = request.remote_addr or ""
        until = lockout.locked_until(db.session.connection(), username, address, now)
        if until is not None:
            return page(username=username, locked=until, status=429)
        if not username or not password:
            return page(username=username, error=gettext("Give your user name and password."), status=422)
        user = self.appbuilder.sm.auth_user_db(username, password)
        account = None if user is None else open_account(user.id)
        if user is None or account is None:
            connection = db.session.connection()
            until = lockout.failed(connection, username, address, now)
            trace(connection, "sign_in_failed", None, username)
            db.session.commit()
            if until is not None:
                return page(username=username, locked=until, status=429)
            return page(username=username, error=gettext("User name or password is wrong."), status=401)
        destination = target()
        session.begin_anew()  # type: ignore[attr-defined]
        login_user(user, remember=False)
        connection = db.session.connection()
        lockout.forget(connection, username)
        connection.execute(update(Account.__table__).where(Account.__table__.c.id == user.id).values(last_seen_at=now))
        trace(connection, "sign_in", user.id, account)
        db.session.commit()
        return go(destination)

    @expose("/logout", methods=["POST"])
    def logout(self) -> Any:
        """End the session, on the server too."""
        if g.get("work") is not None:
            trace(db.session.connection(), "sign_out", g.work.viewer.user_id, g.work.viewer.name)
            db.session.commit()
        logout_user()
        session.clear()
        answer = go("/login/")
        answer.headers["Clear-Site-Data"] = '"storage"'
        return answer


def target() -> str:
    """Where to go after signing in: the page that was asked for, if it is one of ours."""
    asked = request.values.get("next", "")
    return asked if asked.startswith("/") and not asked.startswith(("//", "/\\", "/login", "/logout")) else "/"


def page(*, username: str = "", error: str = "", locked: datetime | None = None, status: int = 200) -> Response:
    """The form, with what went wrong."""
    zone = current_app.config["HUIZHI"].timezone
    minutes = 0 if locked is None else max(1, round((locked - datetime.now(UTC)).total_seconds() / 60))
    body = render_template(
        "login.html",
        page=Page(title=gettext("Sign in")),
        office=office(),
        username=username,
        error=error,
        locked=locked.astimezone(zone).strftime("%H:%M") if locked else "",
        minutes=minutes,
        next=request.values.get("next", ""),
        locale=g.locale,
        theme=session.get("theme", "auto"),
        csrf=generate_csrf(),
        nonce=nonce(),
    )
    return Response(body, status=status, mimetype="text/html")


def office() -> str:
    """The name on the door: the street's, when this installation serves one only."""
    from models.organisation import Organisation

    table = Organisation.__table__
    statement = select(table.c.name).where(table.c.kind == "street", table.c.deleted_at.is_(None)).limit(2)
    found = db.session.execute(statement, execution_options={"door": "the name on the sign-in page"}).scalars().all()
    return found[0] if len(found) == 1 else gettext("Street office back-office")


def open_account(user_id: int) -> str | None:
    """The name of an account that may sign in; None for a closed one."""
    table = Account.__table__
    statement = select(table.c.name).where(
        table.c.id == user_id, table.c.active.is_(True), table.c.deleted_at.is_(None)
    )
    return db.session.execute(statement, execution_options={"door": "sign-in"}).scalar()


def trace(connection: Any, action: str, user_id: int | None, name: str) -> None:
    """Record a sign-in, a failed one or a sign-out."""
    connection.execute(
        AuditEntry.__table__.insert().values(
            at=utc_now(),
            user_id=user_id,
            user_name=name[:80],
            action=action,
            resource="account",
            record_id=user_id,
            address=(request.remote_addr or "")[:45],
        )
    )
