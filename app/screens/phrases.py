"""Turns the texts of templates into the viewer's language from memory: each is looked up once a language.

A page has some eighty of them; Flask-Babel looks up context, locale and catalogue for each, which would take longer than
the rows of a list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as translated
from markupsafe import Markup

MOST = 4000  # texts times languages; a guard, not a limit that is met


def install(app: Flask) -> None:
    """Give the templates of `app` this `_`. To be called after Flask-Babel is bound."""
    found = remembering()
    app.jinja_env.globals.update({"_": found, "gettext": found})


def remembering() -> Callable[..., Markup]:
    """A gettext for templates: texts count as markup, values put into them are escaped."""
    known: dict[tuple[str, str], Markup] = {}

    def gettext(text: str, **values: Any) -> Markup:
        key = (str(get_locale()), text)
        phrase = known.get(key)
        if phrase is None:
            if len(known) >= MOST:
                known.clear()
            phrase = known[key] = Markup(translated(text))  # noqa: S704 (our own texts, never a user's)
        return phrase % values

    return gettext
