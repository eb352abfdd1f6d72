"""What a phone keeps of the meeting page so that it opens without network: the page without data, and its worker."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Response, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import force_locale

from app.assets import static_url
from views.meeting_words import words

STYLES = ("vendor/tabler/tabler.min.css", "css/tokens.css", "css/huizhi.css", "css/form.css", "css/meeting.css")
SCRIPTS = ("", "_clash", "_device", "_doc", "_hand", "_merge", "_parts", "_photos", "_store", "_sync")
FILES = (
    *STYLES,
    "vendor/icons.svg",
    *(f"js/meeting{name}.js" for name in SCRIPTS),
    "js/kit.js",
    "js/toast.js",
)
"""What the page is made of; a test compares it with what the page asks for."""
LANGUAGES = ("zh", "en")


class WorkerView(BaseView):
    """`/sw.js` and `/meeting/shell`."""

    route_base = ""
    default_view = "worker"
    base_permissions: list[str] = []

    @expose("/sw.js")
    def worker(self) -> Any:
        """The worker, at the root, with the list of what it keeps; other content is another version."""
        files = addresses()
        shells = [shell(language) for language in LANGUAGES]
        version = hashlib.sha256("\n".join((*files, *shells)).encode()).hexdigest()[:12]
        kept = [*files, *(f"/meeting/shell?lang={language}" for language in LANGUAGES)]
        body = render_template("meeting_worker.js", version=json.dumps(version), files=json.dumps(kept, indent=1))
        answer = Response(body, mimetype="text/javascript")
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    @expose("/meeting/shell")
    def shell(self) -> Any:
        """The page without anybody's data."""
        return Response(shell("en" if request.args.get("lang") == "en" else "zh"), mimetype="text/html")


def addresses() -> list[str]:
    """Where the files are; where sources are served, scripts name each other without a version."""
    found = [static_url(name) for name in FILES]
    return [*found, *(url.partition("?")[0] for url in found if "?" in url and ".js" in url)]


def shell(language: str) -> str:
    """The page without data, in a language; the same text until the program changes."""
    with force_locale(language):
        return render_template(
            "meeting_shell.html", locale=language, theme="auto", start={"mode": "shell"}, words=words()
        )
