"""My own account: name, posts, a new password."""

from __future__ import annotations

from typing import Any

from flask import request, session
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from flask_login import login_user
from sqlalchemy import update
from werkzeug.security import check_password_hash, generate_password_hash

from app.access.audit import note_action
from app.access.epoch import RIGHTS, raise_epoch
from app.access.manager import weak
from app.access.sessions import end_sessions
from app.screens.notices import tell
from app.screens.values import Page
from app.screens.web import current_work, go, show
from models.account import Account


class MeView(BaseView):
    """`/me`."""

    route_base = "/me"
    default_view = "me"
    base_permissions: list[str] = []

    @expose("", methods=["GET", "POST"])
    def me(self) -> Any:
        """My posts; POST changes my password and ends my other sessions."""
        work = current_work()
        page = Page(title=gettext("Mine"), sum=work.viewer.name)
        if request.method == "GET":
            return show("me.html", page, current="me", holdings=work.viewer.holdings, errors={})
        sm = self.appbuilder.sm
        user = sm.get_user_by_id(work.viewer.user_id)
        old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
        errors: dict[str, str] = {}
        if not check_password_hash(user.password, old):
            errors["old"] = gettext("This is not your present password.")
        problem = weak(new, work.viewer.username)
        if problem:
            errors["new"] = problem
        elif new == old:
            errors["new"] = gettext("Choose a password that differs from the present one.")
        if new != again:
            errors["again"] = gettext("The two do not match.")
        if errors:
            return show("me.html", page, current="me", status=422, holdings=work.viewer.holdings, errors=errors)
        user.password = generate_password_hash(new)
        work.session.connection().execute(
            update(Account.__table__)
            .where(Account.__table__.c.id == work.viewer.user_id)
            .values(must_change_password=False)
        )
        raise_epoch(work.session.connection(), RIGHTS)
        note_action(work.session, "password", "account", note="")
        end_sessions(work.session.connection(), work.viewer.user_id)
        work.session.commit()
        session.begin_anew()  # type: ignore[attr-defined]  # this one was ended, too
        login_user(user, remember=False)
        tell(gettext("Your password is changed. Other devices have been signed out."))
        return go("/me")
