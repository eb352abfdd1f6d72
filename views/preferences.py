"""What a person chooses for himself: language, light or dark, which organisation the lists are about."""

from __future__ import annotations

from typing import Any

from flask import abort, request, session
from flask_appbuilder import BaseView, expose

from app.screens.web import current_work, go, whole


class PreferencesView(BaseView):
    """`/language`, `/theme`, `/organisation`: POST only, kept in the session."""

    route_base = ""
    default_view = "language"
    base_permissions: list[str] = []

    @expose("/language", methods=["POST"])
    def language(self) -> Any:
        """zh or en; guests may choose, too."""
        chosen = request.form.get("language", "")
        if chosen not in ("zh", "en"):
            abort(400)
        session["locale"] = chosen
        return go(came_from())

    @expose("/theme", methods=["POST"])
    def theme(self) -> Any:
        """light, dark or auto."""
        chosen = request.form.get("theme", "")
        if chosen not in ("light", "dark", "auto"):
            abort(400)
        session["theme"] = chosen
        return go(came_from())

    @expose("/organisation", methods=["POST"])
    def organisation(self) -> Any:
        """The organisation switch: a filter of the lists, never a change of rights."""
        work = current_work()
        number = whole(request.form.get("organisation"))
        if number is not None:
            if number not in {holding.organisation_id for holding in work.viewer.holdings}:
                abort(404)
            session["within"] = number
        level = request.form.get("within", "")
        if level in ("own", "subtree"):
            session["own_level"] = level == "own"
        return go(came_from())


def came_from() -> str:
    """The page that the choice was made on."""
    return request.form.get("_back") or "/"
