"""Turns a text into the language of the request, for a page that asks three hundred times.

Flask-Babel goes through Flask's proxies several times for every text, and Jinja adds as much again; together they
took a
quarter of a list page. Here the request's catalogue is found once. What is said, and where it comes from, stays the
same.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import flask_babel
from flask import Flask
from flask.globals import _cv_app
from flask_babel import Babel, Domain
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


def current_context() -> SimpleNamespace | None:
    """What Flask-Babel keeps for the request; None outside of an application. Faster than `g`, which is a proxy."""
    held = _cv_app.get(None)
    if held is None:
        return None
    values = held.g.__dict__
    found: SimpleNamespace | None = values.get("_flask_babel")
    if found is None:
        found = values["_flask_babel"] = SimpleNamespace()
    return found


# Its public functions look this one up at every call, up to three times for one text.
flask_babel._get_current_context = current_context


class KeptDomain(Domain):
    """A domain that finds the request's catalogue once. `force_locale` and `refresh` put the mark back themselves."""

    def get_translations(self) -> Any:
        """The catalogue of the request's language."""
        context = current_context()
        if context is None:
            return super().get_translations()
        found = getattr(context, "babel_translations", None)
        if found is None:
            found = context.babel_translations = super().get_translations()
        return found


class Language(Babel):
    """Flask-Babel with the kept domain."""

    domain_instance = KeptDomain()


@pass_eval_context
def translated(rules: EvalContext, text: str, /, **values: Any) -> str:
    """`_("…")` in templates: the translation is safe, the values in it are escaped, as with Jinja's own."""
    catalogue = flask_babel.get_translations()
    if not rules.autoescape:
        told: str = catalogue.ugettext(text)
        return told % values
    marked = catalogue.__dict__.setdefault("marked", {})
    found: Markup | None = marked.get(text)
    if found is None:
        found = marked[text] = Markup(catalogue.ugettext(text))  # noqa: S704  # our own catalogue, as in Jinja
    return found % values if "%" in found else found


def install(app: Flask) -> None:
    """Let templates translate this way; after `babel.init_app`."""
    app.jinja_env.globals["_"] = translated
